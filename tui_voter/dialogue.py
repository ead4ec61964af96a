"""The vocabulary in which a journey speaks to a voter, and the Dialogue protocol.

A journey says each thing once, with the objects below; a front end renders them. The
vocabulary is small and closed:

``Form``      questions with typed fields, kept open until its ``submit`` accepts
``Menu``      a choice of one among a few, in sections
``Listing``   many rows, fetched as they are looked at, and searched
``Page``      something to read, in blocks, and the ways on from it
``Notice``    one sentence that accompanies whatever comes next

What is shown has a ``title`` and, where that is more than a word or two, a ``place``: what it
is called on a braille line, beside what is asked for.

Every text in these objects is final: translated, and safe to show as literal text. One that
holds a time or a count is a function, called whenever it is said (:data:`Text`).
A front end adds only its own chrome (names of keys and commands, "2 of 4").

Back, help, repeat, time left and quit belong to the vocabulary, so that both voices
treat them alike: back is the return value :data:`BACK` (for a form, a :class:`Left`),
help is each object's ``help``, time left its ``time_left``, and quit, end of input or
Ctrl-C is the exception :class:`Quit`, which a journey lets pass, as it does :class:`SignOut`.

Values are named tuples, and dataclasses are made without comparison: this module is loaded
before the first frame, and every full dataclass would cost most of a millisecond.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from tui_voter.contract.limits import LONGEST_ADDRESS, LONGEST_SECRET, LONGEST_TEXT
from tui_voter.countdown import Phase, Span
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret

T = TypeVar("T")
V = TypeVar("V")

BACK: Final = "back"
SEND: Final = "send"
"""The option of a menu that sends what it has read back."""
CLOSE: Final = "close"
SAVE: Final = "save"
SIGN_OUT: Final = "sign_out"
"""Names of actions that have the same key wherever they are offered."""
YES: Final = "yes"
NO: Final = "no"
"""The options of a question that is answered by yes or no, in whichever words."""
PASTE_LIMIT: Final = 2048
"""Characters that a field keeps at most, pasted or typed (a paste never submits)."""
WARNED_BEFORE: Final = 120.0
"""Seconds before its end at which a time limit is told unasked."""


Text = str | Callable[[], str]
"""What is said, or what tells it as it is by then."""


def told(text: Text) -> str:
    """``text`` as it is now."""
    return text if isinstance(text, str) else text()


class Verbatim(str):
    """What the voter typed, or a text that holds it. It is sent as it stands, and so it is said
    by a voice that puts other texts into words for the ear."""

    __slots__ = ()


class Leaving(Exception):
    """The voter goes, from wherever they are: a journey lets it pass."""


class Quit(Leaving):
    """The voter leaves the program: the quit key or command, end of input, Ctrl-C."""


class SignOut(Leaving):
    """The voter signs out, wherever they are; a journey lets it pass to where the session began."""


class Step(NamedTuple):
    """The voter's step in a journey: "2 of 4"."""

    number: int
    total: int


class Action(NamedTuple):
    """An action other than submit and back.

    ``name`` is its stable key; ``label`` says what it does; ``word`` is the one word that the
    linear voice takes after a slash ("/nouveau"), in the voter's language: at a question and at a
    listing, where a number is an answer.
    """

    name: str
    label: str
    word: str = ""


class Typed:
    """What the voter typed, by field name. Secrets stay wrapped."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str | Secret] | None = None) -> None:
        self._texts: dict[str, str | Secret] = dict(texts or {})

    def text(self, name: str) -> str:
        """What was typed into a field that shows it; "" when nothing was."""
        typed = self._texts.get(name, "")
        if isinstance(typed, Secret):
            raise TypeError(f"{name} is a secret")
        return typed

    def secret(self, name: str) -> Secret:
        """What was typed into a secret field; an empty Secret when nothing was."""
        typed = self._texts.get(name)
        return typed if isinstance(typed, Secret) else Secret()


UNTYPED: Final = Typed()
"""Nothing has been typed yet."""


class Answers:
    """The answers that were taken so far, as values: ``answers[field]``.

    ``typed`` is what all of them were typed as, also those that were not taken.
    """

    __slots__ = ("_values", "typed")

    def __init__(self, values: Mapping[str, Any], typed: Typed) -> None:
        self._values = values
        self.typed = typed

    def __getitem__(self, field: Field[V]) -> V:
        """The field's answer. Raises ``KeyError`` where it was not taken, which is never so
        for a field of the form in its ``submit``."""
        value: V = self._values[field.name]
        return value

    def get(self, field: Field[V]) -> V | None:
        """The field's answer; None where it was not taken."""
        return self._values.get(field.name)


