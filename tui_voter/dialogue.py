"""The vocabulary in which a journey speaks to a voter, and the Dialogue protocol.

A journey says each thing once, with the objects below; a front end renders them. The
vocabulary is small and closed:

``Form``      questions with typed fields, kept open until its ``submit`` accepts
``Menu``      a choice of one among a few, in sections
``Listing``   many rows, fetched as they are looked at, and searched
``Page``      something to read, in blocks, and the ways on from it
``Notice``    one sentence that accompanies whatever comes next

Every text in these objects is final: translated, and safe to show as literal text.
A front end adds only its own chrome (names of keys and commands, "2 of 4").

Back, help, repeat, time left and quit belong to the vocabulary, so that both voices
treat them alike: back is the return value :data:`BACK` (for a form, a :class:`Left`),
help is each object's ``help``, time left its ``time_left``, and quit, end of input or
Ctrl-C is the exception :class:`Quit`, which a journey lets pass.

Values are named tuples, and dataclasses are made without comparison: this module stands
before the first frame, and every full dataclass costs it most of a millisecond.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from tui_voter.contract.limits import LONGEST_ADDRESS, LONGEST_SECRET, LONGEST_TEXT
from tui_voter.countdown import Phase, Span
from tui_voter.secret import Secret

T = TypeVar("T")

BACK: Final = "back"
PASTE_LIMIT: Final = 2048
"""Characters that a field keeps at most, pasted or typed (a paste never submits)."""


class Quit(Exception):
    """The voter leaves the program: the quit key or command, end of input, Ctrl-C."""


class Step(NamedTuple):
    """Where the voter stands in a journey: "2 of 4"."""

    number: int
    total: int


class Action(NamedTuple):
    """A way on that is neither submit nor back.

    ``name`` is its stable key; ``label`` says what it does; ``word`` is the one word
    that the linear voice takes after a slash ("/nouveau"), in the voter's language.
    """

    name: str
    label: str
    word: str


class Answers:
    """What the voter typed, by field name. Secrets stay wrapped."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str | Secret] | None = None) -> None:
        self._values: dict[str, str | Secret] = dict(values or {})

    def text(self, name: str) -> str:
        """The plain answer of a text, link, captcha or choice field; "" when not given."""
        value = self._values.get(name, "")
        if isinstance(value, Secret):
            raise TypeError(f"{name} is a secret")
        return value

    def secret(self, name: str) -> Secret:
        """The answer of a secret field; an empty Secret when not given."""
        value = self._values.get(name)
        return value if isinstance(value, Secret) else Secret()

    def without_secrets(self) -> Answers:
        return Answers({k: v for k, v in self._values.items() if not isinstance(v, Secret)})

    def __contains__(self, name: str) -> bool:
        return name in self._values


class FieldError(NamedTuple):
    """What is wrong with one answer, or with the whole form (``field=""``).

    ``text`` is a full sentence: what happened, and what to do. ``short`` is its core
    in at most 18 columns, without a full stop, for a braille line ("3 sur 12").
    """

    field: str
    text: str
    short: str


class Refused(Exception):
    """Answers that a check or a submit does not take: the form stays open.

    ``questions`` carries a fresh captcha question for each captcha field, by name,
    whose old one is spent.
    """

    def __init__(self, *errors: FieldError, questions: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(error.text for error in errors))
        self.errors: tuple[FieldError, ...] = errors
        self.questions: Mapping[str, str] = questions or {}


