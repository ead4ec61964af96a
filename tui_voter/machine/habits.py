"""How soon a password is guessed that follows people's habits, whether it is in a list or not.

zxcvbn knows what is in its lists, and adds a hundred million guesses for each further part. But
people put a capital, a year and a sign around one word ("Choupette2022!"), or take a phrase
that everybody knows ("AuClairDeLaLune1!"). So the letters of a password are read here as one
text, whatever stands between them, and what they cost is added to what :mod:`.dressing` says of the
figures, signs and capitals, which is little where they are where everybody puts them.

Letters are read as the cheapest sequence of words (backwards too), sayings, rows of keys and
repeats; what is none of these costs what :mod:`.spelling` says. Three rules make up for what no
list has. A text of up to a dozen letters that is spelt like a word counts as one. A phrase costs
less than its words by themselves: the more of them hold a sentence together ("the", "is", "of"),
the more likely it is one that others know. And behind a word of a closed series, such as the
weekdays, the next one of it is one of few. All costs are powers of ten of guesses.

``python -m benchmarks.guessable`` measures what the figures here let through.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import Final

from tui_voter.machine.dressing import REPEATED, Reading, of_capitals, readings
from tui_voter.machine.lexicon import Lexicon, occurrences
from tui_voter.machine.spelling import Spelling
from tui_voter.tuples import NamedTuple


class Habit(Enum):
    """What a password is made of."""

    OWN = auto()
    """The voter's own name or address, with hardly a letter more."""
    SAYING = auto()
    """A phrase, a title or a name that everybody knows."""
    PHRASE = auto()
    """Several words."""
    KEYS = auto()
    WORD = auto()
    """One word, or what is spelt like one."""
    NONE = auto()


class Guess(NamedTuple):
    """The cost of guessing a password, as a power of ten, the habit that it comes from, and whether
    figures or signs follow its letters."""

    cost: float
    habit: Habit
    has_ending: bool

    @property
    def guesses(self) -> int:
        return int(10**self.cost)


LETTERS_OF_ONES_OWN: Final = 4
"""A password with fewer letters than this beside the voter's own words counts as nothing but
these."""

_SAYING: Final = 3.0
_SOMEHOW: Final = 0.5
"""The most that a saying's spaces and capitals cost."""
_SHORTEST_SAID: Final = 10
"""The letters by which a piece of a saying is recognised as such."""
_OWN: Final = 0.5
_OWN_ALONE: Final = 4.0
"""The most that the voter's own words cost, whatever stands around them: they are tried first (NIST
SP 800-63B, 3.1.1.2)."""
_KEYS: Final = 1.0
_EACH_KEY: Final = 0.08
_SAID_AGAIN: Final = 0.6
"""The cost of a word that was there before."""
_SERIES: Final = 0.5
"""The cost of guessing which series is meant."""
_SHORTEST_RUN: Final = 3
"""The words of a series that are recognised as one."""
_ABBREVIATED: Final = 3
"""The letters by which an abbreviated word of a series is recognised, such as "lun"."""
_BACKWARDS: Final = 0.5
_TRIED_FIRST: Final = 5
"""Added to a rank, so that the first word of a list is not free."""
_UNLISTED: Final = 1.0
"""The cost of beginning letters that are in no list."""
_SINGLE: Final = 1.6
"""The cost of a word of one letter."""

_AS_A_WORD: Final = 8.5
"""How much less letters cost that are spelt like a word than by their spelling alone: a guesser
knows more words than our lists."""
_EACH_KIND: Final = 3.0
"""How much less of that is deducted for each kind of sign between the letters, after the first."""
_LEAST: Final = 2.5
"""The least cost that spelling and phrases can result in."""

_PHRASE: Final = 2.0
"""How much less several words cost together."""
_SENTENCE: Final = 5.0
"""How much less words cost together that make a sentence. Each word that ties them deducts more, to
a limit."""
_EACH_TIE: Final = 1.5
_MOST_TIED: Final = 12.0

_ELIDED: Final = {
    "l": 1.2, "d": 1.3, "j": 1.3, "qu": 1.0, "s": 1.4, "c": 1.4, "n": 1.4, "m": 1.5, "t": 1.5,
}  # fmt: skip
"""The cost of each elided word, before a vowel."""
_VOWELS: Final = tuple("aeiouyh")

_ROWS: Final = (
    "azertyuiopqsdfghjklmwxcvbn qwertyuiopasdfghjklzxcvbnm qsdfghjklmwxcvbn "
    "abcdefghijklmnopqrstuvwxyz aqwzsxedcrfvtgbyhnujm qazwsxedcrfvtgbyhnujm azqswxedcvfr "
    "aqwxszedcvfrtgbnhyujklmpoi azsqqsdfwx"
)
_KEYBOARD: Final = f"{_ROWS} {_ROWS[::-1]}"
_FEWEST_KEYS: Final = 4
"""The fewest keys in a row that count within a word; by themselves, three do."""


