"""The vocabulary in which a journey speaks to a voter, and the Dialogue protocol.

A journey says each thing once, with the objects below; a front end renders them. The
vocabulary is small and closed:

``Form``      questions with typed fields, kept open until its ``submit`` accepts
``Menu``      a choice of one among a few, in sections
``Listing``   many rows, fetched as they are looked at, and searched
``Page``      something to read, in blocks, and the ways on from it
``Notice``    one sentence that accompanies whatever comes next, or comes by itself

Every text in these objects is final: translated, and safe to show as literal text. One that
holds a time or a count is a function, called whenever it is said (:data:`Text`).
A front end adds only its own chrome (names of keys and commands, "2 of 4").

Back, help, repeat, time left and quit belong to the vocabulary, so that both voices
treat them alike: back is the answer :data:`BACK`, help is each object's ``help``, time left its
``time_left``, and quit, end of input or Ctrl-C is the exception :class:`Quit`, which a journey
lets pass, as it does :class:`SignOut`.

The answers are of different types, so that what a portal calls a row is never taken for an action
or for going back:

``Opened``    the option of a menu that the voter chose, or the row of a listing
``Took``      the action that the voter took
``BACK``      the voter went back
``Left``      either of the last two: they went without an answer
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

from tui_voter.dialogue.forms import (
    PART,
    PASTE_LIMIT,
    Answers,
    CaptchaField,
    ChoiceField,
    CodeField,
    Compute,
    Correct,
    Field,
    FieldError,
    Form,
    LinkField,
    LongTextField,
    OpenField,
    Option,
    PolicyLine,
    Refused,
    SecretField,
    StrengthView,
    TextField,
    Typed,
    found_nowhere,
    of_kind,
)
from tui_voter.dialogue.views import (
    Bar,
    Bars,
    Batch,
    Block,
    Countdown,
    CountdownView,
    Dates,
    Dictation,
    Facts,
    Items,
    Listing,
    Menu,
    Page,
    Prose,
    Row,
    Title,
)
from tui_voter.dialogue.words import (
    BACK,
    NO,
    SEND,
    YES,
    Action,
    Back,
    Left,
    Notice,
    Opened,
    Role,
    Step,
    Text,
    Took,
    Value,
    Verbatim,
    no_time_limit,
    told,
)
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

T = TypeVar("T")

__all__ = [
    "BACK",
    "NO",
    "PART",
    "PASTE_LIMIT",
    "SEND",
    "WARNED_BEFORE",
    "YES",
    "Action",
    "Answers",
    "Back",
    "Bar",
    "Bars",
    "Batch",
    "Block",
    "CaptchaField",
    "ChoiceField",
    "CodeField",
    "Compute",
    "Correct",
    "Countdown",
    "CountdownView",
    "Dates",
    "Dialogue",
    "Dictation",
    "Facts",
    "Field",
    "FieldError",
    "Form",
    "Heading",
    "Items",
    "Kept",
    "Leaving",
    "Left",
    "LinkField",
    "Listing",
    "LongTextField",
    "Menu",
    "Notice",
    "OpenField",
    "Opened",
    "Option",
    "Page",
    "PolicyLine",
    "Prose",
    "Quit",
    "Refused",
    "Rescue",
    "Role",
    "Row",
    "SecretField",
    "SignOut",
    "Step",
    "StrengthView",
    "Text",
    "TextField",
    "TimeLimit",
    "TimeWatch",
    "Title",
    "Took",
    "Typed",
    "Value",
    "Verbatim",
    "found_nowhere",
    "no_time_limit",
    "of_kind",
    "told",
]

WARNED_BEFORE: Final = 120.0
"""Seconds before its end at which a time limit is told unasked."""


class Leaving(Exception):
    """The voter goes, from wherever they are: a journey lets it pass."""


class Quit(Leaving):
    """The voter leaves the program: the quit key or command, end of input, Ctrl-C."""


class SignOut(Leaving):
    """The voter signs out, wherever they are; a journey lets it pass to where the session began."""


class TimeLimit(NamedTuple):
    """What ends by itself unless more time is asked for, as a session does. It is told unasked
    when :data:`WARNED_BEFORE` seconds are left."""

    left: Callable[[], float]
    """The seconds until the end."""
    told: Callable[[], str]
    """The time left, in a sentence."""
    extend: Callable[[], Awaitable[Notice]]
    """Get more time, and say what came of that."""
    brief: Callable[[], str]
    """The time left in a few words ("14 minutes")."""


class TimeWatch:
    """A time limit in a front end, and whether it was warned of."""

    def __init__(self, limit: TimeLimit) -> None:
        self.limit = limit
        self._warned = False

    def due(self) -> bool:
        """Whether to warn now, which then counts as done until there is more time again."""
        soon = self.limit.left() <= WARNED_BEFORE
        due, self._warned = soon and not self._warned, soon
        return due


class Rescue(NamedTuple):
    """A way to save what leaving would lose."""

    receipts: int
    """The number of unsaved receipts."""
    save: Callable[[], Awaitable[None]]
    """Have the voter save them."""


class Heading(NamedTuple):
    """The heading above every screen, and what holds wherever the voter is."""

    election: str = ""
    host: str = ""
    """The host of the portal that the voter deals with."""
    warning: Sequence[str] = ()
    """What the voter must keep in mind, such as that all of this is a trial: in a sentence, its
    core in at most 38 columns for a small screen, and in a word for a badge; empty for nothing."""
    countdown: Countdown | None = None
    """The time until the opening or the closing. Its brief form stays in sight and is kept in step
    with the portal; the linear voice tells it on request."""
    session: TimeLimit | None = None
    """The session's time limit, once the voter is signed in."""
    limits: Callable[[], Sequence[str]] = tuple
    """A sentence on each other limit that runs, which the front end adds from what is kept."""
    support: str = ""
    """A sentence that says how to reach a person, once the portal has told."""
    losses: Callable[[], Sequence[str]] = tuple
    """What leaving now would lose besides what is typed, in sentences, the latest first."""
    rescue: Callable[[], Rescue | None] = lambda: None
    """A way to save some of it, if there is any."""
    questions: Callable[[], Awaitable[None]] | None = None
    """Shows the frequently asked questions over wherever the voter is, in a session."""

    @property
    def help_desk(self) -> str:
        """How to reach a person. Every help leads to it (WCAG 2.2, 3.2.6)."""
        return self.support or _(
            "For help from a person, contact the help desk: the email with your link, or your "
            "elections office’s letter, says how."
        )


