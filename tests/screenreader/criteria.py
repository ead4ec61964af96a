"""What a screen reader's user must be able to count on, in code, over a recorded visit.

Each criterion names the faults that it finds: none is what is wanted. The numbers are those
of ``docs/accessibility.md``.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from tests.screenreader.reader import ReadTerminal, bare
from tui_voter.audit.player import folded
from tui_voter.machine import phrases

CELLS: Final = 40
DRAWINGS: Final = re.compile("[\u2500-\u259f\u2800-\u28ff]")
"""Boxes, blocks, and the braille patterns that spinners are made of."""
ENOUGH: Final = re.compile(r"\w, .*\w.*:$")
"""A place, and behind a comma what is asked for there."""
FRAGMENT: Final = 6
"""Letters of a word of a password or an answer, in a row, that give it away."""
TOKEN, TOKEN_FRAGMENT = 40, 20
"""Letters of a link's token, and those in a row that give it away: its start may be told,
so that one link is known from another."""

DRAWN: Final = frozenset(
    word
    for path in (Path(phrases.__file__).parent / "data").glob("phrases.??.txt")
    for word in path.read_text("ascii").split()
)
"""Words of phrases that are proposed: one that is like a secret's is there by chance."""


class Wrong(NamedTuple):
    """An error that was due: a pattern of its bare sentence, and its short form."""

    sentence: str
    short: str

    def is_in(self, text: str, *, short_will_do: bool = True) -> bool:
        told = bare(text)
        short = bare(self.short) if short_will_do else ""
        return bool(re.search(self.sentence, told)) or bool(short and short in told)


@dataclass
class Stop:
    """A place where the voter waited: a prompt, or a control that has the focus.

    ``line`` is what stands on the cursor's line, ``wanted`` texts that must be met here (where one
    is, or label and value), and ``asked`` what is asked for, in words of which one will do.
    ``answered`` has the line that was answered, and what was typed there, twice: a reader echoes
    that, and may tell the line again. Since then the program has ``written`` this, and the reader
    has ``told`` that; ``arrived`` is whether it has told the cursor's line at all.
    """

    line: str
    wanted: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    wrong: list[Wrong] = field(default_factory=list)
    answered: str = ""
    written: str = ""
    told: list[str] = field(default_factory=list)
    arrived: bool = True
    screen: str = ""
    """Where another question is told as well: what can be read of it."""
    cells: str | None = None
    """What the braille display showed then; None for speech."""
    seconds: float = 0.0
    """How long nobody did anything."""
    idle: list[str] = field(default_factory=list)
    """What was told meanwhile."""

    @property
    def heard(self) -> str:
        """What reached the voter without asking for it: for braille, the cells alone."""
        return bare(" ".join(self.told) if self.cells is None else self.cells)


@dataclass
class Visit:
    """A whole visit as one reader told it."""

    journey: str
    reader: str
    language: str
    stops: list[Stop] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """All that was told, from the beginning."""
    echoes: set[int] = field(default_factory=set)
    """Places in ``told`` of what the voter typed in sight: a link."""
    secrets: list[str] = field(default_factory=list)

    def stay_at(self, stop: Stop, terminal: ReadTerminal, seconds: float) -> None:
        """Nobody does anything there for so many ``seconds``."""
        stop.seconds, stop.idle = seconds, [entry.text for entry in terminal.rest(seconds)]
        self.stops.append(stop)
        self.told = [entry.text for entry in terminal.entries]


class NotMet(AssertionError):
    """A criterion that a visit does not meet."""


class Criterion(NamedTuple):
    """``faults`` are found among ``of`` things, which ``unit`` names."""

    name: str
    faults: Callable[[Visit], list[str]]
    unit: str = "stops"

    def check(self, visit: Visit) -> None:
        """Raises :class:`NotMet` with all faults."""
        if faults := self.faults(visit):
            where = f"{visit.journey}, {visit.reader}, {visit.language}"
            raise NotMet("\n".join([f"{self.name} ({where}):", *faults]))

    def of(self, visit: Visit) -> int:
        stops = visit.stops
        counted = {"stops": len(stops), "secrets": len(visit.secrets), "texts": len(visit.told)}
        counted["errors"] = sum(len(stop.wrong) for stop in stops)
        counted["displays"] = sum(stop.cells is not None for stop in stops)
        counted["lines"] = sum(len([*_lines(stop)]) for stop in stops if stop.cells is None)
        counted["controls"] = sum(bool(stop.wanted) for stop in stops)
        return counted[self.unit]


def changes_while_idle(visit: Visit) -> list[str]:
    return [
        f"at {stop.line!r}, told {stop.told!r}, then within {stop.seconds} s: {text!r}"
        for stop in visit.stops
        for text in stop.idle
    ]


def blank_displays(visit: Visit) -> list[str]:
    return [
        f"at {stop.line!r}, where {stop.wanted} was wanted"
        for stop in visit.stops
        if stop.cells is not None and not all(text.strip() for text in (stop.cells, *stop.idle))
    ]


def drawings(visit: Visit) -> list[str]:
    return [repr(text) for text in visit.told if DRAWINGS.search(text)]


def secrets_told(visit: Visit) -> list[str]:
    told = [text for at, text in enumerate(visit.told) if at not in visit.echoes]
    return [
        f"{text!r} gives a secret away"
        for secret in visit.secrets
        for text in (*told, _spelled(told))
        if gives_away(text, secret)
    ]


