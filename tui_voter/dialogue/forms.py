"""Forms: questions that belong together, their fields, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from tui_voter.contract.limits import LONGEST_ADDRESS, LONGEST_SECRET, LONGEST_TEXT
from tui_voter.dialogue.words import Action, Step, Text, Value, no_time_limit, told
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret
from tui_voter.tuples import NamedTuple

T = TypeVar("T")
V = TypeVar("V")

PASTE_LIMIT: Final = 2048
"""The most characters that a field keeps, pasted or typed. A paste never submits."""


class Typed:
    """The texts that the voter typed, by the name of the field. Secrets stay wrapped."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str | Secret] | None = None) -> None:
        self._texts: dict[str, str | Secret] = dict(texts or {})

    def text(self, name: str) -> str:
        """What was typed into a field that shows it; "" where nothing was. Raises ``TypeError`` for
        a secret."""
        typed = self._texts.get(name, "")
        if isinstance(typed, Secret):
            raise TypeError(f"{name} is a secret")
        return typed

    def secret(self, name: str) -> Secret:
        """What was typed into a secret field; an empty Secret where nothing was."""
        typed = self._texts.get(name)
        return typed if isinstance(typed, Secret) else Secret()


class Answers:
    """The answers that were accepted so far, as values: ``answers[field]``."""

    __slots__ = ("_values", "typed")

    def __init__(self, values: Mapping[str, Any], typed: Typed) -> None:
        self._values = values
        self.typed = typed
        """The texts of all answers, also of those that were not accepted."""

    def __getitem__(self, field: Field[V]) -> V:
        """The field's answer. Raises ``KeyError`` where it was not accepted, which never happens
        in a form's ``submit`` with a field of that form."""
        value: V = self._values[field.name]
        return value

    def get(self, field: Field[V]) -> V | None:
        """The field's answer; None where it was not accepted."""
        return self._values.get(field.name)


class FieldError(NamedTuple):
    """What is wrong with one answer, or with the form as a whole."""

    field: str
    """The name of the field; "" for the form as a whole."""
    says: Text
    """A full sentence: what happened, and what to do."""
    short: str
    """Its core for a braille line, without a full stop: at most 18 columns ("3 sur 12")."""

    @property
    def text(self) -> str:
        return told(self.says)


class Refused(Exception):
    """A check or a submit does not accept the answers: the form stays open."""

    def __init__(
        self,
        *errors: FieldError,
        questions: Mapping[str, str] | None = None,
        ends: bool = False,
        again: FieldError | None = None,
        rate_limited_field: str = "",
    ) -> None:
        super().__init__("; ".join(error.text for error in errors))
        self.errors: tuple[FieldError, ...] = errors
        """What is wrong."""
        self.questions: Mapping[str, str] = questions or {}
        """The next question for each captcha whose question is spent, by the name of the field."""
        self.ends = ends
        """No other try can succeed, so that none is offered."""
        self.again = again
        """The error to show if the same answer is typed again; it is not resubmitted."""
        self.rate_limited_field = rate_limited_field
        """The field whose answers are not judged for a while; "" where all are. Where one of them
        was wrong before, the last one may be wrong, too: it is typed anew rather than sent again.
        """


