"""Voters who follow the program by a screen reader, and note what they meet at each stop.

They play the scripts of :mod:`tui_voter.audit.player`, with two moves more:
:func:`refused` expects an error, :func:`command` gives a command of the linear voice.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar, Final

from tests.portal.captcha_solver import solve
from tests.screenreader import pages
from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.criteria import CUT_OFF, ERRORS, FULLSCREEN, Criterion, Stop, Visit, Wrong
from tests.screenreader.figures import held_against
from tests.screenreader.focus import CHOSEN, NOT_CHOSEN, ROLES, focus_in
from tests.screenreader.orca import OrcaTerminal
from tests.screenreader.reader import ReadTerminal, bare
from tests.voters import (
    CLEAR,
    ESCAPE,
    PAGE_DOWN,
    TAB,
    Entry,
    FullscreenVoter,
    LinearVoter,
    names_of,
)
from tui_voter.audit.player import Reply, Sees, folded
from tui_voter.audit.record import Shown
from tui_voter.dialogue import ChoiceField, FieldError, Form, Listing
from tui_voter.messages import gettext as _

IDLE: Final = float(os.environ.get("SCREENREADER_IDLE", "0.3"))
"""Seconds that nothing is done at every stop: in more than one, what ticks each second is told."""
FOCUS_IDLE: Final = min(IDLE, 0.5)
"""The same at every control of the full screen: there are many."""
LONG_IDLE: Final = float(os.environ.get("SCREENREADER_LONG_IDLE", "0"))
"""Seconds that nothing is done at the last stop of a journey."""
PATIENCE: Final = 20.0
"""Seconds until a reader is where the cursor is: a limit for failures, not a measure."""

MOVED: Final = 4.0
"""Seconds after which a key has led nowhere: on a busy machine the screen may be painted late."""
SAID: Final = {*ROLES.values(), CHOSEN, NOT_CHOSEN}
"""The words for what a control is."""
STOPS: Final = 24
"""Controls that a screen has at most."""
HELP, LEFT = "\x1bOP", "\x1b[D"
QUIET, ROUNDS = 0.25, 8
"""A screen has come to rest after so many seconds in which it was neither painted nor told; it
gets so many tries."""

STEPS: Final = {
    ("Open your voter account", ""): (1, 4),
    ("Create your password", ""): (2, 4),
    ("Choose your challenge question", ""): (3, 4),
    **{("Sign in", name): (1, 2) for name in ("identifier", "portal")},
    **{("Sign in", name): (2, 2) for name in ("password", "captcha")},
    ("Forgotten password", "link"): (1, 3),
    ("Answer your challenge question", ""): (2, 3),
    ("Choose a new password", ""): (3, 3),
}
"""The step that each form is, of how many; where two forms have one title, by the field."""
HIDDEN: Final = {"password", "new", "answer", "again", "code"}


class Refusal(Sees):
    """An error that the voter must meet at the next stop."""

    def __init__(self, text: str, short: str, values: Mapping[str, object], one: str) -> None:
        super().__init__(text, values, one)
        self._short = short

    @property
    def wrong(self) -> Wrong:
        words, *pieces = re.split(r"\{(\w+)\}", self.translated)
        sentence = re.escape(bare(words))
        for name, behind in zip(pieces[::2], pieces[1::2], strict=True):
            value = re.escape(bare(str(self._values[name]))) if name in self._values else ".*?"
            sentence += value + re.escape(bare(behind))
        return Wrong(sentence, _(self._short).format(**self._values) if self._short else "")


def refused(text: str, short: str, one: str = "", /, **values: object) -> Reply:
    """Expect an error: its sentence and its short form, as the catalogue knows them; a text for
    several is found there by that for ``one``."""
    return Refusal(text, short, values, one)


def too_short(length: int) -> Reply:
    several = "Too short: {n} characters out of {wanted}."
    one = several.replace("characters", "character")
    return refused(several, "{n} out of {wanted}", one, n=length, wanted=12)


def command(word: str) -> Reply:
    """A command of the linear voice, by its English or French word."""
    return Reply("command", words=word)


def unnumbered(reply: Reply) -> Reply:
    """``reply`` answers a form that is a step of nothing here, as it stands over what the voter
    was at."""
    return replace(reply, words="unnumbered")


class Listener(LinearVoter):
    """Follows the linear voice by speech or braille."""

    terminal: ReadTerminal

    def __init__(self, terminal: ReadTerminal, visit: Visit) -> None:
        super().__init__(terminal)
        self.visit = visit
        self._due: list[Wrong] = []
        self._wanted: tuple[str, ...] = ()  # at the next prompt, beside its label
        self._is_numbered = True
        self._told = 0  # entries before the last answer
        self._answered = ""  # the line of the last answer, and that
        self._echoed = False  # the last answer was a secret typed in sight: a link
        self._seconds = IDLE

    def play(self, *script: Reply) -> None:
        for move in script:
            if isinstance(move, Refusal):
                self.see(move.pattern)
                self._due.append(move.wrong)
            elif move.move == "command":
                self._prompted("")
                self._say(f"/{move.words}")
            else:
                self._is_numbered = move.words != "unnumbered"
                super().play(move)
        self.visit.told = [entry.text for entry in self.terminal.entries]

    def answer(self, entry: Entry) -> None:
        if callable(entry.typed) and entry.name != "captcha":
            entry = entry._replace(typed=entry.typed(""))
        self._wanted = tuple(_step(entry)) if self._is_numbered else ()
        super().answer(entry)
        if isinstance(entry.typed, str) and (entry.name in HIDDEN or entry.name == "link"):
            self.visit.secrets.append(entry.typed.rpartition("/")[2])
        self._echoed = entry.name == "link"

    def choose(self, number: int) -> None:
        self._wanted = ("1",)  # to as many as there are, or 2
        super().choose(number)

    def open_row(self, words: str) -> None:
        self._wanted = (_("number"),)
        super().open_row(words)

    def quit(self) -> None:
        self._seconds = max(IDLE, LONG_IDLE)
        super().quit()

    def _prompted(self, label: str) -> None:
        super()._prompted(label)
        self.stop(label, self._seconds)

    def stop(self, label: str, seconds: float = IDLE) -> None:
        """Note what is met at the prompt that stands now, and wait there."""
        terminal = self.terminal
        arrived = terminal.follow(PATIENCE)
        written = terminal.transcript[self._heard :]
        stop = Stop(
            line=terminal.row_of_the_cursor.rstrip(),
            wanted=self._wanted,
            asked=tuple(names_of(label)) if label else (),
            wrong=self._due,
            answered=self._answered,
            written=written.partition("\n")[2] if self._heard else written,
            told=[entry.text for entry in terminal.entries[self._told :]],
            arrived=arrived,
            cells=terminal.cells if isinstance(terminal, BrailleTerminal) else None,
        )
        if self._echoed:
            self.visit.echoes |= {*range(self._told, len(terminal.entries))}
        self._due, self._wanted, self._echoed = [], (), False
        self.visit.stay_at(stop, terminal, seconds)

    def _say(self, text: str) -> None:
        self._told = len(self.terminal.entries)
        self._answered = f"{self.terminal.row_of_the_cursor.rstrip()} {text} {text}"
        super()._say(text)

    def _question(self) -> str:
        """The captcha's question, from what the reader tells."""
        if isinstance(self.terminal, BrailleTerminal):
            told = self.terminal.pan_up(rows=4)
        else:
            told = self.visit.stops[-1].told
        for lines in _readings(told):
            with suppress(ValueError, KeyError):
                solve(lines)
                return lines
        raise AssertionError(f"no question was told: {told}")


