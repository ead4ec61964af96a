"""The room on a screen: totals with bars, the clock, a row for each learner."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from gettext import gettext as _
from itertools import zip_longest
from typing import Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Static

from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.posix import HUNG_UP, listen
from mock_server.training.asides import Help, Key, Question, Themes, keys_line, wrapped
from mock_server.training.goals import Goals
from mock_server.training.projector import Projector
from mock_server.training.room import Learner, Room
from mock_server.training.saying import Saying
from mock_server.training.trainer import Order, Trainer
from mock_server.training.trouble import on_now
from mock_server.training.trouble_list import Troubles
from mock_server.training.words import (
    clock_line,
    how_long,
    refusal,
    sentence,
    stage_name,
    step,
    stuck_and_refused,
    stuck_rule,
)
from tui_voter.contract.text import CUT
from tui_voter.looks.bars import bar_of
from tui_voter.looks.themes import THEMES, Look, WithoutColours

LOOK_EVERY: Final = 1.0
"""Seconds."""

_LONGEST_BAR, _SHORT_BAR = 60, 4
_SHORT: Final = 32
"""A terminal with fewer rows has its totals side by side, so that the learners have room."""
_WIDTHS: Final = (3, 20, 24, 18, 44, 40)
_LEAST: Final = (3, 14, 16, 12, 14, 34)
"""The widths of the columns, in cells: at most, and in a narrow terminal."""
_BETWEEN: Final = 2
"""The cells that a column has beside its text."""
_FOR: Final = 3
"""The column that says for how long, and who is stuck."""


class Dashboard(App[None]):
    """What the database says, once a second, and orders for the learner whose row is selected. The
    sentences of ``where`` say where the portal is; ``way_in`` is the command that the learners of a
    room type, "" for others."""

    CSS = """
    Screen { background: $ground; color: $ink; padding: 0 1; overflow: hidden hidden; }
    Static { height: auto; link-style: none; link-color: $muted; }
    #election, #said { text-style: bold; }
    #where { color: $muted; }
    #clock, #trouble, #said { color: $mark; }
    #totals { margin: 1 0; }
    .-short #totals { margin: 0; }
    #chosen { height: 2; }
    DataTable, DataTable:focus { height: 1fr; background: $ground; background-tint: $ground 0%;
        color: $ink; scrollbar-color: $line; scrollbar-color-hover: $mark;
        scrollbar-color-active: $mark; scrollbar-background: $ground;
        scrollbar-background-hover: $ground; scrollbar-background-active: $ground;
        scrollbar-corner-color: $ground; scrollbar-size: 0 1; }
    DataTable > .datatable--header, DataTable:focus > .datatable--header { background: $ground;
        background-tint: $ground 0%; color: $muted; text-style: bold; }
    DataTable > .datatable--odd-row, DataTable > .datatable--even-row,
    DataTable > .datatable--hover, DataTable > .datatable--header-hover { background: $ground; }
    /* Reversed, so that the row shows without colours too. */
    DataTable > .datatable--cursor, DataTable:focus > .datatable--cursor { background: $ground;
        color: $mark; text-style: bold reverse; }
    """
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, trainer: Trainer, where: Sequence[str], way_in: str = "", page: str = ""
    ) -> None:
        super().__init__()
        self._trainer = trainer
        self._where = where
        self._way_in = way_in
        self._page = page
        self._rows: dict[int, tuple[tuple[str, str], ...]] = {}
        """The cells of each row as they are shown, each with its style."""
        self._learners: tuple[Learner, ...] = ()
        """The learners in the order of their rows."""
        self._told_at: _Facts | None = None
        """What a sentence of the status line may tell of, as it was when it was told."""
        self._told_of = ""
        """The address of the learner of whom it tells; "" for none."""
        self._stuck_first = False
        self._dressed = 0
        """Which of the themes is shown, counted in the list."""
        self._election, self._head, self._clock, self._trouble, self._totals = (
            Static(id=name, markup=False)
            for name in ("election", "where", "clock", "trouble", "totals")
        )
        self._about, self._said, self._hints = (
            Static(id=name, markup=False) for name in ("chosen", "said", "keys")
        )
        self._table = DataTable[Text](cursor_type="row")
        for key in _keys():
            self.bind(key.name, key.action)
        for theme in THEMES:
            self.register_theme(theme)
        look = Look("visual")
        self._themes = _themes(look)
        self._filters[1:] = [
            WithoutColours(look.colourless)
        ]  # in place of Textual's own, which leaves greys
        self.theme = look.theme

    def compose(self) -> ComposeResult:
        yield from (self._election, self._head, self._clock, self._trouble, self._totals)
        yield from (self._table, self._about, self._said, self._hints)

    async def on_mount(self) -> None:
        # An exception, as the commands end by elsewhere, could be lost in the loop.
        listen(asyncio.get_running_loop(), (signal.SIGTERM, HUNG_UP), self.exit)
        self._election.update(self._election_name)
        self._table.focus()
        await self.look()
        self.set_interval(LOOK_EVERY, self.look)

    async def on_resize(self) -> None:
        await self.look()

    async def look(self) -> None:
        """Show the current state of the room; the previous one while the database is busy."""
        room = await asyncio.to_thread(self._trainer.look)
        self._fit_columns()
        self._take_back(room)
        self._say(self._head, "\n".join([*self._where, *self._trainer.notices()]))
        self._say(self._clock, clock_line(room, self._trainer.goals))
        trouble = on_now(room.troubles, room.now)
        self._say(self._trouble, trouble)
        self._trouble.display = bool(trouble)
        self._hints.update(keys_line(_keys(clock_stands=not room.speed)))
        short = self.size.height < _SHORT
        self.default_screen.set_class(short, "-short")
        length = _SHORT_BAR if short else _LONGEST_BAR
        stuck = stuck_and_refused(len(self._trainer.stuck()), room.refused())
        length = 0 if self._look.accessible else length
        self._totals.update(_totals(room, stuck, short=short, length=length))
        for screen in self.screen_stack:
            if isinstance(screen, Projector):
                screen.show(room, plain=self._look.accessible)
            elif isinstance(screen, Troubles):
                screen.show(room.troubles)
            elif isinstance(screen, Question):
                self.call_after_refresh(screen.place)  # the rows may have moved
        chosen = self._chosen.id if self._learners else 0
        self._learners = self._in_order(room)
        for place, learner in enumerate(self._learners):
            self._show_row(place, learner)
            if learner.id == chosen:  # an order is for a learner, even if their row has moved
                self._table.move_cursor(row=place)
        self._tell_chosen()

    def _fit_columns(self) -> None:
        """Give the columns the widths that this terminal has room for."""
        widths = _widths(self.size.width - 3)  # the margins, and the bar
        if widths == [column.width for column in self._table.ordered_columns]:
            return
        at = self._table.cursor_row
        self._rows.clear()
        self._table.clear(columns=True)
        names = (_("No."), _("Learner"), _("Step"), _("For"), _("Refusal"), _("Email address"))
        for name, width in zip(names, widths, strict=False):
            self._table.add_column(name, width=width)
        for place, learner in enumerate(self._learners):
            self._show_row(place, learner)
        self._table.move_cursor(row=at)

    def _tell(self, sentence: str, about: str = "") -> None:
        """Show a sentence in the status line until what it tells of has changed: the room, or the
        learner with this address."""
        self._told_at, self._told_of = None, about
        self._say(self._said, sentence)

    def _take_back(self, room: Room) -> None:
        """Clear the status line if what it tells of is no longer so."""
        facts = _facts(room, self._trainer.goals, self._told_of)
        if self._told_at is None:
            self._told_at = facts
        elif facts != self._told_at:
            self._tell("")

    def _in_order(self, room: Room) -> tuple[Learner, ...]:
        """By number; or those who are stuck, then those who were refused where they are, before
        the others."""
        if not self._stuck_first:
            return room.learners

        def rank(learner: Learner) -> tuple[bool, bool]:
            return not self._trainer.waiting(learner).is_stuck, not learner.error

        return tuple(sorted(room.learners, key=rank))

    def _tell_chosen(self) -> None:
        """Show the selected row in full: a narrow terminal cuts it off."""
        if self._learners:
            waiting = self._trainer.waiting(self._chosen)
            self._say(self._about, sentence(self._chosen, waiting))

    def _say(self, line: Static, text: str) -> None:
        line.update(wrapped(text, self.size.width - 2))

    def on_data_table_row_highlighted(self) -> None:
        self._tell_chosen()

    def _show_row(self, place: int, learner: Learner) -> None:
        waiting = self._trainer.waiting(learner)
        texts = (
            str(learner.id),
            learner.name,
            step(learner),
            how_long(waiting),
            refusal(learner),
            learner.address,
        )
        accent = f"bold {self.current_theme.variables['fault']}" if waiting.is_stuck else ""
        cells = tuple(
            (_cut(text, column.width), accent if at == _FOR else "")
            for at, (text, column) in enumerate(
                zip(texts, self._table.ordered_columns, strict=False)
            )
        )
        before = self._rows.get(place)
        self._rows[place] = cells
        if before is None:
            self._table.add_row(*(Text(*cell) for cell in cells))  # a name is no markup
            return
        for column, (old, new) in enumerate(zip(before, cells, strict=True)):
            if old != new:
                self._table.update_cell_at(Coordinate(place, column), Text(*new))

    def _fatal_error(self) -> None:
        """Textual would print the values of what broke, and a link may be among them."""
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    # --- Orders

    async def action_stuck_first(self) -> None:
        self._stuck_first = not self._stuck_first
        self._tell(
            _("Learners who are stuck come first, then those who were refused at their step.")
            if self._stuck_first
            else _("Sorted by number."),
        )
        await self.look()
        if self._stuck_first:
            self._table.move_cursor(row=0)

    async def action_order(self, name: str) -> None:
        """Give an order for the selected learner."""
        if self._learners:
            await self._order(Order(name), self._chosen.address)

    def action_trouble(self) -> None:
        """List the trouble that can be made, for the selected learner or for everybody."""
        learner = self._chosen if self._learners else None
        self.push_screen(Troubles(learner, self._trainer.room.troubles, self._make_trouble))

    async def _make_trouble(self, name: str, address: str) -> str:
        try:
            said = (await asyncio.to_thread(self._trainer.trouble, name, address))[0]
        except Fault as fault:
            said = str(fault)
        await self.look()
        return said

    async def action_vote(self) -> None:
        """Open, close or count the vote, whatever comes next."""
        await self._order(self._trainer.next_of_vote())

    async def action_clock(self) -> None:
        """Stop the portal's clock, or let it go on."""
        await self._order(self._trainer.next_of_clock())

    async def action_give(self, name: str) -> None:
        """Give an order for the whole room."""
        await self._order(Order(name))

    def action_say(self) -> None:
        """Have the trainer type what is said to all."""

        def typed(text: str | None) -> None:
            if text is not None:
                self.run_worker(self._obey(Order.SAY, text))

        self.push_screen(Saying(self._trainer.room.announcement), typed)

    def action_end(self) -> None:
        self._ask(_("End the training for everyone?"), self.exit)

    async def action_quit(self) -> None:
        """Ctrl+Q, wherever it is pressed: nothing ends unasked."""
        if not isinstance(self.screen, Question):
            self.action_end()

    def action_help_quit(self) -> None:
        """Ctrl+C does the same."""
        self.run_worker(self.action_quit())

    async def _order(self, order: Order, address: str = "") -> None:
        """Have an order carried out, after its question if it has one."""
        try:
            question = self._trainer.question(order, address)
        except Fault as fault:
            self._tell(str(fault), address)
            return
        if question:
            row = self._row_on_screen if order.is_for_learner else None
            self._ask(question, lambda: self.run_worker(self._obey(order, address)), row)
        else:
            await self._obey(order, address)

    def _ask(
        self, question: str, confirmed: Callable[[], object], row: Callable[[], int] | None = None
    ) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                confirmed()

        self.push_screen(Question(question, row), answered)

    async def _obey(self, order: Order, argument: str) -> None:
        if order.is_for_vote:
            self._tell(_("One moment…"))
        try:
            said = await asyncio.to_thread(self._trainer.obey, order, argument)
        except Fault as fault:
            said = str(fault)
        self._tell(said, argument)
        await self.look()

    def _row_on_screen(self) -> int:
        """Where the selected row stands on the screen, below the names of the columns."""
        table = self._table
        return table.region.y + 1 + table.cursor_row - round(table.scroll_offset.y)

    @property
    def _chosen(self) -> Learner:
        return self._learners[self._table.cursor_row]

    # --- What else is shown

    async def action_project(self) -> None:
        await self.push_screen(
            Projector(self._trainer.goals, self._election_name, self._way_in, self._page)
        )
        await self.look()

    def action_help(self) -> None:
        if isinstance(self.screen, Projector):
            self.push_screen(Help(self.screen.keys(), [_bars(), _goals()]))
        else:
            self.push_screen(Help(_keys(), _meanings(self._trainer.goals)))

    def action_themes(self) -> None:
        before = self._dressed

        def answered(keeps: bool | None) -> None:
            if not keeps:
                self._wear(before)

        labels = [label for label, _look in self._themes]
        self.push_screen(Themes(labels, before, self._wear), answered)

    @property
    def _look(self) -> Look:
        return self._themes[self._dressed][1]

    def _wear(self, number: int) -> None:
        self._dressed = number
        self._filters[1].enabled = self._look.colourless
        self.theme = self._look.theme
        self.run_worker(self.look())

    @property
    def _election_name(self) -> str:
        texts = self._trainer.election.texts
        return texts.get(spoken(), next(iter(texts.values()))).name


