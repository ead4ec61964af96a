"""Menus, listings and pages: what the voter chooses from and reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from tui_voter.countdown import Phase, Span
from tui_voter.dialogue.forms import Option
from tui_voter.dialogue.words import Action, Step, Text, Value, no_time_limit


class Menu(Value):
    """A choice of one. It may be asked while a form's submit runs (a confirmation).

    The answer is an option's key, an action's name, or :data:`BACK`. With ``filters``, what
    is typed narrows the options down to those that have it in label or section; their numbers stay.
    ``chosen`` is the option to stand on at first, where a front end stands on one: where the
    voter was, when a menu is shown again. What is ``irrevocable`` leads to what cannot be undone:
    there a front end stands on the ``chosen`` one, which leads back, or on none, and neither Enter
    alone nor one click chooses another. A :class:`Dictation` in its ``text`` is a name that the
    voter is to compare. ``confidential`` is as for a :class:`Form`.
    """

    title: str
    place: str = ""
    options: Sequence[Option]
    text: Sequence[str | Dictation] = ()
    chosen: str = ""
    irrevocable: bool = False
    actions: Sequence[Action] = ()
    help: str = ""
    can_go_back: bool = True
    filters: bool = False
    confidential: bool = False
    time_left: Callable[[], str] = no_time_limit


class Row(NamedTuple):
    """One row of a :class:`Listing`. ``label`` comes first and alone says which row it is;
    ``detail`` is "" or the rest, in words. ``section`` as for an :class:`Option`."""

    key: str
    label: str
    detail: str = ""
    section: str = ""


class Batch(NamedTuple):
    """Some rows of a listing. ``after`` is the place to go on from, "" at the end, ``total`` how
    many rows the search finds, 0 where that is not known before the end."""

    rows: Sequence[Row]
    after: str = ""
    total: int = 0


class Listing(Value):
    """Rows, few or a million, in one fixed order.

    ``fetch(search, after)`` gives the rows that ``search`` finds ("" finds all) behind the
    place ``after`` ("" is the start); it raises :class:`Refused` when they cannot be had,
    and may be called again. ``search_label`` names what one searches by ("Nom"), "" where
    there is no search. ``empty`` is the sentence for no rows at all, ``nothing_found`` for
    a search without any. Choosing a row answers its key where the listing ``opens`` rows:
    that makes the page of the row of this key, of what is at hand, which a front end that has the
    room shows beside the rows. It raises :class:`Refused` like ``fetch``. Elsewhere rows are only
    read.

    ``search`` and ``chosen`` are where the voter was, when a listing is shown again: the
    front end starts with that search, and at that row where its first batch has it.
    """

    title: str
    place: str = ""
    fetch: Callable[[str, str], Awaitable[Batch]]
    empty: Text
    intro: Sequence[Text] = ()
    search_label: str = ""
    nothing_found: str = ""
    opens: Callable[[str], Awaitable[Page]] | None = None
    search: str = ""
    chosen: str = ""
    actions: Sequence[Action] = ()
    help: str = ""
    can_go_back: bool = True


class Browsed(NamedTuple):
    """How the voter left a listing: ``to`` is a row's key, an action's name or
    :data:`BACK`; ``search`` is what was searched for then, "" for all."""

    to: str
    search: str


class Title(NamedTuple):
    """A heading within a page. ``level`` is 1 for a chapter, 2 for a part of one."""

    text: str
    level: int = 1


class Prose(NamedTuple):
    """A paragraph; line breaks in it are kept."""

    text: str


class Items(NamedTuple):
    """A list within a text, numbered or not."""

    texts: Sequence[str]
    numbered: bool = False


class Facts(NamedTuple):
    """Labels with their values, in order."""

    rows: Sequence[tuple[str, str]]


class Dictation(NamedTuple):
    """Words that the voter is to type somewhere else, each with its letters as they are said one by
    one: as large as can be, or a word a line, and any of them again with its letters. The groups of
    a code that ``stands_above`` already are not shown again: they are there to be spelled."""

    words: Sequence[tuple[str, str]]
    stands_above: bool = False


class Bar(NamedTuple):
    """One of :class:`Bars`: ``values`` are its figures, ``said`` is the same in words, and
    ``share`` how much of the whole that is, from 0 to 1."""

    label: str
    values: tuple[str, ...]
    said: str
    share: float


class Bars(NamedTuple):
    """Parts of one whole, in an order that means something."""

    rows: Sequence[Bar]


class CountdownView(NamedTuple):
    """What a countdown shows at one moment.

    ``left`` is the time until the opening or the closing, None once the vote is closed;
    ``units`` are the words below its numbers ("jours", ... "secondes"), ``heading`` the label
    above them. ``spoken`` says all that in one sentence, to the minute, or to the second below
    an hour. ``state`` is what the vote has turned to ("Le vote est ouvert"), "" before it opens.
    ``lines`` are the hours of the vote, the local time, the state of the clock; a long sentence has
    a line's end where a screen had better break it. ``brief`` is for a corner of the screen, to the
    minute ("Ouverture dans 43 j 22 h 38 min").
    """

    phase: Phase
    left: Span | None
    heading: str
    spoken: str
    lines: Sequence[str]
    units: Sequence[str] = ()
    state: str = ""
    brief: str = ""

    @property
    def sentences(self) -> Sequence[str]:
        """The lines, each of them whole."""
        return [line.replace("\n", " ") for line in self.lines]

    @property
    def parts(self) -> Sequence[tuple[int, str]]:
        """Each number that is left with its unit, the seconds last."""
        return tuple(zip(self.left or (), self.units, strict=True))


class Countdown(NamedTuple):
    """A live block of a page. ``view`` is cheap and can be called every second.

    When ``sync_due`` says so, a front end that can runs ``sync``, which asks the portal
    for its time and never raises: what it finds shows in the next view.
    """

    view: Callable[[], CountdownView]
    sync_due: Callable[[], bool]
    sync: Callable[[], Awaitable[None]]


Block = Title | Prose | Items | Facts | Dictation | Bars | Countdown


class Page(Value):
    """Something to read, and the ways on from it. The first action is the usual one, which Enter
    takes, and which leads on: who takes another one is met where they stood when they come back.
    ``confidential`` is as for a :class:`Form`. ``is_outcome`` says that its title tells what came
    of an act."""

    title: str
    place: str = ""
    blocks: Sequence[Block]
    actions: Sequence[Action] = ()
    step: Step | None = None
    help: str = ""
    can_go_back: bool = True
    confidential: bool = False
    is_outcome: bool = False
    time_left: Callable[[], str] = no_time_limit
