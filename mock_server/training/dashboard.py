"""The room on a screen: totals with bars, the clock, a row for each learner."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from gettext import gettext as _
from itertools import zip_longest
from typing import ClassVar, Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Static

from mock_server.core.errors import Fault
from mock_server.core.posix import HUNG_UP, listen
from mock_server.training.room import Learner, Room
from mock_server.training.trainer import Order, Trainer
from mock_server.training.words import clock_line, sentence, stage_name, step, stuck, trouble

LOOK_EVERY: Final = 1.0
"""Seconds."""

_BAR, _SHORT_BAR = 30, 4
_SHORT: Final = 32
"""A terminal with fewer rows has its totals side by side, so that the learners have room."""
_WIDTHS: Final = (3, 20, 22, 9, 46, 40)


class Dashboard(App[None]):
    """What the database says, once a second, and orders for the learner whose row is selected. The
    sentences of ``where`` say where the portal is."""

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

    def __init__(self, trainer: Trainer, where: Sequence[str]) -> None:
        super().__init__()
        self._trainer = trainer
        self._where = where
        self._rows: dict[int, tuple[str, ...]] = {}
        """The cells of each row, as they are shown."""
        self._learners: tuple[Learner, ...] = ()
        """The learners in the order of their rows."""
        self._refused_first = False
        self._head, self._clock, self._totals, self._about, self._said = (
            Static(id=name, markup=False) for name in ("where", "clock", "totals", "chosen", "said")
        )
        self._table = DataTable[Text](cursor_type="row", zebra_stripes=True)
        for key, action, description in (
            ("i", "order('invite')", _("Invite again")),
            ("u", "order('unlock')", _("Unlock")),
            ("r", "order('reset')", _("Reset")),
            ("f", "refused_first", _("Refused")),
            ("v", "vote", _("Vote")),
            ("q", "end", _("Finish")),
        ):
            self.bind(key, action, description=description)

    def compose(self) -> ComposeResult:
        yield from (self._head, self._clock, self._totals, self._table, self._about, self._said)
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
        room = await asyncio.to_thread(self._trainer.look)
        self._head.update("\n".join([*self._where, *self._trainer.notices()]))
        self._clock.update(clock_line(room, self._trainer.election))
        short = self.size.height < _SHORT
        self.screen.set_class(short, "short")
        self._totals.update(_totals(room, short=short))
        chosen = self._chosen.id if self._learners else 0
        self._learners = self._in_order(room)
        for place, learner in enumerate(self._learners):
            self._show_row(place, learner, room)
            if learner.id == chosen:  # an order is for a learner, even if their row has moved
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
            self._about.update(sentence(self._chosen, self._trainer.room.now))

    def on_data_table_row_highlighted(self) -> None:
        self._tell_chosen()

    def _show_row(self, place: int, learner: Learner, room: Room) -> None:
        cells = (
            str(learner.id),
            learner.name,
            step(learner),
            stuck(learner, room.now),
            trouble(learner),
            learner.address,
        )
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

    async def action_refused_first(self) -> None:
        self._refused_first = not self._refused_first
        self._said.update(
            _("Learners who were refused at their step come first.")
            if self._refused_first
            else _("Sorted by number.")
        )
        await self.look()

    async def action_order(self, name: str) -> None:
        """Give an order for the selected learner."""
        if self._learners:
            await self._order(Order(name), self._chosen.name, self._chosen.address)

    async def action_vote(self) -> None:
        """Open, close or count the vote, whatever comes next."""
        await self._order(self._trainer.next_of_vote())

    def action_end(self) -> None:
        self._ask(_("End the training for everyone?"), self.exit)

    async def _order(self, order: Order, name: str = "", address: str = "") -> None:
        """Have an order carried out, after its question if it has one."""
        try:
            question = self._trainer.question(order, name)
        except Fault as fault:
            self._said.update(str(fault))
            return
        if question:
            self._ask(question, lambda: self.run_worker(self._obey(order, address)))
        else:
            await self._obey(order, address)

    def _ask(self, question: str, confirmed: Callable[[], object]) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                confirmed()

        self.push_screen(Sure(f"{question} {_('(y/n)')}"), answered)

    async def _obey(self, order: Order, address: str) -> None:
        if not order.is_for_learner:
            self._said.update(_("One moment…"))
        try:
            said = await asyncio.to_thread(self._trainer.obey, order, address)
        except Fault as fault:
            said = str(fault)
        self._said.update(said)
        await self.look()

    @property
    def _chosen(self) -> Learner:
        return self._learners[self._table.cursor_row]


class Sure(ModalScreen[bool]):
    """A question that is answered by yes or no."""

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


def _totals(room: Room, *, short: bool) -> str:
    """A line for each stage, with a bar and how many learners have reached it; then how many were
    refused. If ``short``, two columns of lines, within 80 characters."""
    count, length = len(room.learners), _SHORT_BAR if short else _BAR
    rows = []
    for stage, reached in room.totals().items():
        full = round(length * reached / count) if count else 0
        bar = "█" * full + "░" * (length - full)
        rows.append((stage_name(stage), f"{bar}  {reached} / {count}"))
    refused = _("refused at their step: {count}").format(count=room.refused())
    half = len(rows) // 2 + 1 if short else len(rows)
    left, right = _aligned(rows[:half]), [*_aligned(rows[half:]), refused]
    if not short:
        return "\n".join([*left, *right])
    width = max(map(len, left)) + 2
    pairs = zip_longest(left, right, fillvalue="")
    return "\n".join(f"{one:<{width}}{other}".rstrip() for one, other in pairs)


def _aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _told in rows), default=0)
    return [f"{name:<{width}}  {told}" for name, told in rows]