def prompts_missed(visit: Visit) -> list[str]:
    """The reader has told the cursor's line, and forty cells of it are enough by themselves:
    where one is, what is asked for, and what is typed or pressed."""
    faults = []
    for stop in visit.stops:
        alone = stop.line[:CELLS].strip()
        missed = [text for text in stop.wanted if bare(text) not in bare(alone)]
        if stop.asked and not any(bare(text) in bare(alone) for text in stop.asked):
            missed.append(stop.asked[0])
        told = stop.arrived and bare(alone) and bare(alone) in stop.heard
        if missed or not told or not ENOUGH.search(alone):
            met = stop.told if stop.cells is None else stop.cells
            faults.append(f"at {stop.line!r}, missed {missed}, met {met!r}")
    return faults


def focus_missed(visit: Visit) -> list[str]:
    """The display is on the row of the focus, which has label and value."""
    return [
        f"{stop.wanted} wanted, on the row {stop.line!r}, the cells {stop.cells!r}"
        for stop in visit.stops
        if not stop.arrived or any(folded(t) not in folded(stop.line) for t in stop.wanted)
    ]


def beyond_the_cells(visit: Visit) -> list[str]:
    """On the row, but not on the forty cells that are in front of the cursor."""
    return [
        f"{stop.wanted} wanted, the cells {stop.cells!r}"
        for stop in visit.stops
        if any(folded(text) not in folded(stop.cells or "") for text in stop.wanted)
    ]


def errors_missed(visit: Visit) -> list[str]:
    """The listener hears the sentence; braille shows it, or its short form, on the line."""
    return [
        f"at {stop.line!r}: {wrong.sentence!r} (or {wrong.short!r})"
        for stop in visit.stops
        for wrong in stop.wrong
        if not wrong.is_in(stop.heard, short_will_do=stop.cells is not None)
    ]


def lines_unheard(visit: Visit) -> list[str]:
    """All that the program writes is read aloud."""
    return [
        f"before {stop.line!r}: {line!r}"
        for stop in visit.stops
        if stop.cells is None
        for line in _lines(stop)
        if bare(line) not in stop.heard
    ]


def lines_told_twice(visit: Visit) -> list[str]:
    """A line is told as often as it was written: all its words, that is, as Fenrir's echo of typed
    letters has the names of signs between them."""
    faults = []
    for stop in visit.stops:
        more = counted(*stop.told) - counted(stop.answered, stop.written)
        faults += [
            f"before {stop.line!r}: {line!r}, told {stop.told}"
            for line in dict.fromkeys(_lines(stop))
            if stop.cells is None and len(_words(line)) > 1 and counted(line) <= more
        ]
    return faults


def told_otherwise(visit: Visit) -> list[str]:
    """What has the focus is told, once, and nothing else; the text of a question that is new is
    told as often as it can be read."""
    faults = []
    for stop in visit.stops:
        told, wanted = counted(*stop.told), counted(*stop.wanted)
        readable = counted(stop.screen, *stop.wanted) if stop.screen else wanted
        missed, more = wanted - told, told - readable
        if missed or more:
            faults.append(f"{[*missed]} missed, {[*more]} too much: {stop.wanted} {stop.told}")
    return faults


def counted(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in _words(text))


SILENT: Final = Criterion("changes while idle", changes_while_idle)
NOT_BLANK: Final = Criterion("blank displays", blank_displays, "displays")
NO_DRAWINGS: Final = Criterion("box drawing told", drawings, "texts")
NO_SECRETS: Final = Criterion("secrets told", secrets_told, "secrets")
PROMPTS: Final = Criterion("prompts not enough by themselves", prompts_missed)
ERRORS: Final = Criterion("errors missed", errors_missed, "errors")
LINES: Final = Criterion("lines unheard", lines_unheard, "lines")
"""Measured, and not demanded, as is CUT_OFF: a longer display would show more."""
TOLD_ONCE: Final = Criterion("lines told twice", lines_told_twice, "lines")
FOCUS: Final = Criterion("focus without label and value", focus_missed, "controls")
SPOKEN_ONCE: Final = Criterion("focus not told once and alone", told_otherwise, "controls")
CUT_OFF: Final = Criterion("label or value beyond 40 cells", beyond_the_cells, "controls")

LINEAR: Final = (SILENT, NOT_BLANK, NO_DRAWINGS, NO_SECRETS, PROMPTS, ERRORS, TOLD_ONCE)
FULLSCREEN: Final = (SILENT, NOT_BLANK, NO_SECRETS, FOCUS)
TOLD: Final = (SPOKEN_ONCE, SILENT, NO_SECRETS)
"""Of the full screen by speech."""


def _lines(stop: Stop) -> Iterator[str]:
    return (line for line in stop.written.splitlines() if bare(line))


def gives_away(text: str, secret: str) -> bool:
    """Whether ``text`` tells so much of ``secret`` that it is one no more."""
    if len(bare(secret)) >= TOKEN:
        return any(part in bare(text) for part in _runs(bare(secret), TOKEN_FRAGMENT))
    words = [word for word in _words(text) if word not in DRAWN]
    long = [word for word in _words(secret) if len(word) >= FRAGMENT]
    if not long:
        return f" {' '.join(_words(secret))} " in f" {' '.join(words)} "
    return any(part in word for each in long for part in _runs(each, FRAGMENT) for word in words)


def _runs(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(len(text) - length + 1)]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _spelled(told: list[str]) -> str:
    """What was told letter by letter."""
    return "".join(text for text in map(bare, told) if len(text) == 1)