class _Kind(Enum):
    WORD = auto()
    TIE = auto()
    SAYING = auto()
    OWN = auto()
    KEYS = auto()
    REPEAT = auto()
    UNLISTED = auto()


class _Part(NamedTuple):
    text: str
    kind: _Kind
    cost: float


class Habits:
    """Guesses passwords by people's habits. ``ties`` are the words that hold sentences together,
    ``series`` the words of each closed series, in order."""

    def __init__(
        self,
        lexicon: Lexicon,
        ties: Sequence[str],
        series: Sequence[Sequence[str]],
        spelling: Spelling,
    ) -> None:
        self._lexicon = lexicon
        self._spelling = spelling
        self._series = [(row, _words_of(row)) for row in series]
        self._ties = {word: _of_rank(place) for place, word in enumerate(ties)}
        self._ties |= dict.fromkeys("aiy", _SINGLE)

    def guess(self, password: str, own: Sequence[str]) -> Guess:
        """The cheapest way to read a password. ``own`` are the voter's own words, in lower case."""
        letters_of_own = {"".join(re.findall("[a-z]", word)) for word in own} - {""}
        guesses = (self._guess(reading, letters_of_own) for reading in readings(password))
        return min(guesses, key=lambda guess: guess.cost)

    def _guess(self, reading: Reading, own: Collection[str]) -> Guess:
        parts = self._parts(reading, own)
        cost, habit = self._of_letters(reading, parts)
        others = sum(len(part.text) for part in parts if part.kind is not _Kind.OWN)
        if others < min(LETTERS_OF_ONES_OWN, len(reading.letters)):
            habit = Habit.OWN
        known = [(part.text, part.kind is not _Kind.UNLISTED) for part in parts]
        written = reading.between + of_capitals(reading, known)
        cost += reading.around + (min(written, _SOMEHOW) if habit is Habit.SAYING else written)
        if habit is Habit.OWN:
            cost = min(cost, _OWN_ALONE)
        return Guess(cost, habit, reading.has_ending)

    def _of_letters(self, reading: Reading, parts: Sequence[_Part]) -> tuple[float, Habit]:
        letters = reading.letters
        if not letters:
            return 0.0, Habit.NONE
        cost, habit = _of_parts(parts), Habit.WORD
        kinds = {part.kind for part in parts}
        ties = self._count_ties(reading, parts)
        if len(parts) > 1 and reading.kinds_between < 2:
            less = min(_MOST_TIED, _SENTENCE + _EACH_TIE * ties)
            if not ties:
                less = 0 if _Kind.UNLISTED in kinds else _PHRASE
            cost = max(min(cost, _LEAST), cost - less)
        if _Kind.SAYING in kinds:
            habit = Habit.SAYING
        elif kinds == {_Kind.KEYS}:
            habit = Habit.KEYS
        elif len(parts) > (1 if ties else 2):
            habit = Habit.PHRASE
        elif parts[0].kind is _Kind.KEYS:
            habit = Habit.KEYS
        spelt = sum(self._spelling.each(letters))
        spelt -= max(0.0, _AS_A_WORD - _EACH_KIND * max(0, reading.kinds_between - 1))
        if max(_LEAST, spelt) < cost:
            cost, habit = max(_LEAST, spelt), Habit.WORD
        if len(letters) >= _SHORTEST_SAID and cost >= _SAYING and self._lexicon.is_said(letters):
            cost, habit = _SAYING, Habit.SAYING
        return cost, habit

    def _count_ties(self, reading: Reading, parts: Sequence[_Part]) -> int:
        """The number of ties, counted in the words as they are written if signs or capitals
        separate them."""
        if len(reading.words) > 2:
            return sum(len(word) > 1 and word in self._ties for word in reading.words)
        return sum(part.kind is _Kind.TIE and len(part.text) > 1 for part in parts)

    def _parts(self, reading: Reading, own: Collection[str]) -> list[_Part]:
        """The cheapest row of parts that makes up the letters of a reading."""
        letters = reading.letters
        ending: list[list[_Part]] = [[] for _ in range(len(letters) + 1)]
        for end, part in self._possible_parts(reading, own):
            ending[end].append(part)
        spelt = self._spelling.each(letters)
        costs, last = [0.0], [_Part("", _Kind.UNLISTED, 0.0)]
        begun, so_far = 0, math.inf  # where the cheapest unlisted part begins, and its cost
        for end in range(1, len(letters) + 1):
            if costs[end - 1] + _UNLISTED < so_far:
                begun, so_far = end - 1, costs[end - 1] + _UNLISTED
            so_far += spelt[end - 1]
            unlisted = _Part(letters[begun:end], _Kind.UNLISTED, so_far - costs[begun])
            best = unlisted, so_far
            for part in ending[end]:
                cost = costs[end - len(part.text)] + part.cost
                if cost < best[1]:
                    best = part, cost
            last.append(best[0])
            costs.append(best[1])
        parts: list[_Part] = []
        end = len(letters)
        while end:
            parts.append(last[end])
            end -= len(last[end].text)
        return parts[::-1]

    def _possible_parts(
        self, reading: Reading, own: Collection[str]
    ) -> Iterator[tuple[int, _Part]]:
        """Everything that a piece of the letters may be, each with the place where the piece
        ends."""
        letters = reading.letters
        yield from _all(letters, self._ties, _Kind.TIE)
        yield from _all(letters, dict.fromkeys(own, _OWN), _Kind.OWN)
        backwards = {word[::-1]: _OWN + _BACKWARDS for word in own if len(word) > 3}
        yield from _all(letters, backwards, _Kind.OWN)
        for end, part in _all(letters, _ELIDED, _Kind.TIE):
            if letters.startswith(_VOWELS, end):
                yield end, part
        yield from self._words(letters)
        yield from self._in_series(letters)
        yield from _rows_of_keys(letters, reading.words)
        for start in range(1, len(letters)):
            for length in range(1, min(start, len(letters) - start) + 1):
                text = letters[start : start + length]
                if letters[start - length : start] == text:
                    yield start + length, _Part(text, _Kind.REPEAT, REPEATED)

    def _words(self, letters: str) -> Iterator[tuple[int, _Part]]:
        for start, end, rank, name, is_said in self._lexicon.words(letters):
            text = letters[start:end]
            if is_said:
                yield end, _Part(text, _Kind.SAYING, _SAYING)
            elif name and len(text) > 2 and text not in self._ties:
                yield end, _Part(text, _Kind.WORD, _of_rank(rank))
        for start, end, rank, name, _is_said in self._lexicon.words(letters[::-1]):
            if name and end - start > 3:
                text = letters[len(letters) - end : len(letters) - start]
                yield len(letters) - start, _Part(text, _Kind.WORD, _of_rank(rank) + _BACKWARDS)

    def _in_series(self, letters: str) -> Iterator[tuple[int, _Part]]:
        """Words of one series in a row, which cost no more than a saying."""
        for row, words in self._series:
            for found in re.finditer(f"(?:{words}){{{_SHORTEST_RUN},}}", letters):
                rest = letters[found.end() :]  # a long password is cut off
                text = found[0] + rest * any(word.startswith(rest) for word in row)
                cost = _of_series(row, re.findall(words, found[0]))
                yield found.start() + len(text), _Part(text, _Kind.SAYING, cost)


