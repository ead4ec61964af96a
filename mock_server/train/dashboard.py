"""The room on a screen: totals with bars, the clock, a row for each learner."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from gettext import gettext as _
from typing import ClassVar, Final

from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Static

from mock_server.database import Database, DatabaseBusy
from mock_server.election import Election
from mock_server.faults import Fault
from mock_server.settings import Settings
from mock_server.train.care import Care
from mock_server.train.room import Learner, Room, Stage, look
from mock_server.train.words import clock_line, stage_name, stuck, trouble

LOOK_EVERY: Final = 1.0
"""Seconds."""

_BAR: Final = 30
_WIDTHS: Final = (3, 20, 16, 8, 46, 40)


class Dashboard(App[None]):
    """What the database says, once a second; orders for the learner whose row is chosen."""

    CSS = """
    Screen { layers: base; }
    #where, #clock { padding: 0 1; height: auto; }
    #totals { padding: 0 1; margin: 1 0; height: auto; }
    #said { padding: 0 1; height: auto; text-style: bold; }
    DataTable { height: 1fr; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, settings: Settings, database: Database, election: Election, care: Care, where: str
    ) -> None:
        super().__init__()
        self._settings = settings
        self._database = database
        self._election = election
        self._care = care
        self._where = where
        self._rows: dict[int, tuple[str, ...]] = {}
        self._learners: tuple[Learner, ...] = ()
        self._clock, self._totals, self._said = (
            Static(id=name, markup=False) for name in ("clock", "totals", "said")
        )
        self._table = DataTable[Text](cursor_type="row", zebra_stripes=True)
        self.bind("i", "invite_again", description=_("Invite again"))
        self.bind("u", "unlock", description=_("Unlock"))
        self.bind("r", "reset", description=_("Reset"))
        self.bind("q", "end", description=_("End the training"))

    def compose(self) -> ComposeResult:
        yield Static(self._where, id="where", markup=False)
        yield self._clock
        yield self._totals
        yield self._table
        yield self._said
        yield Footer()

    async def on_mount(self) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            # An exception, as the commands end by elsewhere, could be lost in the loop.
            asyncio.get_running_loop().add_signal_handler(number, self.exit)
        names = (_("No."), _("Learner"), _("Step"), _("For"), _("Refusal"), _("Identifier"))
        for name, width in zip(names, _WIDTHS, strict=True):
            self._table.add_column(name, width=width)
        self._table.focus()
        await self.look()
        self.set_interval(LOOK_EVERY, self.look)

    async def look(self) -> None:
        """Show the room as it is now; the last look stays while the database is busy."""
        try:
            room = await self._database.reading(look)
        except (DatabaseBusy, SQLAlchemyError):
            return
        now = self._settings.clock()
        self._clock.update(clock_line(room, self._election, now))
        self._totals.update(_bars(room))
        self._learners = room.learners
        for place, learner in enumerate(room.learners):
            cells = (
                str(learner.id),
                learner.name,
                stage_name(learner.stage),
                stuck(learner, now),
                trouble(learner),
                learner.address,
            )
            self._show_row(place, learner.id, cells)

    def _show_row(self, place: int, learner: int, cells: tuple[str, ...]) -> None:
        before = self._rows.get(learner)
        self._rows[learner] = cells
        if before is None:
            self._table.add_row(*map(Text, cells))  # a name is no markup
            return
        for column, (old, new) in enumerate(zip(before, cells, strict=True)):
            if old != new:
                self._table.update_cell_at(Coordinate(place, column), Text(new))

    def _fatal_error(self) -> None:
        """Textual would print the values of what broke, and a link may be among them."""
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    # --- Orders

    async def action_invite_again(self) -> None:
        await self._obey(self._care.invite_again)

    async def action_unlock(self) -> None:
        await self._obey(self._care.unlock)

    def action_reset(self) -> None:
        if not self._learners:
            return
        learner = self._chosen

        def answered(sure: bool | None) -> None:
            if sure:
                self.run_worker(self._obey(self._care.reset, learner))

        question = _("Take the account of {name} back to not active? (y/n)")
        self.push_screen(Sure(question.format(name=learner.name)), answered)

    def action_end(self) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                self.exit()

        self.push_screen(Sure(_("End the training for everybody? (y/n)")), answered)

    @property
    def _chosen(self) -> Learner:
        return self._learners[self._table.cursor_row]

    async def _obey(self, act: Callable[[str], str], learner: Learner | None = None) -> None:
        if not self._learners:
            return
        address = (learner or self._chosen).address
        try:
            said = await asyncio.to_thread(act, address)
        except Fault as fault:
            said = str(fault)
        except (DatabaseBusy, SQLAlchemyError):
            said = _("The portal is busy; try again.")
        self._said.update(said)
        await self.look()


class Sure(ModalScreen[bool]):
    """One question, yes or no."""

    CSS = """
    Sure { align: center middle; }
    Sure Vertical { width: auto; max-width: 90%; height: auto; border: solid $foreground;
        padding: 1 2; background: $surface; }
    Sure Static { width: auto; max-width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,o", "answer(True)", show=False),  # yes, oui
        Binding("n,escape", "answer(False)", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)

    def action_answer(self, sure: bool) -> None:
        self.dismiss(sure)


def _bars(room: Room) -> str:
    count = len(room.learners)
    names = {stage: stage_name(stage) for stage in Stage}
    width = max(map(len, names.values()))
    lines = []
    for stage, reached in room.totals().items():
        full = round(_BAR * reached / count) if count else 0
        bar = "█" * full + "░" * (_BAR - full)
        lines.append(f"{names[stage]:<{width}}  {bar}  {reached} / {count}")
    refused = _("refused at their step: {count}").format(count=room.refused())
    return "\n".join([*lines, refused])
