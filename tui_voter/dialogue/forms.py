"""Forms: questions that belong together, their fields, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from tui_voter.contract.limits import LONGEST_ADDRESS, LONGEST_SECRET, LONGEST_TEXT
from tui_voter.dialogue.words import Action, Step, Text, Value, no_time_limit, told
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret

T = TypeVar("T")
V = TypeVar("V")

PASTE_LIMIT: Final = 2048
"""Characters that a field keeps at most, pasted or typed (a paste never submits)."""


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


class Correct(Exception):
    """Raised by a form's ``submit``: the voter would rather change the answer of the field ``name``
    before it is sent; "" where they only went back to the form."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def found_nowhere(_text: str) -> str:
    """The ``find`` of a field whose answer stands in no other text."""
    return ""


class Field(Value, Generic[V]):
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
    find: Callable[[str], str] = found_nowhere
    """Picks the answer out of a text in which the voter has received it, such as a mail; "" where
    it is not there."""
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


class TextField(OpenField[V]):
    """A line of text."""

    limit: int = LONGEST_ADDRESS


class LongTextField(OpenField[str]):
    """A text of several lines. ``limit`` counts characters, line breaks included."""

    parse: Callable[[str], str] = str
    limit: int = LONGEST_TEXT


class LinkField(OpenField[V]):
    """A link, which ``find`` picks out of whatever is pasted; a text without one is kept as it
    stands."""

    limit = PASTE_LIMIT


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

    @property
    def busy(self) -> str:
        """What is shown while the computer answers."""
        return _("The computer is answering…")


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


class Form(Value, Generic[T]):
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
