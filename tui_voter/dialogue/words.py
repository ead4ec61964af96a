"""Texts, and what every object of the vocabulary is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, dataclass_transform

from tui_voter.tuples import NamedTuple

SEND: Final = "send"
"""The option of a menu that sends what it has read back."""
YES: Final = "yes"
NO: Final = "no"
"""The options of a question that is answered by yes or no, in whichever words."""

Text = str | Callable[[], str]
"""A text, or a function that gives it as it reads at the moment when it is said."""


def told(text: Text) -> str:
    """``text`` as it reads now."""
    return text if isinstance(text, str) else text()


class Verbatim(str):
    """What the voter typed, or a text that holds it: said as it stands by a voice that puts other
    texts into words for the ear, because it is sent as it stands."""

    __slots__ = ()


class Step(NamedTuple):
    """The voter's step in a journey: "2 of 4", or by its name among the others."""

    number: int
    names: Sequence[str]
    """What each step is called, in a word or two."""

    @property
    def total(self) -> int:
        return len(self.names)


class Role(Enum):
    """What the voter does with an action of a journey, or with what the program itself offers. A
    front end knows either by its role alone, which has one key, or one word, at every place."""

    SUBMIT = "send the answers of a form"
    BACK = "go back, or stop what is under way"
    HOME = "return to the home page"
    HELP = "read the help of this place, and what can be done here"
    REPEAT = "hear this place again"
    TIME = "be told how much time is left"
    EXTEND = "have the session last longer"
    QUIT = "leave the program"
    REVEAL = "see hidden answers, or hide them again"
    PROPOSE = "have a phrase proposed for a password"
    COMPUTE = "have the computer answer a captcha"
    MAIL = "have something sent by email: a link, a voting code"
    SAVE = "save what is shown to a file"
    RENEW = "have something else in its place: a phrase, another look, a code for an answer"
    READ = "read the papers of a ballot: its electoral roll, its candidate lists"
    WRITE = "write to a person, at the elections office or the help desk"
    ELSEWHERE = "come in by another way, or to another portal"
    REMOVE = "remove one of the things that are offered"
    MAILBOX = "look into the voter's mailbox, in the demonstration"
    CLOSE = "close what was read, as going back does"
    SIGN_OUT = "end the session"

    def among(self, actions: Iterable[Action]) -> Action | None:
        """The first of the ``actions`` that has this role; None where none has."""
        return next((action for action in actions if action.role is self), None)


class Action(NamedTuple):
    """An action other than submit and back."""

    name: str
    """The answer of a voter who takes it, for the journey that offers it and nobody else."""
    label: str
    """What the action does."""
    word: str = ""
    """The word, in the voter's language, that the linear voice takes after a slash ("/nouveau") at
    a question and at a listing, where a number is an answer."""
    role: Role | None = None
    """What kind of action it is; None for one that has no key or word of its own."""


class Back(Enum):
    """The voter went back. There is one such answer, :data:`BACK`."""

    BACK = "back"


BACK: Final = Back.BACK


class _Named:
    """An answer with a name. It equals an answer of the same kind with the same name, and nothing
    else."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    if not TYPE_CHECKING:  # mypy reports comparisons between kinds only where it sees no __eq__

        def __eq__(self, other: object) -> bool:
            return type(other) is type(self) and other._name == self._name

        def __hash__(self) -> int:
            return hash((type(self), self._name))


class Took(_Named):
    """The voter took an action."""

    __slots__ = ()
    __match_args__ = ("name",)

    @property
    def name(self) -> str:
        """The action's name."""
        return self._name


class Opened(_Named):
    """The voter chose an option of a menu, or opened a row of a listing."""

    __slots__ = ()
    __match_args__ = ("key",)

    @property
    def key(self) -> str:
        """The key of the option or row."""
        return self._name


Left = Back | Took
"""How the voter left without an answer."""


class Notice(NamedTuple):
    """One sentence that accompanies what comes next, or that comes by itself: a voter who is at a
    question then is told at once."""

    says: Text
    short: str = ""
    """The sentence's core in at most 18 columns, for what came of an act: the linear voice puts it
    on the cursor's line, where a braille display finds it. "" for any other sentence."""

    @property
    def text(self) -> str:
        return told(self.says)


def no_time_limit() -> str:
    """The ``time_left`` of what has no limit: nothing to say."""
    return ""


@dataclass_transform(eq_default=False, kw_only_default=True, frozen_default=True)
class Value:
    """Something with named attributes that are given when it is made, and stay.

    A subclass annotates its attributes, some of them with a default, as a dataclass does. It
    costs next to nothing to define one, where each dataclass compiles methods of its own: this
    package is loaded before the first frame.
    """

    _wanted: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name for name in cls.__annotations__ if not name.startswith("_")}
        given = {name: vars(cls)[name] for name in own & vars(cls).keys()}
        cls._defaults = {**cls._defaults, **given}
        cls._wanted = (cls._wanted | own) - cls._defaults.keys()

    def __init__(self, **given: Any) -> None:
        if missing := self._wanted - given.keys():
            raise TypeError(f"{type(self).__name__} wants {', '.join(sorted(missing))}")
        if unknown := given.keys() - self._wanted - self._defaults.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        self.__dict__.update(self._defaults)
        self.__dict__.update(given)

    def _replace(self, **changed: Any) -> Self:
        """The same with other attributes, as a named tuple has it."""
        return type(self)(**{**self.__dict__, **changed})
