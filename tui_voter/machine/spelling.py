"""How well letters spell: what each letter is worth after the two before it.

The table is learnt from French words, names and usual passwords, so that a word which is in no
list is still met as one ("doudoulili", "chamalow"), and random letters are not.
``python -m tui_voter.machine.spelling`` learns it anew, after a change of the lists.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tui_voter.machine import wordlists

FILE: Final = Path(__file__).with_name("data") / "spelling.bin"

_EDGE: Final = "`"
"""Stands before a word and after it: the character before "a"."""
_LETTERS: Final = _EDGE + "abcdefghijklmnopqrstuvwxyz"
_UNIT: Final = 50
"""The steps of the table that make up a power of ten."""
_TRUST: Final = 2
"""The weight of the letters that may follow a context, beside the letters that did follow it."""


class Spelling:
    """The cost of letters from a to z, in powers of ten of guesses."""

    def __init__(self, table: bytes) -> None:
        self._table = table

    def each(self, word: str) -> list[float]:
        """The cost of each letter, and at last that of the word's end."""
        places = [0, 0, *(ord(letter) - ord(_EDGE) for letter in word), 0]
        return [
            self._table[(places[i - 2] * 27 + places[i - 1]) * 27 + places[i]] / _UNIT
            for i in range(2, len(places))
        ]


def load() -> Spelling:
    return Spelling(FILE.read_bytes())


def learn(words: Iterable[tuple[str, int]]) -> bytes:
    """The table of words with their weights: interpolated trigrams (Witten and Bell)."""
    counts: Counter[str] = Counter()
    for word, weight in words:
        text = _EDGE * 2 + word + _EDGE
        for i in range(2, len(text)):
            for start in (i, i - 1, i - 2):
                counts[text[start : i + 1]] += weight
    seen: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for gram, count in counts.items():
        seen[gram[:-1]] += count
        kinds[gram[:-1]] += 1

    def likely(context: str, letter: str) -> float:
        shorter = likely(context[1:], letter) if context else 1 / len(_LETTERS)
        doubt = _TRUST * kinds[context]
        if not doubt:
            return shorter
        return (counts[context + letter] + doubt * shorter) / (seen[context] + doubt)

    return bytes(
        min(255, round(-math.log10(likely(first + second, letter)) * _UNIT))
        for first in _LETTERS
        for second in _LETTERS
        for letter in _LETTERS
    )


def taught() -> Iterable[tuple[str, int]]:
    """The words that the table is learnt from; the frequent passwords are none of them, so
    that it can be measured with those."""
    french = wordlists.french()
    yield from _weighted(french["names"], 2)
    yield from _weighted(french["words"][:8_000], 2)
    yield from _weighted(french["words"][8_000:], 1)
    passwords = wordlists.of_zxcvbn("passwords")
    yield from _weighted([word for word in passwords if word.isascii() and word.isalpha()], 1)


def _weighted(words: Iterable[str], weight: int) -> Iterable[tuple[str, int]]:
    return ((word, weight) for word in words)


if __name__ == "__main__":
    FILE.write_bytes(learn(taught()))
