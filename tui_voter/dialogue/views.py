"""Menus, listings and pages: what the voter chooses from and reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from tui_voter.dialogue.forms import Option
from tui_voter.dialogue.words import Action, Step, Text, Value, no_time_limit
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.countdown import Phase


class Menu(Value):
    """A choice of one. It may be asked while a form's submit runs, as a confirmation."""

    title: str
    key: str = ""
    """As for a :class:`~tui_voter.dialogue.forms.Form`."""
    place: str = ""
    """What the menu is called on a braille line; "" for its title."""
    options: Sequence[Option]
    text: Sequence[str | Dictation] = ()
    """Paragraphs above the options. A :class:`Dictation` is a name that the voter is to compare."""
    chosen: str = ""
    """The key of the option to begin on: what leads back, or what is to be done next. A voter who
    comes back to the menu is on the option that they chose."""
    spotlight: str = ""
    """The key of the option that matters now, which a screen shows large; "" for none."""
    irrevocable: bool = False
    """An option leads to what cannot be undone. A screen then stands on the ``chosen`` option,
    which leads back, or on none, and neither Enter alone nor one click chooses another."""
    actions: Sequence[Action] = ()
    help: str = ""
    """What the help says of this menu."""
    can_go_back: bool = True
    filters: bool = False
    """What is typed narrows the options down to those that have it in their label or section; the
    numbers of the options stay."""
    confidential: bool = False
    """As for a :class:`~tui_voter.dialogue.forms.Form`."""
    time_left: Callable[[], str] = no_time_limit
    """How much time is left here, in a sentence; "" where there is no limit."""


class Row(NamedTuple):
    """One row of a :class:`Listing`."""

    key: str
    """The answer of a voter who opens the row."""
    label: str
    """The words that come first and alone say which row it is."""
    detail: str = ""
    """The rest, in words."""
    section: str = ""
    """The name that the row stands under, as for an :class:`~tui_voter.dialogue.forms.Option`."""


class Batch(NamedTuple):
    """Some rows of a listing, in its order."""

    rows: Sequence[Row]
    after: str = ""
    """Where the next batch begins; "" at the end."""
    total: int = 0
    """How many rows the search finds; 0 where that is not known before the end."""


class Listing(Value):
    """Rows, few or a million, in one fixed order, read and perhaps opened."""

    title: str
    key: str = ""
    """As for a :class:`~tui_voter.dialogue.forms.Form`."""
    place: str = ""
    """What the listing is called on a braille line; "" for its title."""
    fetch: Callable[[str, str], Awaitable[Batch]]
    """``fetch(search, after)`` gives the rows that ``search`` finds ("" finds all) behind the place
    ``after`` ("" is the start). It may be called again, and raises
    :class:`~tui_voter.dialogue.forms.Refused` when the rows cannot be had."""
    empty: Text
    """The sentence for a listing without any row."""
    intro: Sequence[Text] = ()
    """Paragraphs above the rows."""
    search_label: str = ""
    """What one searches by ("Nom"); "" where there is no search."""
    nothing_found: str = ""
    """The sentence for a search that finds no row."""
    opens: Callable[[str], Awaitable[Page]] | None = None
    """The page of the row of this key, for a screen that has room for it beside the rows; it raises
    :class:`~tui_voter.dialogue.forms.Refused` as ``fetch`` does. Where it is None, rows are only
    read, and none is an answer."""
    actions: Sequence[Action] = ()
    help: str = ""
    """What the help says of this listing."""
    can_go_back: bool = True


class Title(NamedTuple):
    """A heading within a page."""

    text: str
    level: int = 1
    """1 for a chapter, 2 for a part of one."""


class Prose(NamedTuple):
    """A paragraph, whose line breaks are kept."""

    text: str


class Items(NamedTuple):
    """A list within a text."""

    texts: Sequence[str]
    numbered: bool = False


class Facts(NamedTuple):
    """Labels with their values, in order."""

    rows: Sequence[tuple[str, str]]


class Dictation(NamedTuple):
    """Words that the voter is to type somewhere else: shown as large as can be, or told a word a
    line, and any of them again letter by letter."""

    words: Sequence[tuple[str, str]]
    """Each word, and its letters as they are said one by one."""
    stands_above: bool = False
    """The page shows the words already: they are here only to be spelled."""


class Bar(NamedTuple):
    """One of :class:`Bars`."""

    label: str
    values: tuple[str, ...]
    """The bar's figures, as they stand in columns."""
    said: str
    """The same figures in words."""
    share: float
    """How much of the whole the bar is, from 0 to 1."""


class Bars(NamedTuple):
    """Parts of one whole, in an order that means something."""

    rows: Sequence[Bar]


Dates = Sequence[tuple[str, str, str]]
"""Rows of a label, a date and an hour."""


class CountdownView(NamedTuple):
    """What a countdown shows at one moment."""

    phase: Phase
    heading: str
    """The label above the numbers."""
    spoken: str
    """The time left in one sentence, to the minute, or to the second below an hour."""
    lines: Sequence[tuple[str, Dates]]
    """The hours of the vote, the local time, the state of the clock: sentences, each with the dates
    that a screen may show in columns in its place. A long sentence has a line's end where a screen
    had better break it."""
    parts: Sequence[tuple[int, str]] = ()
    """Each number of the time until the opening or the closing with its unit ("jours", ...
    "secondes"), the seconds last; none once the vote is closed."""
    passed: tuple[str, float, str] | None = None
    """When that time began, the share of it that has passed, and when it ends."""
    state: str = ""
    """What the vote has turned to ("Le vote est ouvert"); "" before it opens."""
    brief: str = ""
    """The time left for a corner of the screen, to the minute ("Ouverture dans 43 j 22 h")."""

    @property
    def sentences(self) -> Sequence[str]:
        """The sentences of the lines, each of them whole."""
        return [sentence.replace("\n", " ") for sentence, _dates in self.lines]

    @property
    def hours(self) -> str:
        """When the vote opens and closes, while it has not closed; else ""."""
        return next(iter(self.sentences), "") if self.parts else ""

    @property
    def told(self) -> str:
        """The days, hours and minutes left, and the hours of the vote."""
        left = " ".join(f"{number} {unit}" for number, unit in self.parts[:-1])
        return f"{self.heading} {left}. {self.hours}." if self.hours else self.heading


class Countdown(NamedTuple):
    """A live block of a page."""

    view: Callable[[], CountdownView]
    """What is shown now: cheap enough to be called every second."""
    sync_due: Callable[[], bool]
    """Whether the portal should be asked for its time again."""
    sync: Callable[[], Awaitable[None]]
    """Ask the portal for its time. It never raises; what it finds shows in the next view."""


Block = Title | Prose | Items | Facts | Dictation | Bars | Countdown


class Page(Value):
    """Something to read, and the ways on from it."""

    title: str
    key: str = ""
    """As for a :class:`~tui_voter.dialogue.forms.Form`."""
    place: str = ""
    """What the page is called on a braille line; "" for its title."""
    blocks: Sequence[Block]
    actions: Sequence[Action] = ()
    """The ways on. Enter takes the first one, which leads on; a voter who comes back from another
    one is met where they stood."""
    step: Step | None = None
    help: str = ""
    """What the help says of this page."""
    can_go_back: bool = True
    confidential: bool = False
    """As for a :class:`~tui_voter.dialogue.forms.Form`."""
    is_outcome: bool = False
    """The title tells what came of an act."""
    time_left: Callable[[], str] = no_time_limit
    """How much time is left here, in a sentence; "" where there is no limit."""
