"""Somebody who goes through the full screen by what Orca says."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from tests.screenreader.criteria import TOLD, Stop, Visit, counted
from tests.screenreader.focus import BUTTON, CHOSEN, ENTRY, HIDDEN
from tests.screenreader.listeners import FOCUS_IDLE, STOPS, Walker
from tests.screenreader.orca import OrcaTerminal
from tests.screenreader.pages import NEXT, TAKES_LONG, start_of, stops_of
from tests.screenreader.reader import bare
from tests.voters import ESCAPE, PAGE_DOWN
from tui_voter.audit.player import Reply, folded
from tui_voter.audit.record import Shown
from tui_voter.dialogue import FieldError, Form, told
from tui_voter.messages import gettext as _

HEARD: Final = 20.0
"""Seconds until Orca has told what a key did: a limit for failures."""
CALM: Final = 0.6
"""Seconds without a word after which nothing more is said of a key."""
HELP: Final = "\x07"
GROUP, WRONG, SELECTED, WINDOW = "grouping", "invalid entry", "selected", "frame"
BEFORE: Final = "tui-voter frame"
"""What is told before the first question."""


def place(number: int, total: int) -> str:
    return _("{number} of {total}").format(number=number, total=total)


class Hearer(Walker):
    """What is told is held against what is expected, or against what the program says has the
    focus."""

    terminal: OrcaTerminal
    reads = OrcaTerminal
    criteria = TOLD

    def __init__(self, terminal: OrcaTerminal, visit: Visit) -> None:
        super().__init__(terminal, visit)
        self._row = ""  # as of the last stop
        self._arrived = 0  # what was told before this page
        self._met: set[str] = set()  # controls of this screen whose hint was told

    def press(self, keys: str, *wanted: str) -> None:
        """Press ``keys``: these texts are told, and no others."""
        before = len(self.terminal.entries)
        self.terminal.type(keys)
        self.hear(before, *wanted, by_row=False)

    def enter(self, what: str, *moves: Reply, keys: str = "", seconds: float = FOCUS_IDLE) -> None:
        """The title is told, the text, and what has the focus there."""
        before, shown = self._before(keys or moves)
        self.play(*moves)
        self.terminal.type(keys)
        self.terminal.wait_for(re.escape(folded(what)))
        self._settle(before, WINDOW, what)
        entries = self.terminal.entries
        titles = [at for at in range(before, len(entries)) if f" {WINDOW}" in entries[at].text]
        last = titles[-1] if titles else before  # what was gone through on the way is not held
        title = entries[last].text.partition(f" {WINDOW}")[0] if titles else what
        self.hear(last, title, WINDOW, beside=shown, seconds=seconds)

    def arrive(self, page: Shown, keys: str, notice: str = "") -> None:
        before, shown = self._before(keys)
        self.terminal.type(keys)
        self._arrived = before
        self._settle(before, notice)
        self.hear(before, f"{page.screen.title} {WINDOW}", beside=f"{shown} {notice}")
        assert self.told_since(before)(notice), f"{notice!r} is not in {self._heard(before)}"

    def _before(self, leads: object) -> tuple[int, str]:
        """What was told and stood on the screen before a question. Where nothing ``leads`` to it,
        it is the first."""
        self._met.clear()
        return (len(self.terminal.entries), self.terminal.screen) if leads else (0, BEFORE)

    def meet(self, before: int) -> None:
        """What the row says is told, and nothing else."""
        self.hear(before)

    def missed(self, page: Shown) -> Sequence[str]:
        told = self.told_since(self._arrived)
        return [stop for stop in stops_of(page) if not told(stop)]

    def go_wrong(self, error: FieldError, keys: str = NEXT) -> None:
        """The field has the focus, and its error is told."""
        before = len(self.terminal.entries)
        self.terminal.type(keys)
        self._settle(before, error.text)
        self.hear(before)
        assert self.told_since(before)(error.text)

    def get_help(self, page: Shown) -> None:
        """All is told, and nothing twice."""
        met, shown, end = len(self.terminal.entries), self.terminal.screen, page.heading.support
        self.terminal.type(HELP)
        self.hear(met, f"{_('Help')} {WINDOW}", by_row=False, beside=shown)
        while not (is_told := self.told_since(met))(end):
            before = len(self.terminal.entries)
            self.terminal.type(PAGE_DOWN)
            self.terminal.holds_within(partial(self._heard, before), HEARD)
            self._settle(before)
            rows = map(folded, self.terminal.screen.splitlines())
            unread = " ".join(row for row in rows if not is_told(row))
            self.hear(before, by_row=False, beside=unread)
        help_ = page.screen.help
        assert not help_ or bare(" ".join(self._heard(met))).count(bare(help_)) == 1
        self._row = ""  # what a choice asks is told again
        before = len(self.terminal.entries)
        self.terminal.type(ESCAPE)
        self.hear(before, f"{page.screen.title} {WINDOW}")

    def wait(self, form: Form[Any]) -> None:
        """Both are told."""
        before = len(self.terminal.entries)
        self.terminal.type(NEXT)
        self.hear(before, _(TAKES_LONG), by_row=False)
        before = len(self.terminal.entries)
        self.terminal.type(ESCAPE)
        stopped = _("Stopped. What you typed has been kept.")
        places = " ".join(place(number, number) for number in range(STOPS))
        again = f"{told(form.button)} {BUTTON} {places}"  # where the focus was elsewhere
        self.hear(before, stopped, by_row=False, beside=again)

    def wait_for_rows(self, page: Shown) -> None:
        """That is told, and then the row that has the focus."""
        before, shown = len(self.terminal.entries), self.terminal.screen
        self.terminal.type(NEXT)
        self._met.clear()
        wanted = (f"{page.screen.title} {WINDOW}", _(TAKES_LONG))
        self._settle(before, *wanted)
        waits = _("Fetching the list…")
        self.terminal.holds_within(lambda: waits not in folded(self.terminal.screen), HEARD)
        first = folded(start_of(page.rows[0].label)) if page.rows else ""
        self.terminal.holds_within(lambda: first in folded(self.row), HEARD)
        self.hear(before, *wanted, beside=shown)

    def told_since(self, before: int) -> Callable[[str], bool]:
        said = bare(" ".join(self._heard(before)))
        return lambda text: bare(text) in said

    def _heard(self, before: int) -> list[str]:
        return [entry.text for entry in self.terminal.entries[before:]]

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
        *wanted: str,
        by_row: bool = True,
        beside: str | None = None,
        seconds: float = FOCUS_IDLE,
    ) -> None:
        """These texts should have been told since ``before``, and what the row says. Where another
        question has come, what is on the screen may be as well, and what was ``beside`` on the one
        before."""
        terminal = self.terminal
        arrived = self._settle(before, *wanted)
        wanted += self._by_row() if by_row else ()
        arrived = self._is_told(before, wanted) or (arrived and self._settle(before, *wanted))
        wanted += self._hint(before)
        stop = Stop(
            line=terminal.row_of_the_cursor.rstrip(),
            wanted=wanted,
            told=self._heard(before),
            arrived=arrived,
            screen="" if beside is None else f"{beside}\n{terminal.screen}",
        )
        self.visit.stay_at(stop, terminal, seconds)