def _all(letters: str, costs: Mapping[str, float], kind: _Kind) -> Iterator[tuple[int, _Part]]:
    """Each word of ``costs``, wherever it stands in ``letters``, with the place where it ends."""
    for word in filter(letters.__contains__, costs):
        part = _Part(word, kind, costs[word])
        for start in occurrences(letters, word):
            yield start + len(word), part


def _rows_of_keys(letters: str, words: Collection[str]) -> Iterator[tuple[int, _Part]]:
    for start in range(len(letters) - 2):
        for end in range(start + 3, len(letters) + 1):
            text = letters[start:end]
            if text not in _KEYBOARD:
                break
            if len(text) >= _FEWEST_KEYS or text in words:
                yield end, _Part(text, _Kind.KEYS, _KEYS + _EACH_KEY * len(text))


def _words_of(row: Sequence[str]) -> str:
    """A pattern that matches a word of a series, or its first letters."""
    return "|".join([*sorted(row, key=len, reverse=True), *(word[:_ABBREVIATED] for word in row)])


def _of_series(row: Sequence[str], words: Sequence[str]) -> float:
    """The cost of words of a series, in this order: the first comes from one of a few series, and
    each other from those that are as near to the word before it. The series is circular."""
    places = [[each.startswith(word) for each in row].index(True) for word in words]
    distances = [abs(place - before) for before, place in pairwise(places)]
    near = (max(1, min(distance, len(row) - distance)) for distance in distances)
    return _SERIES + math.log10(len(row)) + sum(math.log10(2 * each) for each in near)


def _of_parts(parts: Sequence[_Part]) -> float:
    """The cost of parts in this order: what was there before is only repeated."""
    texts = [part.text for part in parts]
    return sum(
        min(part.cost, _SAID_AGAIN) if part.text in texts[:place] else part.cost
        for place, part in enumerate(parts)
    )


def _of_rank(rank: float) -> float:
    return math.log10(rank + _TRIED_FIRST)
