"""What a language must bring along for the captcha's families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
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
class Words:
    """A language: numbers from 0 to 99 in words, ordinals from the first, and so on."""

    numbers: Sequence[str]
    ordinals: Sequence[str]
    kinds: Sequence[Kind]
    days: Sequence[str]
    months: Sequence[str]
    sentences: Sentences


def listed(text: str) -> tuple[str, ...]:
    """The words of ``text``."""
    return tuple(text.split())
