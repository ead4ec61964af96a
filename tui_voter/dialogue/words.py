"""Texts, and what every object of the vocabulary is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, NamedTuple, Self, dataclass_transform

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

Text = str | Callable[[], str]
"""What is said, or what tells it as it is by then."""


def told(text: Text) -> str:
    """``text`` as it is now."""
    return text if isinstance(text, str) else text()


class Verbatim(str):
    """What the voter typed, or a text that holds it. It is sent as it stands, and so it is said
    by a voice that puts other texts into words for the ear."""

    __slots__ = ()


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