_Facts = tuple[object, ...]


def _facts(room: Room, goals: Goals, address: str) -> _Facts:
    """What an order changes in the room, and at the learner with this address."""
    of_learner = [
        (learner.stage, learner.error, learner.errors)
        for learner in room.learners
        if learner.address == address
    ]
    turn = goals.next_turn(room)
    return room.vote, turn, room.speed, room.troubles, room.announcement, room.spares, of_learner


def _widths(cells: int) -> list[int]:
    """The widths of the columns that fit side by side: the first ones get what they need first, and
    the last ones are left out where none is left for them."""
    widths: list[int] = []
    for least in _LEAST:
        if sum(widths) + least + _BETWEEN * (len(widths) + 1) <= cells:
            widths.append(least)
    left = cells - sum(widths) - _BETWEEN * len(widths)
    for place, most in enumerate(_WIDTHS[: len(widths)]):
        more = min(left, most - widths[place])
        widths[place] += more
        left -= more
    return widths


def _cut(text: str, width: int) -> str:
    """The text as far as it fits, cut at a word if it can be."""
    if len(text) <= width:
        return text
    kept = text[: width - len(CUT) + 1].rpartition(" ")[0] or text[: width - len(CUT)]
    return kept.rstrip() + CUT


def _keys(*, clock_stands: bool = False) -> list[Key]:
    """The keys of the room. While the clock stands, its key is told in the place of the vote's."""
    return [*_learner_keys(), *_room_keys(clock_stands=clock_stands), *_view_keys()]