class Correct(Exception):
    """A form's ``submit`` raises this where the voter would rather change an answer than send."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        """The field of that answer; "" where the voter only went back to the form."""


def _not_expired() -> None:
    """The ``expired`` of a captcha whose time is never over."""


def found_nowhere(_text: str) -> str:
    """The ``find`` of a field whose answer stands in no other text."""
    return ""


class Field(Value, Generic[V]):
    """One question of a form, whose answer is a ``V``.

    Enter in a field reads its text (:meth:`read`) and then checks the answer against those before
    it (``check``); a submit does so with all fields. Either raises :class:`Refused`.
    """

    name: str
    """What the journey calls the field."""
    label: str
    """What the voter calls it: at most 24 columns, as it stands in a prompt ("2 sur 4, mot de
    passe :")."""
    brief: str = ""
    """The label in one word, for beside an error; "" where the label is one word."""
    hint: Text = ""
    """What helps to answer it, said before there is any error."""
    find: Callable[[str], str] = found_nowhere
    """Picks the answer out of a text in which the voter has received it, such as a mail; "" where
    it is not there."""
    check: Callable[[V, Answers], None] | None = None
    """Checks the answer, which was read, against the answers before it. Raises :class:`Refused`."""

    def read(self, typed: str | Secret) -> V:
        """The answer that ``typed`` stands for. Raises :class:`Refused`."""
        raise NotImplementedError

    def at_first(self) -> str | Secret:
        """What stands in it before anything is typed."""
        raise NotImplementedError

    def equal(self, one: V, other: V) -> bool:
        """Whether two entries are the same answer."""
        return bool(one == other)


class OpenField(Field[V]):
    """A question whose answer is shown as it is typed."""

    parse: Callable[[str], V]
    """Makes the answer of the text. Raises :class:`Refused`."""
    value: str = ""
    """The text that stands in the field before anything is typed."""

    def read(self, typed: str | Secret) -> V:
        if isinstance(typed, Secret):
            raise TypeError(f"{self.name} is no secret")
        return self.parse(typed)

    def at_first(self) -> str:
        return self.value


def of_kind(table: Mapping[type[Field[Any]], T], field: Field[Any]) -> T:
    """What ``table`` has for the kind of ``field``, or else for the nearest kind that this one
    extends. Raises :class:`TypeError` where it has neither."""
    for kind in type(field).__mro__:
        if kind in table:
            return table[kind]
    raise TypeError(f"a {type(field).__name__} is of no kind that is known here")


class TextField(OpenField[V]):
    """A line of text."""

    limit: int = LONGEST_ADDRESS
    """The most characters that the field takes."""


class LongTextField(OpenField[str]):
    """A text of several lines."""

    parse: Callable[[str], str] = str
    limit: int = LONGEST_TEXT
    """The most characters that the field takes, line breaks included."""


class LinkField(OpenField[V]):
    """A link, which ``find`` picks out of whatever is pasted; a text without one is kept as it
    stands."""

    limit = PASTE_LIMIT


class PolicyLine(NamedTuple):
    """One line of a password policy."""

    text: str
    """What is required."""
    met: bool | None
    """Whether the password fulfils it; None where that is not judged yet, or need not be, as it
    fulfils another line instead."""


class StrengthView(NamedTuple):
    """A password's strength in words."""

    score: int
    """From 0 to 4."""
    word: str
    """The name of the score."""
    crack_time: str
    """How soon the password would be guessed."""
    advice: str
    """A sentence or two on how to make it stronger, or ""."""


class SecretField(Field[Secret]):
    """A hidden answer. Its value never reaches a clipboard, a log or a transcript."""

    limit = LONGEST_SECRET
    value: Secret = NO_SECRET
    """The answer that the voter gave before, which stands in the field at first."""
    rules: Callable[[Secret, StrengthView | None], Sequence[PolicyLine]] | None = None
    """Judges an answer with each key, without its strength, and again once that is measured. A
    front end shows the lines, so that no error repeats them; the last one is about the strength."""
    strength: Callable[[Secret], Awaitable[StrengthView]] | None = None
    """Measures an answer, off the event loop. A front end shows the latest result only."""
    propose: Callable[[], Awaitable[Secret]] | None = None
    """Shows a phrase that may be the answer, and returns it where the voter is about to type it. A
    front end that can keeps it in sight meanwhile."""
    repeats: str = ""
    """The field whose answer this one must equal."""
    question_field: str = ""
    """The field where the voter chooses the question that is answered here."""
    normalise: Callable[[str], str] = str
    """Makes texts equal that are the same answer: upper and lower case, for example."""

    def read(self, typed: str | Secret) -> Secret:
        return typed if isinstance(typed, Secret) else Secret(typed)

    def at_first(self) -> Secret:
        return self.value

    def equal(self, one: Secret, other: Secret) -> bool:
        return self.normalise(one.reveal()) == self.normalise(other.reveal())


class CodeField(SecretField):
    """A hidden code that the voter was given: digits and letters, unlike a password, which may have
    any sign."""


Compute = Callable[[Callable[[float], None]], Awaitable[str]]
"""Computes an answer. It is handed what it tells how much is done, from 0 to 1."""


class CaptchaField(OpenField[str]):
    """A captcha question that the voter answers from its words alone, or leaves to the computer."""

    limit = 64
    parse: Callable[[str], str] = str
    question: Text
    """What is asked; "" once too little time is left to answer it. A front end then renews it when
    the voter comes to the field, and never while they answer."""
    expired: Callable[[], FieldError | None] = _not_expired
    """The error that the question can no longer be answered, once its time is over."""
    help: Text = ""
    """What the help says of it. It ends with how to reach a person instead."""
    asks: bool = True
    """Whether the voter may answer. If not, the computer does, with an empty answer."""
    renew: Callable[[], Awaitable[str]]
    """Gets another question. Raises :class:`Refused` when none can be had."""
    compute: Compute | None = None
    """Answers in the voter's place, where the computer can. Raises :class:`Refused`."""

    @property
    def busy(self) -> str:
        """What is shown while the computer answers."""
        return _("The computer is answering…")


PART: Final = " · "
"""Parts the label of an option into what may stand on lines of its own."""


class Option(NamedTuple):
    """One entry of a choice."""

    key: str
    """What the journey calls it."""
    label: str
    """What the voter reads."""
    section: str = ""
    """The heading that it stands under, together with its neighbours of the same section."""


class ChoiceField(OpenField[V]):
    """A choice of one among several options. Its text is the key of the option, "" for none."""

    options: Sequence[Option]
    """What there is to choose from."""


class Form(Value, Generic[T]):
    """Questions that belong together. One without any is a page whose way on takes a while.

    What cannot be undone is read back in a menu within ``submit``.
    """

    title: str
    """What stands above it."""
    key: str = ""
    """Names the form for a voter who comes back to it; "" for one that is begun anew."""
    place: str = ""
    """The title on a braille line, where that is longer than a word or two."""
    fields: Sequence[Field[Any]]
    """The questions."""
    submit: Callable[[Answers], Awaitable[T]]
    """Takes the answers. Raises :class:`Refused` where they are not accepted, and
    :class:`Correct` where the voter would rather change one."""
    submit_label: str = ""
    """What the button does; "" where it only leads on."""
    busy: str
    """What is shown while ``submit`` runs."""
    step: Step | None = None
    """The voter's step in the journey."""
    intro: Sequence[Text] = ()
    """The paragraphs above the fields. A form opens at its top."""
    actions: Sequence[Action] = ()
    """What can be done instead of submitting."""
    help: str = ""
    """What the help says of the form."""
    can_go_back: bool = True
    """Whether there is a way back."""
    unfinished: bool = False
    """Leaving the program here loses what was given on the forms before."""
    confidential: bool = False
    """For the voter's eyes and ears alone: no transcript has any of it, and the terminal keeps none
    of it when the program ends."""
    time_left: Callable[[], str] = no_time_limit
    """A sentence that says how much time is left."""

    @property
    def button(self) -> str:
        """The label of the button."""
        return self.submit_label or _("Continue")
