"""The room on a screen: totals with bars, the clock, a row for each learner."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from gettext import gettext as _
from itertools import zip_longest
from typing import ClassVar, Final

from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Static

from mock_server.core.errors import Fault
from mock_server.core.posix import HUNG_UP, listen
from mock_server.core.settings import Settings
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.model import ElectionDefinition
from mock_server.training.learner_actions import LearnerActions
from mock_server.training.room import Learner, Room, Vote, look
from mock_server.training.vote_orders import VoteOrder, VoteOrders, unsealed
from mock_server.training.words import clock_line, sentence, stage_name, step, stuck, trouble

LOOK_EVERY: Final = 1.0
"""Seconds."""

_BAR, _SHORT_BAR = 30, 4
_SHORT: Final = 32
"""Rows of a terminal on which the totals stand side by side, so that the learners have room."""
_WIDTHS: Final = (3, 20, 22, 9, 46, 40)


class Dashboard(App[None]):
    """What the database says, once a second; orders for the learner whose row is chosen."""

    CSS = """
    Screen { layers: base; }
    #where, #clock { padding: 0 1; height: auto; }
    #totals { padding: 0 1; margin: 1 0; height: auto; }
    .short #totals { margin: 0; }
    #chosen { padding: 0 1; height: 2; }
    #said { padding: 0 1; height: auto; text-style: bold; }
    DataTable { height: 1fr; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        settings: Settings,
        database: Database,
        election: ElectionDefinition,
        learner_actions: LearnerActions,
        vote_orders: VoteOrders,
        where: Sequence[str],
    ) -> None:
        super().__init__()
        self._settings = settings
        self._database = database
        self._election = election
        self._learner_actions = learner_actions
        self._vote_orders = vote_orders
        self._where = where
        self._rows: dict[int, tuple[str, ...]] = {}
        self._room: Room | None = None
        self._learners: tuple[Learner, ...] = ()
        self._refused_first = False
        self._head, self._clock, self._totals, self._about, self._said = (
            Static(id=name, markup=False) for name in ("where", "clock", "totals", "chosen", "said")
        )
        self._table = DataTable[Text](cursor_type="row", zebra_stripes=True)
        self.bind("i", "invite_again", description=_("Invite again"))
        self.bind("u", "unlock", description=_("Unlock"))
        self.bind("r", "reset", description=_("Reset"))
        self.bind("f", "refused_first", description=_("Refused"))
        self.bind("v", "vote", description=_("Vote"))
        self.bind("q", "end", description=_("Finish"))

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._clock
        yield self._totals
        yield self._table
        yield self._about
        yield self._said
        yield Footer()

    async def on_mount(self) -> None:
        # An exception, as the commands end by elsewhere, could be lost in the loop.
        listen(asyncio.get_running_loop(), (signal.SIGTERM, HUNG_UP), self.exit)
        names = (_("No."), _("Learner"), _("Step"), _("For"), _("Refusal"), _("Email address"))
        for name, width in zip(names, _WIDTHS, strict=True):
            self._table.add_column(name, width=width)
        self._table.focus()
        await self.look()
        self.set_interval(LOOK_EVERY, self.look)

    async def look(self) -> None:
        """Show the current state of the room; the previous one while the database is busy."""
        try:
            room = await self._database.reading(look)
        except (DatabaseBusy, SQLAlchemyError):
            return
        self._room, now = room, self._settings.clock()
        notice = [unsealed(self._settings)] if room.vote is Vote.UNSEALED else []
        self._head.update("\n".join([*self._where, *notice]))
        self._clock.update(clock_line(room, self._election, now))
        short = self.size.height < _SHORT
        self.screen.set_class(short, "short")
        self._totals.update(_side_by_side(room) if short else _bars(room))
        chosen = self._chosen.id if self._learners else 0
        self._learners = self._in_order(room)
        for place, learner in enumerate(self._learners):
            cells = (
                str(learner.id),
                learner.name,
                step(learner),
                stuck(learner, now),
                trouble(learner),
                learner.address,
            )
            self._show_row(place, cells)
            if learner.id == chosen:  # a command is for a learner, even if their row has moved
                self._table.move_cursor(row=place)
        self._tell_chosen()

    def _in_order(self, room: Room) -> tuple[Learner, ...]:
        """By number; or those who were refused where they are before the others."""
        if not self._refused_first:
            return room.learners
        return tuple(sorted(room.learners, key=lambda learner: not learner.error))

    def _tell_chosen(self) -> None:
        """Show the selected row in full: a narrow terminal cuts it off."""
        if self._learners:
            self._about.update(sentence(self._chosen, self._settings.clock()))

    def on_data_table_row_highlighted(self) -> None:
        self._tell_chosen()

    def _show_row(self, place: int, cells: tuple[str, ...]) -> None:
        before = self._rows.get(place)
        self._rows[place] = cells
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
        await self._obey(self._learner_actions.invite_again)

    async def action_refused_first(self) -> None:
        self._refused_first = not self._refused_first
        self._said.update(
            _("Learners who were refused at their step come first.")
            if self._refused_first
            else _("Sorted by number.")
        )
        await self.look()

    async def action_unlock(self) -> None:
        await self._obey(self._learner_actions.unlock)

    def action_reset(self) -> None:
        if not self._learners:
            return
        learner = self._chosen

        def answered(sure: bool | None) -> None:
            if sure:
                self.run_worker(self._obey(self._learner_actions.reset, learner))

        question = _("Reset the account of {name}, so that it must be activated again? (y/n)")
        self.push_screen(Sure(question.format(name=learner.name)), answered)

    def action_vote(self) -> None:
        """Open, close or count: what comes next."""
        if self._room is None:
            return
        order = self._vote_orders.next(self._room)

        def answered(sure: bool | None) -> None:
            if sure:
                self._said.update(_("One moment…"))
                self.run_worker(self._have_vote(order))

        try:
            question = self._vote_orders.question(order, self._room)
        except Fault as fault:
            self._said.update(str(fault))
            return
        self.push_screen(Sure(f"{question} {_('(y/n)')}"), answered)

    async def _have_vote(self, order: VoteOrder) -> None:
        try:
            said = await asyncio.to_thread(self._vote_orders.obey, order)
        except Fault as fault:
            said = str(fault)
        self._said.update(said)
        await self.look()

    def action_end(self) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                self.exit()

        self.push_screen(Sure(_("End the training for everyone? (y/n)")), answered)

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
    """A line for each stage, with how many have reached it; then how many were refused."""
    return "\n".join([*_aligned(_reached(room, _BAR)), _refused(room)])


def _side_by_side(room: Room) -> str:
    """The same in half as many lines, within 80 columns."""
    rows = _reached(room, _SHORT_BAR)
    half = len(rows) // 2 + 1
    left, right = _aligned(rows[:half]), [*_aligned(rows[half:]), _refused(room)]
    width = max(map(len, left)) + 2
    pairs = zip_longest(left, right, fillvalue="")
    return "\n".join(f"{one:<{width}}{other}".rstrip() for one, other in pairs)


def _reached(room: Room, length: int) -> list[tuple[str, str]]:
    """The name of each stage, and a bar with how many have reached it."""
    count = len(room.learners)
    rows = []
    for stage, reached in room.totals().items():
        full = round(length * reached / count) if count else 0
        bar = "█" * full + "░" * (length - full)
        rows.append((stage_name(stage), f"{bar}  {reached} / {count}"))
    return rows


def _aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _told in rows)
    return [f"{name:<{width}}  {told}" for name, told in rows]


def _refused(room: Room) -> str:
    return _("refused at their step: {count}").format(count=room.refused())