class Kept(Protocol):
    """What is kept of places under their ``key``: where the voter stood, and what they typed into a
    form that has not accepted it; and the limits that run beyond the place where they began. All of
    it is erased when a session begins or ends."""

    def typed(self, key: str) -> Typed:
        """What is typed into the form of this ``key``, as far as it differs from what it began
        with."""
        ...

    def put(self, key: str, field: str, text: str) -> None:
        """Let the form of this ``key`` begin with ``text`` in this field, in place of what is
        typed there."""
        ...

    def forget(self, key: str) -> None:
        """Let the place of this ``key`` begin anew, without what was typed or put there."""
        ...

    def unsent(self) -> Sequence[Form[Any]]:
        """The forms that hold something typed that they have not accepted, open or left, the latest
        first."""
        ...

    def run(self, name: str, time_left: Callable[[], str]) -> None:
        """Tell this limit wherever the voter is from now on, in place of an earlier one of this
        ``name``. ``time_left`` returns a sentence; "" once there is nothing to say."""
        ...


class Dialogue(Protocol):
    """The voter, as a journey sees them. Implemented by each front end.

    Every method raises :class:`Quit` when the voter leaves the program, and :class:`SignOut` when
    they sign out. Anything may be asked or shown while a form submits, a field proposes or a
    listing fetches (a confirmation, signing in again): it stands over that one, which is there
    again afterwards.
    """

    @property
    def kept(self) -> Kept:
        """What is kept of the places where the voter was."""
        ...

    async def ask(self, form: Form[T]) -> T | Left:
        """Keep the form open until its ``submit`` accepts; what submit returned."""
        ...

    async def choose(self, menu: Menu) -> Opened | Left:
        """Let the voter choose an option or take an action."""
        ...

    async def browse(self, listing: Listing) -> Opened | Left:
        """Let the voter read, search, and open a row or take an action."""
        ...

    async def show(self, page: Page) -> Left:
        """Let the voter read the page until they leave it."""
        ...

    def notify(self, notice: Notice) -> None:
        """Say this with the next form, menu or page; at once, if the voter is at one."""
        ...

    def head(self, heading: Heading) -> None:
        """From now on this is the election and the portal the voter deals with."""
        ...
