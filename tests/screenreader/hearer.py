"""Somebody who goes through the full screen by what Orca says."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from tests.screenreader.conftest import Start
from tests.screenreader.criteria import Stop, Visit, counted
from tests.screenreader.focus import BUTTON, CHOSEN, ENTRY, HIDDEN, focus_in
from tests.screenreader.listeners import FOCUS_IDLE, MOVED, Walker
from tests.screenreader.orca import OrcaTerminal
from tests.screenreader.pages import NEXT, TAKES_LONG, start_of, stops_of
from tests.screenreader.reader import bare
from tests.voters import ESCAPE, PAGE_DOWN, TAB
from tui_voter import messages
from tui_voter.audit.player import Reply, folded
from tui_voter.audit.record import Shown
from tui_voter.dialogue import ChoiceField, FieldError, Form, told
from tui_voter.messages import gettext as _

HEARD: Final = 20.0
"""Seconds until Orca has told what a key did: a limit for failures."""
CALM: Final = 0.6
"""Seconds without a word after which nothing more is said of a key."""
HELP: Final = "\x07"
STOPS: Final = 24
"""Controls that a screen has at most."""
GROUP, WRONG, SELECTED, WINDOW = "grouping", "invalid entry", "selected", "frame"
BEFORE: Final = "tui-voter frame"
"""What is told before the first question."""


def place(number: int, total: int) -> str:
    return _("{number} of {total}").format(number=number, total=total)


class Hearer(Walker):
    """What is told is held against what is expected, or against what the program says has the
    focus."""

    terminal: OrcaTerminal

    def __init__(self, terminal: OrcaTerminal, visit: Visit) -> None:
        super().__init__(terminal, visit)
        self.title = ""  # of the question that was begun last, as it was told
        self._row = ""  # as of the last stop
        self._is_alone = False  # the latest key led nowhere
        self._arrived = 0  # what was told before this page
        self._met: set[str] = set()  # controls of this screen whose hint was told

    def press(self, keys: str, *wanted: str, title: str = "") -> None:
        """Press ``keys``: these texts are told, and no others; where they lead to another
        question, behind its ``title`` and its text."""
        before, shown = len(self.terminal.entries), self.terminal.screen
        self.terminal.type(keys)
        if title:
            self._met.clear()
            self.hear(before, (title, WINDOW, *wanted), beside=shown)
            self._row = self.row
        else:
            self.hear(before, wanted)

    def enter(self, what: str, *moves: Reply, keys: str = "", seconds: float = FOCUS_IDLE) -> None:
        """Play ``moves``, or press ``keys``, which lead to a question that shows ``what``: its
        title is told, its text, and what has the focus there."""
        before, shown = len(self.terminal.entries), self.terminal.screen
        self.play(*moves)
        self.terminal.type(keys)
        self.begin(what, before, shown, seconds)

    def begin(self, what: str, before: int, shown: str, seconds: float = FOCUS_IDLE) -> None:
        """It has been told since ``before``."""
        self.terminal.wait_for(re.escape(folded(what)))
        self._settle(before, WINDOW, what)
        entries = self.terminal.entries
        titles = [at for at in range(before, len(entries)) if f" {WINDOW}" in entries[at].text]
        last = titles[-1] if titles else before  # what was gone through on the way is not held
        self.title = entries[last].text.partition(f" {WINDOW}")[0] if titles else what
        self._met.clear()
        self.hear(last, (self.title, WINDOW, *self._by_row()), beside=shown, seconds=seconds)

    def arrive(self, page: Shown, keys: str, notice: str = "") -> None:
        """Where it is there already, no ``keys`` lead to it."""
        before, shown = len(self.terminal.entries), self.terminal.screen if keys else BEFORE
        self.terminal.type(keys)
        title, self._arrived = page.screen.title, before
        self._met.clear()
        self._settle(before, f"{title} {WINDOW}", notice)
        beside = f"{shown} {notice}"
        self.hear(before, (title, WINDOW, *self._by_row()), beside=beside, is_calm=True)
        assert self.told_since(before)(notice), f"{notice!r} is not in {self._heard(before)}"

    def look_around(self, page: Shown) -> None:
        """All of it has been told since the page was opened."""
        super().look_around(page)
        told = self.told_since(self._arrived)
        missed = [stop for stop in stops_of(page) if not told(stop)]
        assert not missed, f"{page.screen.title}: {missed}"

    def is_at(self, choice: ChoiceField[Any]) -> bool:
        return self.row.startswith(f"{choice.label}, ") and CHOSEN in self.row

    def go_wrong(self, page: Shown, error: FieldError) -> None:  # noqa: ARG002 the focus is at it
        """The field has the focus, and its error is told."""
        before = len(self.terminal.entries)
        self.terminal.type(NEXT)
        self._settle(before, error.text)
        self.hear(before, self._by_row(), is_calm=True)
        assert self.told_since(before)(error.text)

    def get_help(self, page: Shown) -> None:
        """All is told, and nothing twice."""
        met, shown, end = len(self.terminal.entries), self.terminal.screen, page.heading.support
        self.terminal.type(HELP)
        self._settle(met, f"{_('Help')} {WINDOW}")
        self.hear(met, (_("Help"), WINDOW), beside=shown, is_calm=True)
        while not (is_told := self.told_since(met))(end):
            before = len(self.terminal.entries)
            self.terminal.type(PAGE_DOWN)
            self.terminal.holds_within(partial(self._heard, before), HEARD)
            self._settle(before)
            rows = map(folded, self.terminal.screen.splitlines())
            self.hear(before, (), beside=" ".join(row for row in rows if not is_told(row)))
        help_ = page.screen.help
        assert not help_ or bare(" ".join(self._heard(met))).count(bare(help_)) == 1
        self._row = ""  # what a choice asks is told again
        before = len(self.terminal.entries)
        self.terminal.type(ESCAPE)
        back = (page.screen.title, WINDOW)
        self._settle(before, " ".join(back))
        self.hear(before, (*back, *self._by_row()), is_calm=True)

    def wait(self, form: Form[Any]) -> None:
        """Both are told."""
        before = len(self.terminal.entries)
        self.terminal.type(NEXT)
        self.hear(before, (_(TAKES_LONG),))
        before = len(self.terminal.entries)
        self.terminal.type(ESCAPE)
        stopped = _("Stopped. What you typed has been kept.")
        places = " ".join(place(number, number) for number in range(STOPS))
        again = f"{told(form.button)} {BUTTON} {places}"  # where the focus was elsewhere
        self.hear(before, (stopped,), beside=again)

    def wait_for_rows(self, page: Shown) -> None:
        """That is told, and then the row that has the focus."""
        before, shown = len(self.terminal.entries), self.terminal.screen
        self.terminal.type(NEXT)
        self._met.clear()
        takes_long = _(TAKES_LONG)
        self._settle(before, f"{page.screen.title} {WINDOW}", takes_long)
        waits = _("Fetching the list…")
        self.terminal.holds_within(lambda: waits not in folded(self.terminal.screen), HEARD)
        first = folded(start_of(page.rows[0].label)) if page.rows else ""
        self.terminal.holds_within(lambda: first in folded(self.row), HEARD)
        wanted = (page.screen.title, WINDOW, takes_long, *self._by_row())
        self.hear(before, wanted, beside=shown)

    def told_since(self, before: int) -> Callable[[str], bool]:
        said = bare(" ".join(self._heard(before)))
        return lambda text: bare(text) in said

    def _heard(self, before: int) -> list[str]:
        return [entry.text for entry in self.terminal.entries[before:]]

    def tour(self, *keys: str) -> None:
        """Press ``keys``, then Tab at every control until it begins anew."""
        for key in keys:
            self.step(key)
        rows = [self._row]
        while len(rows) <= STOPS:
            self.step(TAB)
            if self._row == rows[0] or self._is_alone:
                return
            rows.append(self._row)
        raise AssertionError(f"the first one does not come again: {rows}")

    def step(self, keys: str) -> None:
        """Press ``keys``: what the row says is told, and nothing else."""
        before, shown = len(self.terminal.entries), self._row
        self.terminal.type(keys)
        self._is_alone = not self.terminal.holds_within(lambda: self.row != shown, MOVED)
        if self._is_alone:
            return
        self._settle(before)
        self.hear(before, self._by_row(), is_calm=True)

    # --- What is wanted

    @property
    def row(self) -> str:
        """What the program says of the focus."""
        return focus_in(self.terminal.written)

    def _by_row(self) -> tuple[str, ...]:
        """The same, as Orca tells it behind the stop before."""
        row, former = self.row, self._row
        self._row = wanted = row
        group = row.partition(", ")[0]
        if CHOSEN in wanted:  # also where it is not
            stays = former.partition(", ")[0] == group
            wanted = wanted.removeprefix(group) if stays else f"{GROUP} {wanted}"
        error = folded(_("error: {text}").partition("{")[0])
        states = [SELECTED] if _("typing replaces it") in row and ENTRY in wanted else []
        for role in (ENTRY, HIDDEN):
            name, told, rest = wanted.partition(f", {role}")
            if told and error in row:  # stands between them in what is told
                return (f"{name}{told}", WRONG, rest, *states)
        return (wanted, *states)

    def _hint(self, before: int) -> tuple[str, ...]:
        """What stands on the screen to help with a control, and is told behind its place, once."""
        name, _comma, rest = self.row.partition(", ")
        placed = rest.rpartition(", ")[2]
        told = [text for text in self._heard(before) if placed in text]
        hint = told[-1].partition(placed)[2].strip(" .,") if placed and told else ""
        is_new = name not in self._met
        self._met.add(name)
        return (hint,) if hint and is_new else ()

    def _settle(self, before: int, *wanted: str) -> bool:
        """Until these texts were told, and nothing more is."""
        arrived = self.terminal.holds_within(lambda: self._is_told(before, wanted), HEARD)
        while self.terminal.rest(CALM):
            pass
        return arrived

    def _is_told(self, before: int, wanted: Sequence[str]) -> bool:
        told = counted(*self._heard(before))
        return all(map(self.told_since(before), wanted)) or counted(*wanted) <= told

    def hear(
        self,
        before: int,
        wanted: tuple[str, ...],
        *,
        beside: str | None = None,
        seconds: float = FOCUS_IDLE,
        is_calm: bool = False,
    ) -> None:
        """These texts should have been told since ``before``. Where another question has come, what
        is on the screen may be as well, and what was ``beside`` on the one before. Nothing more
        is told where it ``is_calm``."""
        terminal = self.terminal
        arrived = (is_calm and self._is_told(before, wanted)) or self._settle(before, *wanted)
        wanted += self._hint(before)
        stop = Stop(
            line=terminal.row_of_the_cursor.rstrip(),
            wanted=wanted,
            told=self._heard(before),
            arrived=arrived,
            screen="" if beside is None else f"{beside}\n{terminal.screen}",
        )
        self.visit.stay_at(stop, terminal, seconds)


def hearer(start: Start, name: str, language: str, *options: str) -> Hearer:
    """Before the first question, which is told instead of what is painted."""
    messages.use(language)
    program = (sys.executable, "-m", "tests.screenreader.focus")
    command = [*program, "--lang", language, "--theme", "accessible", *options]
    terminal = start(OrcaTerminal, *command)
    assert isinstance(terminal, OrcaTerminal)
    hearer = Hearer(terminal, Visit(name, "Orca, full screen", language))
    hearer.begin(_("Open your voter account"), 0, BEFORE)
    return hearer
