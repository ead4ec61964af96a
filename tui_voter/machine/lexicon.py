"""The words that the strength meter knows, in one file that is mapped into memory.

As Python dictionaries these lists take more memory than all the rest of the password form. The file
is a tree of letters instead, of which the system reads the pages that are looked at. A look-up
follows a text letter by letter, and stops where no word goes on.

The nodes are numbered level by level, so that the children of a node stand side by side, in the
order of their letters. The file has, one after the other:

- the number of nodes, 4 bytes;
- the letter of each node, 1 byte; that of the root, which comes first, means nothing;
- what each node ends, 1 byte: 0 for no word, else a place in :data:`LISTS`, :data:`SAID` or both;
- the rank of that word in its list, 2 bytes;
- where in the file the letters of each node's children begin, 4 bytes; they end where those of the
  next node begin, so there is one number more than there are nodes;
- the sayings, each between two line ends.

Numbers have their lowest byte first. ``python -m tui_voter.machine.lexicon`` makes the file anew,
after a change of the lists.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final, Literal

from tui_voter.machine import wordlists
from tui_voter.tuples import NamedTuple

LISTS: Final = ("", "passwords", "english_wikipedia", "surnames")
"""The lists, by the names that zxcvbn has for them. A word that is in several belongs to the one
where it has the lowest rank."""
SAID: Final = 4
"""Added to the place of a word's list if the word is a saying, written with its letters alone."""
HIGHEST_RANK: Final = 65_535
_COUNT: Final = 4
"""The bytes that hold the number of nodes; the letters begin after them."""


class Found(NamedTuple):
    """A word that was found: ``text[start:end]``, with its rank in this list of :data:`LISTS`. A
    saying has no list if it is nothing else."""

    start: int
    end: int
    rank: int
    list: str
    is_said: bool


class Lexicon:
    """The words of a file, whose bytes are ``file``."""

    def __init__(self, file: bytes | mmap) -> None:
        count = int.from_bytes(file[:_COUNT], "little")
        view, at = memoryview(file), _COUNT + count
        self._file = file
        self._ends = view[at : at + count]
        at += count
        self._ranks = _numbers(view[at : at + 2 * count], "H")
        at += 2 * count
        self._children = _numbers(view[at : at + 4 * (count + 1)], "I")
        self._sayings = at + 4 * (count + 1)

    def words(self, text: str) -> Iterator[Found]:
        """All words that stand in ``text``, which is in lower case."""
        find, children, ends = self._file.find, self._children, self._ends
        letters = [bytes((min(ord(letter), 127),)) for letter in text]  # no word has a 127
        for start in range(len(letters)):
            node = 0
            for end in range(start, len(letters)):
                found = find(letters[end], children[node], children[node + 1])
                if found < 0:
                    break
                node = found - _COUNT
                if what := ends[node]:
                    said = what >= SAID
                    yield Found(start, end + 1, self._ranks[node], LISTS[what % SAID], said)

    def is_said(self, letters: str) -> bool:
        """Whether ``letters`` from a to z are part of a saying."""
        return self._file.find(letters.encode("ascii"), self._sayings) >= 0


def occurrences(text: str, word: str) -> Iterator[int]:
    """The places where ``word`` begins in ``text``."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _numbers(part: memoryview, code: Literal["H", "I"]) -> memoryview | array[int]:
    if sys.byteorder == "little":
        return part.cast(code)
    turned = array(code, part.tobytes())
    turned.byteswap()
    return turned


def load() -> Lexicon:
    with file().open("rb") as opened:
        return Lexicon(mmap(opened.fileno(), 0, access=ACCESS_READ))


def file() -> Path:
    return wordlists.FOLDER / "words.bin"


def learn(ranked: Mapping[str, tuple[int, int]], sayings: Iterable[str]) -> bytes:
    """The content of the file, from words with their ranks and the places of their lists, and from
    sayings."""
    sayings = dict.fromkeys(sayings)
    known = {word: (rank, place) for word, (rank, place) in ranked.items() if word.isascii()}
    for saying in sayings:
        rank, place = known.get(saying, (0, 0))
        known[saying] = rank, place + SAID
    words = sorted(known)
    letters, ends, ranks, children = bytearray(1), bytearray(), array("H"), array("I")
    nodes = [(0, len(words), 0)]
    for first, last, length in nodes:  # each with the words that begin so; grows meanwhile
        children.append(_COUNT + len(nodes))
        is_word = len(words[first]) == length
        rank, place = known[words[first]] if is_word else (0, 0)
        ranks.append(min(rank, HIGHEST_RANK))
        ends.append(place)
        start = first + is_word
        for letter, group in groupby(word[length] for word in words[start:last]):
            letters.append(ord(letter))
            nodes.append((start, start := start + len([*group]), length + 1))
    children.append(_COUNT + len(nodes))
    if sys.byteorder == "big":
        ranks.byteswap()
        children.byteswap()
    said = "".join(f"{saying}\n" for saying in ["", *sayings]).encode("ascii")
    count = len(nodes).to_bytes(_COUNT, "little")
    return count + letters + ends + ranks.tobytes() + children.tobytes() + said


def taught() -> bytes:
    """The content of the file as it is made from the lists."""
    ranked: dict[str, tuple[int, int]] = {}
    for name, words in wordlists.ranked():
        for word, rank in words:
            ranked[word] = min((rank, LISTS.index(name)), ranked.get(word, (rank, len(LISTS))))
    return learn(ranked, wordlists.sayings())


if __name__ == "__main__":
    file().write_bytes(taught())