Check = Callable[[Answers], Awaitable[None]]
"""Looks at the answers so far and raises :class:`Refused` when its field's is not taken."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Field:
    """One question of a form.

    ``label`` is at most 24 columns, so that it fits a prompt ("2 sur 4, mot de passe :").
    ``hint`` is there before any error. ``check`` is run when the voter leaves the field
    with Enter, and again before submit.
    """

    name: str
    label: str
    hint: str = ""
    check: Check | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TextField(Field):
    """A line of text, shown as typed."""

    value: str = ""
    limit: int = LONGEST_ADDRESS


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LongTextField(Field):
    """A text of several lines. ``limit`` counts characters, line breaks included."""

    value: str = ""
    limit: int = LONGEST_TEXT


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LinkField(Field):
    """A link, taken from whatever is pasted: ``find`` picks it out of a whole mail.

    ``find`` returns "" when there is none; then the pasted text itself is kept.
    """

    find: Callable[[str], str]
    value: str = ""
    limit: int = PASTE_LIMIT


class Rule(NamedTuple):
    """One line of a password policy, in words, and whether the password meets it."""

    text: str
    met: bool


class StrengthView(NamedTuple):
    """A password's strength in words.

    ``score`` counts from 0 to 4; ``word`` names it; ``crack_time`` says how soon it
    would be guessed; ``advice`` is "" or a sentence or two.
    """

    score: int
    word: str
    crack_time: str
    advice: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SecretField(Field):
    """A hidden answer.

    ``rules`` judges it at once, on every key; ``strength`` takes its time off the event
    loop (a front end shows the result of the latest call only). ``repeats`` names the
    field that this one must equal, ``reads`` what counts of an answer where that is not all of
    it. ``clipboard`` and the like never see its value.
    """

    rules: Callable[[Secret], Sequence[Rule]] | None = None
    strength: Callable[[Secret], Awaitable[StrengthView]] | None = None
    repeats: str = ""
    reads: Callable[[str], str] = str
    limit: int = LONGEST_SECRET

    def equal(self, one: Secret, other: Secret) -> bool:
        """Whether two entries are the same answer."""
        return self.reads(one.reveal()) == self.reads(other.reveal())


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CaptchaField(Field):
    """A question that shows a person at work, answerable from its words alone.

    ``renew`` gets another question; it raises :class:`Refused` when none can be had.
    """

    question: str
    renew: Callable[[], Awaitable[str]]
    limit: int = 64


class Option(NamedTuple):
    """One entry of a choice: ``key`` for the journey, ``label`` for the voter.

    Entries of one ``section`` follow each other and stand under its name, "" for none.
    """

    key: str
    label: str
    section: str = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChoiceField(Field):
    """One of several options; the answer is the option's key. ``value`` preselects."""

    options: Sequence[Option]
    value: str = ""


class Left(NamedTuple):
    """The voter left a form without submitting it.

    ``to`` is :data:`BACK` or an action's name. ``typed`` holds what was typed, secrets
    aside, for when the form is shown again.
    """

    to: str
    typed: Answers


def no_time_limit() -> str:
    """The ``time_left`` of what has no limit: nothing to say."""
    return ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Form(Generic[T]):
    """Questions that belong together.

    ``intro`` paragraphs stand above the fields. ``warning`` is said in full before the
    answer is asked for. A form without fields is a page whose way on takes a while.
    ``busy`` says what happens while ``submit`` runs.
    """

    title: str
    fields: Sequence[Field]
    submit: Callable[[Answers], Awaitable[T]]
    submit_label: str
    busy: str
    step: Step | None = None
    intro: Sequence[str] = ()
    warning: str = ""
    actions: Sequence[Action] = ()
    help: str = ""
    can_go_back: bool = True
    time_left: Callable[[], str] = no_time_limit

    def unsent(self, answers: Answers) -> bool:
        """Whether leaving the program now loses a text that somebody took time to write."""
        return any(
            isinstance(field, LongTextField) and bool(answers.text(field.name).strip())
            for field in self.fields
        )

    async def accept(self, answers: Answers) -> T:
        """Run every field's check, then ``submit``; what a front end calls to submit.

        Raises :class:`Refused` with the errors of all fields that are not taken.
        """
        errors: list[FieldError] = []
        questions: dict[str, str] = {}
        for item in self.fields:
            if item.check is None:
                continue
            try:
                await item.check(answers)
            except Refused as refusal:
                errors.extend(refusal.errors)
                questions.update(refusal.questions)
        if errors:
            raise Refused(*errors, questions=questions)
        return await self.submit(answers)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Menu:
    """A choice of one. It may be asked while a form's submit runs (a confirmation).

    The answer is an option's key, an action's name, or :data:`BACK`. With ``filters``, what
    is typed narrows the options down to those whose label has it; their numbers stay.
    ``chosen`` is the option to stand on at first, where a front end stands on one: where the
    voter was, when a menu is shown again.
    """

    title: str
    options: Sequence[Option]
    text: Sequence[str] = ()
    chosen: str = ""
    actions: Sequence[Action] = ()
    help: str = ""
    can_go_back: bool = True
    filters: bool = False


class Row(NamedTuple):
    """One row of a :class:`Listing`. ``label`` comes first and alone says which row it is;
    ``detail`` is "" or the rest, in words. ``section`` as for an :class:`Option`."""

    key: str
    label: str
    detail: str = ""
    section: str = ""