def _readings(told: list[str]) -> Iterator[str]:
    """What may be one line of the program, the last first: each two rows that were told, as
    a line may be broken at the screen's edge, and each alone."""
    rows = [row for text in told for row in re.split(" , |\n", text)]
    for row, below in reversed([*zip(rows, [*rows[1:], ""], strict=False)]):
        for reading in (f"{row} {below}", row + below, row):
            yield re.sub(r"\s+", " ", reading.replace(" dash ", "-")).strip()


def _step(entry: Entry) -> Iterator[str]:
    """The words of the step that a field belongs to, "2 of 4", if it belongs to one."""
    for (form, name), (number, total) in STEPS.items():
        if _(form) == entry.form and name in ("", entry.name):
            yield _("{number} of {total}").format(number=number, total=total)


class Walker(FullscreenVoter):
    """Goes through the full screen: a stop at each change of the focus. The program itself says
    what has it (:mod:`~tests.screenreader.focus`), and the reader should tell that.

    What each reader does its own way: :meth:`arrive` presses keys, which lead to a page with a
    notice. :meth:`enter` plays moves, or presses keys, which lead to a place that shows something.
    :meth:`meet` is at another control of a place. :meth:`go_wrong` presses a key at which the focus
    goes to an error. :meth:`get_help` reads all of a page's help, and comes back. :meth:`wait`
    submits a form, which takes long, and stops waiting. :meth:`wait_for_rows` opens a list again,
    whose rows take long.
    """

    terminal: Any
    reads: ClassVar[type[OrcaTerminal | BrailleTerminal]]
    criteria: ClassVar[Sequence[Criterion]]
    noted: ClassVar[Sequence[Criterion]] = ()

    def __init__(self, terminal: Any, visit: Visit) -> None:
        super().__init__(terminal)
        self.visit = visit
        self._leads_nowhere = False  # the latest key

    def arrive(self, page: Shown, keys: str, notice: str = "") -> None: ...
    def enter(self, what: str, *moves: Reply, keys: str = "", seconds: float = 0.0) -> None: ...
    def meet(self, before: int) -> None: ...
    def go_wrong(self, error: FieldError, keys: str = pages.NEXT) -> None: ...
    def get_help(self, page: Shown) -> None: ...
    def wait(self, form: Form[Any]) -> None: ...
    def wait_for_rows(self, page: Shown) -> None: ...

    def missed(self, page: Shown) -> Sequence[str]:
        """The names of what the focus stops at that were not met since ``page`` was opened."""
        raise NotImplementedError

    def answer(self, entry: Entry) -> None:
        super().answer(entry)
        if entry.name in HIDDEN and isinstance(entry.typed, str):
            self.visit.secrets.append(entry.typed)

    def go_through(self, page: Shown, keys: str) -> None:
        """Press ``keys``, which lead to ``page``, and meet all that is there: each notice, each
        stop, the help, each field's worst error, and the wait for what is submitted or for rows."""
        for notice in pages.notices_of(page):
            self.arrive(page, keys, notice)
            keys = pages.NEXT
        self.look_around(page)
        self.get_help(page)
        for error in pages.errors_of(page):
            self.go_wrong(error)
        if isinstance(page.screen, Form):
            self.wait(page.screen)
        if isinstance(page.screen, Listing):
            self.wait_for_rows(page)

    def look_around(self, page: Shown) -> None:
        """Go to each place where the focus stops, and to each entry of a list or a choice."""
        for key in pages.keys_through(page):
            self.step(key)
        for _stop in range(pages.tabs_through(page)):
            for key in pages.keys_through_choice(page, self.is_at):
                self.step(key)
            self.step(TAB)
        missed = self.missed(page)
        assert not missed, f"{page.screen.title}: {missed}"

    def tour(self, *keys: str) -> None:
        """Press ``keys``, then Tab at every control until it begins anew."""
        for key in keys:
            self.step(key)
        rows = [self.row]
        while len(rows) <= STOPS:
            self.step(TAB)
            if self.row == rows[0] or self._leads_nowhere:
                return
            rows.append(self.row)
        raise AssertionError(f"the first one does not come again: {rows}")

    def step(self, keys: str) -> None:
        """Press ``keys``, which lead to another control: what the program says of it is met."""
        before, row = len(self.terminal.entries), self.row
        self.terminal.type(keys)
        self._leads_nowhere = not self.terminal.holds_within(lambda: self.row != row, MOVED)
        if not self._leads_nowhere:
            self.meet(before)

    @property
    def row(self) -> str:
        """What the program says of the focus."""
        return focus_in(self.terminal.written)

    def is_at(self, choice: ChoiceField[Any]) -> bool:
        """Whether the focus is at an option of ``choice``."""
        return self.row.startswith(f"{choice.label}, ") and CHOSEN in self.row

    def check(self) -> None:
        held_against(self.criteria, self.visit, *self.noted)