class FieldError(NamedTuple):
    """What is wrong with one answer, or with the whole form (``field=""``).

    ``says`` is a full sentence: what happened, and what to do. ``short`` is its core
    in at most 18 columns, without a full stop, for a braille line ("3 sur 12").
    """

    field: str
    says: Text
    short: str

    @property
    def text(self) -> str:
        return told(self.says)


class Refused(Exception):
    """Answers that a check or a submit does not take: the form stays open.

    ``questions`` carries a fresh captcha question for each captcha field, by name,
    whose old one is spent. ``ends`` is where no other try can succeed: none is offered.
    ``again`` is about an answer that is wrong whatever else is answered: it is what is told,
    behind the refusal that still stands, where the voter gives the same once more, which is not
    submitted. ``tries`` names the field of which no answer is judged for a while: where one was
    wrong before, the last one may well be, too, and it is to be typed anew rather than sent again.
    """

    def __init__(
        self,
        *errors: FieldError,
        questions: Mapping[str, str] | None = None,
        ends: bool = False,
        again: FieldError | None = None,
        tries: str = "",
    ) -> None:
        super().__init__("; ".join(error.text for error in errors))
        self.errors: tuple[FieldError, ...] = errors
        self.questions: Mapping[str, str] = questions or {}
        self.ends = ends
        self.again = again
        self.tries = tries


def _behind(standing: Sequence[FieldError], error: FieldError) -> FieldError:
    """``error``, and before it what stands there already and is still true: an attempt fewer."""
    errors = [*standing, error]

    def says() -> str:
        return " ".join(each.text for each in errors)

    is_live = any(callable(each.says) for each in errors)
    return error._replace(says=says if is_live else says())


class Correct(Exception):
    """Raised by a form's ``submit``: the voter would rather change the answer of the field ``name``
    before it is sent; "" where they only went back to the form."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Field(Generic[V]):
    """One question of a form, whose answer is a ``V``.

    ``label`` is at most 24 columns, so that it fits a prompt ("2 sur 4, mot de passe :"), and
    ``brief`` the same in a word where the label is more than one, for beside an error.
    ``hint`` is there before any error. An answer is read (:meth:`read`) and then held against
    the answers before it (``check``), at once, when the voter presses Enter in the field, or at the
    latest before submit. Either raises :class:`Refused` when it is not taken.
    """

    name: str
    label: str
    brief: str = ""
    hint: Text = ""
    check: Callable[[V, Answers], None] | None = None

    def read(self, typed: str | Secret) -> V:
        """The answer that ``typed`` is. Raises :class:`Refused`."""
        raise NotImplementedError

    def at_first(self) -> str | Secret:
        """What stands in it before anything is typed."""
        raise NotImplementedError

    def equal(self, one: V, other: V) -> bool:
        """Whether two entries are the same answer."""
        return bool(one == other)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class OpenField(Field[V]):
    """A question whose answer is shown as typed. ``parse`` makes the answer of the text; it
    raises :class:`Refused`. ``value`` is the text that stands there at first."""

    parse: Callable[[str], V]
    value: str = ""

    def read(self, typed: str | Secret) -> V:
        if isinstance(typed, Secret):
            raise TypeError(f"{self.name} is no secret")
        return self.parse(typed)

    def at_first(self) -> str:
        return self.value


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TextField(OpenField[V]):
    """A line of text."""

    limit: int = LONGEST_ADDRESS


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LongTextField(OpenField[str]):
    """A text of several lines. ``limit`` counts characters, line breaks included."""

    parse: Callable[[str], str] = str
    limit: int = LONGEST_TEXT


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LinkField(OpenField[V]):
    """A link, taken from whatever is pasted: ``find`` picks it out of a whole mail.

    ``find`` returns "" when there is none; then the pasted text itself is kept.
    """

    limit = PASTE_LIMIT
    find: Callable[[str], str]


class PolicyLine(NamedTuple):
    """One line of a password policy, in words, and whether the password meets it; None where that
    is not judged yet, or need not be met, as another one is."""

    text: str
    met: bool | None


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
class SecretField(Field[Secret]):
    """A hidden answer.

    ``rules`` judges it at once, on every key, and again with its ``strength``, which takes its time
    off the event loop (a front end shows the result of the latest call only): until then with None;
    its last line is then about the strength.
    A front end shows both, so that no error repeats them. ``repeats`` names the field that this one
    must equal, ``answers`` the choice that is its question, ``reads`` what counts of an answer
    where that is not all of it. ``propose`` shows an answer that the voter may type, and returns it
    where they are about to; a front end that can keeps it in sight. ``value`` is an answer that
    they gave before. ``clipboard`` and the like never see its value.
    """

    limit = LONGEST_SECRET
    value: Secret = NO_SECRET
    rules: Callable[[Secret, StrengthView | None], Sequence[PolicyLine]] | None = None
    strength: Callable[[Secret], Awaitable[StrengthView]] | None = None
    propose: Callable[[], Awaitable[Secret]] | None = None
    repeats: str = ""
    answers: str = ""
    reads: Callable[[str], str] = str

    def read(self, typed: str | Secret) -> Secret:
        return typed if isinstance(typed, Secret) else Secret(typed)

    def at_first(self) -> Secret:
        return self.value

    def equal(self, one: Secret, other: Secret) -> bool:
        return self.reads(one.reveal()) == self.reads(other.reveal())


Compute = Callable[[Callable[[float], None]], Awaitable[str]]
"""How the computer answers, where it is told whom to tell how much is done, from 0 to 1."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CaptchaField(OpenField[str]):
    """A captcha question that can be answered from its words alone, or by the computer.

    ``renew`` gets another question; it raises :class:`Refused` when none can be had. ``question``
    is "" once too little time is left to answer it: a front end then renews it when the voter comes
    to it, and not while they answer, which the portal judges.

    ``compute``, where there is one, has the computer answer in the voter's place, and gives what
    stands as the answer then; it raises :class:`Refused`, too. Where nothing ``asks`` the voter, it
    is the only way: an empty answer has the computer answer. ``help`` is what the help says of it,
    which ends with how to reach a person anyway.
    """

    limit = 64
    parse: Callable[[str], str] = str
    question: Text
    help: Text = ""
    asks: bool = True
    renew: Callable[[], Awaitable[str]]
    compute: Compute | None = None