class Batch(NamedTuple):
    """Some rows of a listing. ``after`` is the place to go on from, "" at the end."""

    rows: Sequence[Row]
    after: str = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Listing:
    """Rows, few or a million, in one fixed order.

    ``fetch(search, after)`` gives the rows that ``search`` finds ("" finds all) behind the
    place ``after`` ("" is the start); it raises :class:`Refused` when they cannot be had,
    and may be called again. ``search_label`` names what one searches by ("Nom"), "" where
    there is no search. ``empty`` is the sentence for no rows at all, ``nothing_found`` for
    a search without any. Where ``opens``, choosing a row answers its key; elsewhere rows
    are only read.

    ``search`` and ``chosen`` are where the voter was, when a listing is shown again: the
    front end starts with that search, and at that row where its first batch has it.
    """

    title: str
    fetch: Callable[[str, str], Awaitable[Batch]]
    empty: str
    intro: Sequence[str] = ()
    search_label: str = ""
    nothing_found: str = ""
    opens: bool = False
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


class CountdownView(NamedTuple):
    """What a countdown shows at one moment.

    ``left`` is the time until the opening or the closing, None once the vote is closed;
    ``units`` are the words below its numbers ("jours", ... "secondes"), ``heading`` the label
    above them. ``spoken`` says all that in one sentence, to the minute, or to the second below
    an hour. ``state`` is what the vote has turned to ("Le vote est ouvert"), "" before it opens.
    ``lines`` are the hours of the vote, the local time, the state of the clock. ``brief`` is
    for a corner of the screen, to the minute ("Ouverture dans 43 j 22 h 38 min").
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
    def parts(self) -> Sequence[tuple[int, str]]:
        """Each number that is left with its unit, the seconds last."""
        return tuple(zip(self.left or (), self.units, strict=True))


class Countdown(NamedTuple):
    """A live block. ``view`` is cheap and may be called every second.

    When ``sync_due`` says so, a front end that can runs ``sync``, which asks the portal
    for its time and never raises: what it finds shows in the next view.
    """

    view: Callable[[], CountdownView]
    sync_due: Callable[[], bool]
    sync: Callable[[], Awaitable[None]]


Block = Title | Prose | Items | Facts | Countdown


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Page:
    """Something to read, and the ways on from it. The first action is the usual one."""

    title: str
    blocks: Sequence[Block]
    actions: Sequence[Action] = ()
    step: Step | None = None
    help: str = ""
    can_go_back: bool = True
    time_left: Callable[[], str] = no_time_limit


class Notice(NamedTuple):
    """One sentence that accompanies what comes next.

    With its core in ``short``, of 18 columns at most, it is what came of an act: the linear
    voice puts it on the cursor's line, where a braille display finds it, until Enter.
    """

    text: str
    short: str = ""


class Heading(NamedTuple):
    """What stays in sight above every screen: the election, and the portal's host.

    With a ``countdown``, its brief form stays in sight too, and is kept in step with the
    portal; the linear voice tells it on request, with the time that is left.
    ``short_warning`` is the core of the warning in at most 38 columns, for a small screen.
    """

    election: str = ""
    host: str = ""
    warning: str = ""
    countdown: Countdown | None = None
    short_warning: str = ""


class Dialogue(Protocol):
    """The voter, as a journey sees them. Implemented by each front end.

    Every method raises :class:`Quit` when the voter leaves the program. A form, menu or
    listing may be asked while another form submits or a listing fetches (a confirmation,
    signing in again): it stands over that one, which is there again afterwards.
    """

    async def ask(self, form: Form[T]) -> T | Left:
        """Keep the form open until its ``submit`` accepts; what submit returned."""
        ...

    async def choose(self, menu: Menu) -> str:
        """The key of the chosen option, the name of the action taken, or :data:`BACK`."""
        ...

    async def browse(self, listing: Listing) -> Browsed:
        """Let the voter read, search, and open a row or take an action."""
        ...

    async def show(self, page: Page) -> str:
        """The name of the action taken, or :data:`BACK`."""
        ...

    def notify(self, notice: Notice) -> None:
        """Say this with the next form, menu or page."""
        ...

    def head(self, heading: Heading) -> None:
        """From now on this is the election and the portal the voter deals with."""
        ...
