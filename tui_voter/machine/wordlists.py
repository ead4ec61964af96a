"""The strength meter's word lists, in ``data``; the notices there say where they come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, repeat
from pathlib import Path
from typing import Final

FOLDER = Path(__file__).with_name("data")
"""The folder of the lists. A benchmark replaces it."""


_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_RANK_OF_NAMES: Final = 800
"""The rank of all names of places, clubs and pets, which have no frequencies."""


def fold(text: str) -> str:
    """``text`` without accents: guessing programs ignore them, and no word list has them all."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))


def ranked() -> Iterator[tuple[str, Iterable[tuple[str, int]]]]:
    """Words with their ranks, zxcvbn's and ours, in lists with the names that zxcvbn has for them;
    a name comes several times."""
    ours = french()
    yield "passwords", _ranks(of_zxcvbn("passwords"))
    yield "passwords", _ranks(ours["passwords"])
    yield "passwords", _ranks(frequent_passwords())
    yield "passwords", zip(names(), repeat(_RANK_OF_NAMES))
    yield "english_wikipedia", _ranks(of_zxcvbn("english_wikipedia"))
    yield "english_wikipedia", _ranks(of_zxcvbn("us_tv_and_film"))
    yield "english_wikipedia", _ranks(ours["words"])
    for name in ("surnames", "female_names", "male_names"):
        yield "surnames", _ranks(of_zxcvbn(name))
    # have no frequencies: the middle rank for all
    yield "surnames", zip(ours["names"], repeat(len(ours["names"]) // 2))


def _ranks(words: Sequence[str]) -> Iterable[tuple[str, int]]:
    return zip(words, count(1))


def of_zxcvbn(name: str) -> Sequence[str]:
    """One of the lists that zxcvbn has, the most usual word first."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words: Sequence[str] = FREQUENCY_LISTS[name]
    return words


def frequent_passwords() -> list[str]:
    """The passwords that French speakers use most, the most frequent first, without the few that
    are shorter than any word: each place of a password where they occur would cost time."""
    return [fold(word) for word in _text("frequent.txt").lower().split() if len(word) > 3]


def french() -> dict[str, list[str]]:
    """The French words in sections "[name]", the most usual first."""
    sections = re.findall(r"\[(\w+)\]([^\[]*)", _text("french.txt"))
    return {name: words.split() for name, words in sections}


def names() -> list[str]:
    """Names of places, clubs, pets and makes, and endearments, which people use as passwords."""
    return re.sub(r"\[\w+\]", " ", _text("names.txt")).split()


def ties() -> list[str]:
    """The words that hold sentences together, the most usual first; those of one or two letters are
    in no other list."""
    return _text("ties.txt").split()


def series() -> list[list[str]]:
    """Words of which there are few of a kind, such as weekdays, in the order in which they are
    said, with a line for each kind."""
    return [line.split() for line in _text("series.txt").splitlines() if not line.startswith("#")]


def sayings() -> list[str]:
    """Phrases, titles and names that everybody knows: their letters alone, in lower case."""
    text = re.sub("#.*\n", "", _text("sayings.txt"))
    return re.sub("[^a-z\n]", "", fold(text).lower()).split()


def letters(text: str) -> str:
    """The letters from a to z in a text, in lower case, without accents."""
    return re.sub("[^a-z]", "", fold(text).lower())


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
