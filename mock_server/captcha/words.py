"""What the captcha families need from a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babel.dates import get_day_names, get_month_names

from tui_voter.contract.languages import Language


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of thing: its name with the article ("une couleur"), and things of the kind.

    No thing is of two kinds, nor a number, and none has a second meaning that is.
    """

    name: str
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """One sentence per family, with its places."""

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
    """A language: numbers from 0 to 99 in words, ordinals from the first, and so on.

    ``read_number`` gives the number that words (folded) begin with, and how many words it
    takes; None where they begin with none. ``articles`` may stand before an answer, folded.
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
    """Without accents, case and compatibility forms."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