def _learner_keys() -> list[Key]:
    return [
        Key(
            "i",
            _("invite again"),
            "app.order('invite')",
            about=_("Send the learner of the selected row another invitation."),
        ),
        Key(
            "u",
            _("unlock"),
            "app.order('unlock')",
            about=_("Let them try again at once after too many failed attempts."),
            in_line=False,
        ),
        Key(
            "r",
            _("reset"),
            "app.order('reset')",
            about=_("Make them activate their account again."),
            in_line=False,
        ),
        Key(
            "f",
            _("stuck first"),
            "app.stuck_first",
            about=_("Show first who is stuck, then who was refused at their step."),
            in_line=False,
        ),
    ]


def _room_keys(*, clock_stands: bool) -> list[Key]:
    return [
        Key(
            "v",
            _("vote"),
            "app.vote",
            about=_("Open the vote, then close it, then count it."),
            in_line=not clock_stands,
        ),
        Key(
            "c",
            _("restart the clock"),
            "app.clock",
            about=_("Stop the portal’s clock, then let it go on as fast as real time."),
            in_line=clock_stands,
        ),
        Key(
            "t",
            _("trouble"),
            "app.trouble",
            about=_("Make trouble on purpose, for one learner or for everybody; undo it."),
            in_line=False,
        ),
        Key(
            "n",
            _("new learner"),
            "app.give('spare')",
            about=_("Take a learner of the reserve, for somebody who came late."),
            in_line=False,
        ),
        Key(
            "m",
            _("message"),
            "app.say",
            about=_("Say a sentence to all learners."),
            in_line=False,
        ),
        Key(
            "s",
            _("summary"),
            "app.give('summary')",
            about=_("Write what the training came to, and certificates."),
            in_line=False,
        ),
    ]