class Finger(Walker):
    """Follows the full screen by braille: the row of what has the focus has its name."""

    terminal: BrailleTerminal
    reads = BrailleTerminal
    criteria = (*FULLSCREEN, ERRORS)
    noted = (CUT_OFF,)
    _arrived = 0  # stops before this page

    def press(self, keys: str, *wanted: str) -> None:
        """Press ``keys``; then the focus should stand on another row, with these texts."""
        before = self._place
        self.terminal.type(keys)
        self._arrive(wanted, lambda: self._place != before)

    def arrive(self, page: Shown, keys: str, notice: str = "") -> None:
        self._arrived = len(self.visit.stops)
        self.enter(page.screen.title, keys=keys, notice=notice)
        if notice:
            self.press(LEFT)  # any key leads from the notice to the focus

    def enter(
        self,
        what: str,
        *moves: Reply,
        keys: str = "",
        notice: str = "",
        seconds: float = FOCUS_IDLE,
    ) -> None:
        self.play(*moves)
        before = len(self.terminal.written)
        self.terminal.type(keys)
        if keys:
            self.terminal.holds_within(lambda: len(self.terminal.written) > before, PATIENCE)
        wanted = (pages.start_of(notice),) if notice else ()
        self._arrive(wanted, lambda: folded(what) in folded(self.terminal.screen), seconds)

    def meet(self, before: int) -> None:  # noqa: ARG002 of the cells there is only the latest
        self._arrive()

    def _name(self, *, is_wrong: bool) -> str:
        """How the name of what has the focus begins, or of what that belongs to, which stand before
        its role: one of them is on its row. An option has a row of its own, but for its error; that
        may cut a name off."""
        told = self.row.split(", ")
        end = next((at for at, part in enumerate(told) if part in SAID), 2)
        first = 1 if CHOSEN in self.row and not is_wrong else 0
        most = 6 if is_wrong else None
        names = [pages.start_of(part).partition(",")[0][:most] for part in told[first:end]]
        return next((name for name in names if self._is_met((name,))), names[0])

    def wait(self, form: Form[Any]) -> None:
        """What is waited for stands where the display is, all the time."""
        busy = (pages.start_of(form.busy),)
        self.terminal.type(pages.NEXT)
        self._arrive(busy)
        self._wait_for(_(pages.TAKES_LONG))
        self._arrive(busy)
        self.press(ESCAPE, pages.start_of(_("Stopped. What you typed has been kept.")))

    def wait_for_rows(self, page: Shown) -> None:
        """The display is never blank meanwhile, and then shows the first one."""
        self.terminal.type(pages.NEXT)
        self._wait_for(_(pages.TAKES_LONG))
        self._arrive(())
        self._arrive((pages.start_of(page.rows[0].label),) if page.rows else ())

    def _wait_for(self, text: str) -> None:
        self.terminal.holds_within(lambda: folded(text) in folded(self.terminal.screen), PATIENCE)

    def get_help(self, page: Shown) -> None:
        end, row = folded(page.heading.support), self.terminal.row_of_the_cursor
        self.press(HELP, _("Help"))
        while end not in folded(self.terminal.screen):
            self.press(PAGE_DOWN)
        self.press(ESCAPE, folded(row).strip())

    def missed(self, page: Shown) -> Sequence[str]:
        """A choice is met by its options, each of which has a row of its own; the only way on is
        not, as the cursor is in what there is to read."""
        rows = " ".join(folded(stop.line) for stop in self.visit.stops[self._arrived :]).lower()
        chosen = {choice.label for choice in pages.choices_of(page)}
        names = {pages.start_of(stop) for stop in pages.stops_of(page) if stop not in chosen}
        return [name for name in names if name.lower() not in rows] if len(names) > 1 else []

    def go_wrong(self, error: FieldError, keys: str = pages.NEXT) -> None:
        """The row of the field says so; a long error cuts its label off."""
        wrong = Wrong(re.escape(bare(error.text)), error.short)
        self.terminal.type(keys)
        self._arrive(is_there=lambda: wrong.is_in(self.terminal.screen), is_wrong=True)
        self.visit.stops[-1].wrong = [wrong]

    def _arrive(
        self,
        wanted: tuple[str, ...] | None = None,
        is_there: Callable[[], bool] = lambda: True,
        seconds: float = FOCUS_IDLE,
        *,
        is_wrong: bool = False,
    ) -> None:
        """The focus should now stand on a row with these texts, or with the name of what has it."""

        def texts() -> tuple[str, ...]:
            return (self._name(is_wrong=is_wrong),) if wanted is None else wanted

        terminal = self.terminal
        terminal.holds_within(lambda: is_there() and self._is_met(texts()), PATIENCE)
        arrived = terminal.follow(PATIENCE)
        for _round in range(ROUNDS):
            before = len(terminal.written)
            told = terminal.rest(QUIET)
            if not told and len(terminal.written) == before and terminal.is_followed:
                break
            arrived = terminal.follow(PATIENCE)
        line = terminal.row_of_the_cursor.rstrip()
        stop = Stop(line=line, wanted=texts(), arrived=arrived, cells=terminal.cells)
        self.visit.stay_at(stop, terminal, seconds)

    def _is_met(self, wanted: tuple[str, ...]) -> bool:
        row = folded(self.terminal.row_of_the_cursor)
        return all(folded(text) in row for text in wanted)

    @property
    def _place(self) -> tuple[int, int, str]:
        return *self.terminal.cursor, self.terminal.row_of_the_cursor

    def _clear(self, label: str) -> None:  # noqa: ARG002 the row need not be looked at
        """In this theme a row may hold its error behind the label: empty it in any case."""
        self.terminal.type(CLEAR)