PART: Final = " · "
"""Between the parts of an option's label, which may have lines of their own."""


class Option(NamedTuple):
    """One entry of a choice: ``key`` for the journey, ``label`` for the voter.

    Entries of one ``section`` follow each other and stand under its name, "" for none.
    """

    key: str
    label: str
    section: str = ""

    @property
    def sought(self) -> str:
        """What is looked through for a typed word: a heading finds what stands under it."""
        return f"{self.section} {self.label}"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChoiceField(OpenField[V]):
    """One of several options; its text is an option's key, "" while none is chosen."""

    options: Sequence[Option]


class Left(NamedTuple):
    """The voter left a form without submitting it.

    ``to`` is :data:`BACK` or an action's name. ``typed`` holds what was typed, for when the form
    is shown again.
    """

    to: str
    typed: Typed


def no_time_limit() -> str:
    """The ``time_left`` of what has no limit: nothing to say."""
    return ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Form(Generic[T]):
    """Questions that belong together.

    ``intro`` paragraphs stand above the fields, and a form opens at its top. A form without fields
    is a page whose way on takes a while. Where its button does no more than lead on, it has no
    ``submit_label``. ``busy`` is shown while ``submit`` runs. Where it is ``unfinished``, leaving
    the program loses what was given on the forms before. What is ``confidential`` is for the
    voter's eyes and ears alone: no transcript has any of it, and none of it stays on the terminal
    when the program ends.

    What cannot be undone is read back in a menu within ``submit``, which raises :class:`Correct`
    where the voter would rather change an answer.
    """

    title: str
    place: str = ""
    fields: Sequence[Field[Any]]
    submit: Callable[[Answers], Awaitable[T]]
    submit_label: str = ""
    busy: str
    step: Step | None = None
    intro: Sequence[Text] = ()
    actions: Sequence[Action] = ()
    help: str = ""
    can_go_back: bool = True
    unfinished: bool = False
    confidential: bool = False
    time_left: Callable[[], str] = no_time_limit

    @property
    def button(self) -> str:
        """What its button is called."""
        return self.submit_label or _("Continue")