def _view_keys() -> list[Key]:
    return [
        Key(
            "p",
            _("project"),
            "app.project",
            about=_("Large figures without names, for the projector."),
        ),
        Key("f6", _("theme"), "app.themes", "F6", _("Choose the colours."), in_line=False),
        Key("q", _("finish"), "app.end", about=_("End the training for everyone.")),
        Key("question_mark,f1", _("help"), "app.help", "?", _("This help; F1 as well.")),
    ]


def _bars() -> str:
    return _(
        "A bar shows how many have reached a step, or gone beyond it, of those who can. It is full "
        "only when all have, and empty only when nobody has."
    )


def _meanings(goals: Goals) -> list[str]:
    return [
        _bars(),
        _(
            "“For” says how long a learner has been at their step. It is empty for those who have "
            "done nothing yet, and for those who need do no more now: they have an active account "
            "and the vote is not open, or they voted."
        ),
        stuck_rule(goals),
        _(
            "“Refusal” is the last one since that step, and how often it came in a row. It is gone "
            "with the next step, or when you unlock them."
        ),
    ]


def _goals() -> str:
    return _(
        "The large figure counts the learners who are where all are to be now: until the vote "
        "opens, those with an active account; then, those who have voted in all their ballots."
    )


def _themes(first: Look) -> list[tuple[str, Look]]:
    """The themes to choose from, ``first`` as the terminal is: it does not tell its background
    later."""
    visual = [
        (_("Visual: light on dark"), Look("visual", dark=True)),
        (_("Visual: dark on light"), Look("visual", dark=False)),
    ]
    return [
        *sorted(visual, key=lambda each: each[1].theme != first.theme),
        (_("Projector: black on white, for a bright room"), Look("projector")),
        (_("Accessible: strong contrast, and words for bars"), Look("accessible")),
        (_("Terminal: its own colours"), Look("terminal")),
    ]


def _totals(room: Room, stuck: str, *, short: bool, length: int) -> Content:
    """A line for each stage, with a bar of this length and how many learners have reached it of
    those who can; then who is ``stuck``. If ``short``, two columns of lines, within 80
    characters."""
    rows = []
    for stage, reached in room.totals().items():
        count = room.of(stage)
        bar = bar_of(reached / count if count else 0, length)
        rows.append((stage_name(stage), bar, f"{reached} / {count}"))
    half = len(rows) // 2 + 1 if short else len(rows)
    left, right = _aligned(rows[:half]), [*_aligned(rows[half:]), Content(stuck)]
    if not short:
        return Content("\n").join([*left, *right])
    width = max(line.cell_length for line in left) + 2
    pairs = zip_longest(left, right, fillvalue=Content(""))
    return Content("\n").join(
        one.pad_right(width - one.cell_length) + other for one, other in pairs
    )


def _aligned(rows: Sequence[tuple[str, str, str]]) -> list[Content]:
    width = max((len(name) for name, _bar, _told in rows), default=0)
    return [
        Content.assemble(
            f"{name:<{width}}  ", (bar, "$mark on $field"), f"  {told}" if bar else told
        )
        for name, bar, told in rows
    ]
