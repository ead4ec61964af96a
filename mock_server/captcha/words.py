"""What the captcha families need from a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babel.dates import get_day_names, get_month_names

from tui_voter.contract.languages import Language


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of thing: its name with the article ("une couleur"), and things of that kind.

    No thing belongs to two kinds or is a number, and none has a second meaning that does.
    """

    name: str
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentence of each family, with placeholders."""

    copy: str
    total: str
    difference: str
    odd_one_out: str
    member: str
    nth: str
    last: str
    smallest: str
    largest: str
    alphabet: str
    count: str
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A language's words: numbers from 0 to 99, ordinals from the first on, and so on.

    ``read_number`` returns the number that words (folded) begin with and how many words it takes,
    or None if they begin with no number. ``articles`` (folded) may stand before an answer.
    """

    language: Language
    numbers: Sequence[str]
    ordinals: Sequence[str]
    kinds: Sequence[Category]
    sentences: Sentences
    read_number: Callable[[Sequence[str]], tuple[int, int] | None]
    articles: Sequence[str]

    @property
    def days(self) -> Sequence[str]:
        return _in_order(get_day_names("wide", locale=self.language.value))

    @property
    def months(self) -> Sequence[str]:
        return _in_order(get_month_names("wide", locale=self.language.value))


def _in_order(names: Mapping[int, str]) -> Sequence[str]:
    return [names[number] for number in sorted(names)]


def listed(text: str) -> tuple[str, ...]:
    """The words of ``text``."""
    return tuple(text.split())


def fold(text: str) -> str:
    """``text`` without accents, case and compatibility forms."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