class FormState(Generic[T]):
    """A form while it is filled in: what was typed into it, and what that says.

    Every front end keeps one for each form that it asks. What was typed is read once, and
    checked again only when it, or something before it, was typed anew.
    """

    def __init__(self, form: Form[T]) -> None:
        self.form = form
        self._typed: dict[str, str | Secret] = {f.name: f.at_first() for f in form.fields}
        self._values: dict[str, Any] = {}
        self._taken: dict[str, Any] = {}
        self._wrong: dict[str, list[tuple[Any, FieldError]]] = {}
        """Answers that need not be submitted again, and what is told of each, by field."""
        self._was_refused: set[str] = set()
        """The fields of which a submit did not take an answer so far."""
        self._refusal: Sequence[FieldError] = ()
        """Of the last submit, but for what was typed anew since."""
        self._not_taken: set[str] = set()
        """The fields of which a check does not take what stands in them."""
        secrets = [field for field in form.fields if isinstance(field, SecretField)]
        self._repeats = {field.name: field.repeats for field in secrets}
        self._question_of = {f.name: f.answers for f in secrets if f.answers in self._typed}
        self._typed_for = {name: self._typed[asks] for name, asks in self._question_of.items()}
        """The question that was chosen when each of its answers was typed."""
        self.is_over = False
        """It can no longer be submitted, only be left."""

    @property
    def typed(self) -> Typed:
        """What was typed so far."""
        return Typed(self._typed)

    def __getitem__(self, name: str) -> str | Secret:
        """What stands in the field of this name."""
        return self._typed[name]

    def type(self, name: str, typed: str | Secret) -> None:
        """``typed`` stands in the field of this name from now on."""
        if typed == self._typed[name]:
            return
        self._typed[name] = typed
        self._refusal = [error for error in self._refusal if error.field != name]
        self._not_taken.discard(name)
        self._values.pop(name, None)
        self._doubt(name)
        if name in self._question_of:
            self._typed_for[name] = self._typed[self._question_of[name]]

    def outdate(self) -> Sequence[str]:
        """Empty what was typed in answer to another question than the one that is chosen now, and
        what repeats it. Their names: nobody sees that a hidden answer is none to this question."""
        outdated: list[str] = []
        for name, asks in self._question_of.items():
            chosen = self._typed[asks]
            if self._typed_for[name] in ("", chosen) or not self._typed[name]:
                self._typed_for[name] = chosen
            else:
                outdated += [name, *(each for each, of in self._repeats.items() if of == name)]
        for name in outdated:
            self.type(name, NO_SECRET)
        return outdated

    def still_refused(self, name: str) -> Sequence[FieldError]:
        """What the last submit was refused for here, where nothing was typed since."""
        return [error for error in self._refusal if error.field == name]

    def is_refused(self, name: str) -> bool:
        """Whether what stands in the field of this name was refused: nobody is to be offered it
        as their answer."""
        return name in self._not_taken or bool(self.still_refused(name))

    def check(self, field: Field[V]) -> V:
        """Read and check one answer. Raises :class:`Refused` when it is not taken. A field that a
        refusal has emptied keeps its error: that it is empty is no news."""
        try:
            return self._check(field)
        except Refused as refusal:
            self._not_taken.add(field.name)
            errors = self.still_refused(field.name)
            if errors and not self._typed[field.name]:
                raise Refused(*errors) from refusal
            raise

    def _check(self, field: Field[V]) -> V:
        name = field.name
        if name not in self._values:
            self._values[name] = field.read(self._typed[name])
        value: V = self._values[name]
        for wrong, error in self._wrong.get(name, ()):
            if field.equal(value, wrong):
                raise Refused(_behind(self.still_refused(name), error))
        if name not in self._taken:
            if field.check is not None:
                field.check(value, Answers(self._taken, self.typed))
            self._doubt(name)
            self._not_taken.discard(name)
            self._taken[name] = value
        return value

    def _doubt(self, name: str) -> None:
        """This answer is another one now: it and those after it are to be checked."""
        names = list(self._typed)
        for each in names[names.index(name) :]:
            self._taken.pop(each, None)

    async def submit(self) -> T:
        """What the form's ``submit`` makes of the answers.

        Raises :class:`Correct` where the voter would rather change one, and :class:`Refused` with
        the errors of all fields that are not taken, beside what the submit before was refused for,
        or with what ``submit`` itself says.
        """
        answers, submitted = self._answers(), dict(self._typed)
        self._refusal = ()
        try:
            return await self.form.submit(answers)
        except Refused as refusal:
            if refusal.tries in self._was_refused:
                refusal.errors = tuple(e._replace(field=refusal.tries) for e in refusal.errors)
            self._was_refused.update(error.field for error in refusal.errors if error.field)
            typed_anew = {each for each, typed in self._typed.items() if typed != submitted[each]}
            for name in refusal.questions:  # what was typed answers the one before
                self.type(name, "")
            typed_anew -= refusal.questions.keys()
            self._refusal = [error for error in refusal.errors if error.field not in typed_anew]
            self.is_over = refusal.ends and self.form.can_go_back
            if (again := refusal.again) is not None and again.field in self._values:
                wrong = self._values[again.field], again
                self._wrong.setdefault(again.field, []).append(wrong)
            raise

    def _answers(self) -> Answers:
        typed = self.typed
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        questions: dict[str, str] = {}
        for field in self.form.fields:
            try:
                values[field.name] = self.check(field)
            except Refused as refusal:
                errors.extend(refusal.errors)
                questions.update(refusal.questions)
        if errors:
            wrong = {error.field for error in errors}
            errors += [error for error in self._refusal if error.field not in wrong]
            raise Refused(*errors, questions=questions)
        return Answers(values, typed)

    def leave(self, to: str) -> Left:
        """Left without submitting, for ``to``. Hidden answers that were refused, with those that
        they repeat or that repeat them, are not taken along: nobody would see what is wrong."""
        wrong = {name for name in self._repeats if self._typed[name] and self.is_refused(name)}
        pairs = ({name, of} for name, of in self._repeats.items() if of)
        wrong.update(*(pair for pair in pairs if pair & wrong))
        return Left(to, Typed(self._typed | dict.fromkeys(wrong, NO_SECRET)))

    def unsent(self) -> bool:
        """Whether leaving the program now loses what was typed, secrets too: here, in a text that
        was kept from another time, or on the forms before."""
        return self.form.unfinished or any(
            self._typed[field.name] != field.at_first()
            or (isinstance(field, LongTextField) and bool(self.typed.text(field.name).strip()))
            for field in self.form.fields
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Menu:
    """A choice of one. It may be asked while a form's submit runs (a confirmation).

    The answer is an option's key, an action's name, or :data:`BACK`. With ``filters``, what
    is typed narrows the options down to those that have it in label or section; their numbers stay.
    ``chosen`` is the option to stand on at first, where a front end stands on one: where the
    voter was, when a menu is shown again. What is ``irrevocable`` leads to what cannot be undone:
    there a front end stands on the ``chosen`` one, which leads back, or on none, and Enter alone
    chooses nothing. A :class:`Dictation` in its ``text`` is a name that the voter is to compare.
    ``confidential`` is as for a :class:`Form`.
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Listing:
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Page:
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


class Notice(NamedTuple):
    """One sentence that accompanies what comes next.

    With its core in ``short``, of 18 columns at most, it is what came of an act: the linear
    voice puts that on the cursor's line, where a braille display finds it.
    """

    says: Text
    short: str = ""

    @property
    def text(self) -> str:
        return told(self.says)


class TimeLimit(NamedTuple):
    """What ends by itself unless more time is asked for, as a session does.

    ``left`` are the seconds until then, ``told`` says so in a sentence, ``brief`` in a few
    words ("14 minutes"), and ``extend`` gets more time and says what came of that. When
    :data:`WARNED_BEFORE` seconds are left it is told unasked.
    """

    left: Callable[[], float]
    told: Callable[[], str]
    extend: Callable[[], Awaitable[Notice]]
    brief: Callable[[], str]


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


class Heading(NamedTuple):
    """The heading above every screen: the election, and the portal's host.

    With a ``countdown``, its brief form stays in sight too, and is kept in step with the
    portal; the linear voice tells it on request, with the time that is left.
    ``short_warning`` is the core of the warning in at most 38 columns, for a small screen. The
    ``session`` is told with the time that is left, warned of and extended, wherever the voter is.
    ``support`` is a sentence that says how to reach a person, once the portal has told; every help
    leads to :attr:`help_desk` (WCAG 2.2, 3.2.6). Where leaving would lose something, ``loss``
    says what, with its core, and the program asks first, wherever the voter is. Within a session,
    ``sign_out`` asks whether to sign out where that loses something; it is handed the title of the
    form where the voter is with something typed into it, "" where there is none. After a yes the
    front end raises :class:`SignOut` there.
    """

    election: str = ""
    host: str = ""
    warning: str = ""
    countdown: Countdown | None = None
    short_warning: str = ""
    session: TimeLimit | None = None
    support: str = ""
    loss: Callable[[], Notice | None] = lambda: None
    sign_out: Callable[[str], Awaitable[bool]] | None = None

    @property
    def help_desk(self) -> str:
        """How to reach a person, wherever the voter is."""
        return self.support or _(
            "For help from a person, contact the help desk: the email with your link says how."
        )


class Dialogue(Protocol):
    """The voter, as a journey sees them. Implemented by each front end.

    Every method raises :class:`Quit` when the voter leaves the program, and :class:`SignOut` when
    they sign out. Anything may be asked or shown while a form submits, a field proposes or a
    listing fetches (a confirmation, signing in again): it stands over that one, which is there
    again afterwards.
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
