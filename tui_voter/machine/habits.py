"""How soon a password is guessed that follows people's habits, whether it is in a list or not.

zxcvbn knows what is in its lists, and adds a hundred million guesses for each further part. But
people put a capital, a year and a sign around one word ("Choupette2022!"), or take a phrase
that everybody knows ("AuClairDeLaLune1!"). So the letters of a password are read here as one
text, whatever stands between them, and what they cost is added to what the figures, signs and
capitals cost, which is little where they are where everybody puts them.

Letters are read as the cheapest sequence of words (backwards too), sayings, rows of keys and
repeats; what is none of these costs what :mod:`.spelling` says. Two rules make up for what no list
has. A text of up to a dozen letters that is spelt like a word counts as one. And a phrase costs
less than its words by themselves: the more of them hold a sentence together ("the", "is", "of"),
the more likely it is one that others know. All costs are powers of ten of guesses.

``python -m benchmarks.guessable`` measures what the figures here let through.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate, pairwise
from typing import Final

from tui_voter.machine.spelling import Spelling
from tui_voter.machine.wordlists import fold

MEASURED_LENGTH: Final = 40
"""Characters that are looked at; the work grows with their square."""
LONGEST_WORD: Final = 32


class Habit(Enum):
    """What a password is made of."""

    OWN = auto()
    """The voter's own name or address, and hardly a letter more."""
    SAYING = auto()
    """A phrase, a title or a name that everybody knows."""
    PHRASE = auto()
    """Several words."""
    KEYS = auto()
    WORD = auto()
    """One word, or what is spelt like one."""
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Guess:
    """What a password costs, as a power of ten, the habit that it comes from, and whether
    figures or signs are put behind its letters."""

    cost: float
    habit: Habit
    ending: bool

    @property
    def guesses(self) -> int:
        return int(10**self.cost)


# --- What the letters cost ----------------------------------------------------------------

LETTERS_OF_ONES_OWN: Final = 4
"""Letters beside the voter's own words that make a password more than those."""

_SAYING: Final = 3.0
_SOMEHOW: Final = 0.5
"""However a saying is spaced and cased."""
_SHORTEST_SAID: Final = 10
"""Letters of a piece of a saying that is known as such."""
_OWN: Final = 0.5
_OWN_ALONE: Final = 4.0
"""At most, whatever stands around it: the first things tried (NIST SP 800-63B, 3.1.1.2)."""
_KEYS: Final = 1.0
_EACH_KEY: Final = 0.08
_REPEAT: Final = 0.4
_SAID_AGAIN: Final = 0.6
"""A word that was there before."""
_BACKWARDS: Final = 0.5
_TRIED_FIRST: Final = 5
"""Added to a rank, so that the first word of a list is not for nothing."""
_UNLISTED: Final = 1.0
"""To begin with letters that are in no list."""

_AS_A_WORD: Final = 8.5
"""How much sooner letters that are spelt like a word are tried than their spelling says: their
guesser knows more words than we do."""
_EACH_KIND: Final = 3.0
"""Less of that for each kind of sign between the letters, after the first."""
_LEAST: Final = 2.5
"""The cheapest that spelling and phrases make of something."""

_PHRASE: Final = 2.0
"""By which several words cost less together."""
_SENTENCE: Final = 5.0
"""That of words which make a sentence; and more for each word that ties them, to a limit."""
_EACH_TIE: Final = 1.5
_MOST_TIED: Final = 12.0

_SINGLE: Final = 1.6
_ELIDED: Final = {
    "l": 1.2, "d": 1.3, "j": 1.3, "qu": 1.0, "s": 1.4, "c": 1.4, "n": 1.4, "m": 1.5, "t": 1.5,
}  # fmt: skip
"""Before a vowel."""
_VOWELS: Final = frozenset("aeiouyh")

_ROWS: Final = (
    "azertyuiopqsdfghjklmwxcvbn qwertyuiopasdfghjklzxcvbnm qsdfghjklmwxcvbn "
    "abcdefghijklmnopqrstuvwxyz aqwzsxedcrfvtgbyhnujm qazwsxedcrfvtgbyhnujm azqswxedcvfr "
    "aqwxszedcvfrtgbnhyujklmpoi azsqqsdfwx"
)
_KEYBOARD: Final = f"{_ROWS} {_ROWS[::-1]}"
_FOUR_KEYS: Final = frozenset(_KEYBOARD[i : i + 4] for i in range(len(_KEYBOARD) - 3))


def _is_row(word: str) -> bool:
    """Whether it is three keys in a row, which are too few to mean that inside a word."""
    return len(word) == 3 and word in _KEYBOARD


_IN_ORDER: Final = tuple(
    tuple(row.split())
    for row in (
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize dixsept dixhuit dixneuf vingt",
        "dix vingt trente quarante cinquante soixante soixantedix quatrevingt quatrevingtdix cent",
        "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty",
        "ten twenty thirty forty fifty sixty seventy eighty ninety hundred",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        *(
            f"{row} {row}"  # it goes round
            for row in (
                "lundi mardi mercredi jeudi vendredi samedi dimanche",
                "monday tuesday wednesday thursday friday saturday sunday",
                "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre "
                "decembre",
                "january february march april may june july august september october november "
                "december",
                "printemps ete automne hiver",
                "spring summer autumn winter",
                "nord est sud ouest",
                "north east south west",
                "do re mi fa sol la si",
                "belier taureau gemeaux cancer lion vierge balance scorpion sagittaire capricorne "
                "verseau poissons",
                "aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius "
                "pisces",
            )
        ),
        "mercure venus terre mars jupiter saturne uranus neptune",
        "mercury venus earth mars jupiter saturn uranus neptune",
        "rouge orange jaune vert bleu indigo violet",
        "red orange yellow green blue indigo violet",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma tau upsilon phi chi psi omega",
        "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november "
        "oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu",
    )
)
"""Words that everybody says in this order, as they count or learnt them at school."""
_SHORTEST_ORDER: Final = 3
"""Words of such a row that are said for its sake."""


def _orders() -> Iterator[Sequence[str]]:
    """The ways to say those rows: on or back, word by word or each second one."""
    for row in _IN_ORDER:
        yield from (row, row[::-1], row[::2], row[1::2], row[::-2], row[-2::-2])


def _runs() -> Iterator[str]:
    """Every part of such a row of three words or more, up to the longest password that is
    measured."""
    for words in _orders():
        for start in range(len(words)):
            for end in range(start + _SHORTEST_ORDER, len(words) + 1):
                run = "".join(words[start:end])
                if len(run) > MEASURED_LENGTH:
                    break
                yield run


_ROWS_OF: Final[Mapping[str, Collection[int]]] = {
    word: {place for place, row in enumerate(_IN_ORDER) if word in row}
    for word in {word for row in _IN_ORDER for word in row}
}
_CHOICE: Final = tuple(math.log10(len({*row})) for row in _IN_ORDER)
"""What a word of each of those rows costs behind another one of it, in whatever order: it is one
of so few."""


class _Kind(Enum):
    WORD = auto()
    TIE = auto()
    SAYING = auto()
    OWN = auto()
    KEYS = auto()
    REPEAT = auto()
    UNLISTED = auto()


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    kind: _Kind
    cost: float


class Habits:
    """``ranks`` are dictionaries of words with their places, ``ties`` the words that hold
    sentences together, ``sayings`` letters alone."""

    def __init__(
        self,
        ranks: Sequence[Mapping[str, int]],
        ties: Sequence[str],
        sayings: Collection[str],
        spelling: Spelling,
    ) -> None:
        self._ranks = ranks
        self._sayings = frozenset((*sayings, *_runs()))
        self._all_said = "\n".join([*sayings, *map("".join, _orders())])
        self._spelling = spelling
        self._ties = {word: _of_rank(place) for place, word in enumerate(ties)}
        self._ties |= dict.fromkeys("aiy", _SINGLE)

    def guess(self, password: str, own: Sequence[str]) -> Guess:
        """The cheapest way to read it. ``own`` are the voter's own words, lower case."""
        text = fold(_unshifted(password[: 2 * MEASURED_LENGTH]))
        if len(text) > MEASURED_LENGTH:  # half an ending looks stranger than it is
            text = _ENDING.sub("", text[:MEASURED_LENGTH])
        letters_of_own = {"".join(re.findall("[a-z]", word)) for word in own}
        guesses = (self._guess(reading, letters_of_own) for reading in _readings(text))
        return min(guesses, key=lambda guess: guess.cost)

    def _guess(self, reading: _Reading, own: Collection[str]) -> Guess:
        parts = self._parts(reading, own)
        cost, habit = self._of_letters(reading, parts)
        others = sum(len(part.text) for part in parts if part.kind is not _Kind.OWN)
        if others < min(LETTERS_OF_ONES_OWN, len(reading.letters)):
            habit = Habit.OWN
        written = reading.between + _of_capitals(reading, parts)
        cost += reading.around + (min(written, _SOMEHOW) if habit is Habit.SAYING else written)
        if habit is Habit.OWN:
            cost = min(cost, _OWN_ALONE)
        return Guess(cost, habit, reading.ending)

    def _of_letters(self, reading: _Reading, parts: Sequence[_Part]) -> tuple[float, Habit]:
        letters = reading.letters
        if not letters:
            return 0.0, Habit.NONE
        cost, habit = _of_parts(parts), Habit.WORD
        ties = self._count_ties(reading, parts)
        if len(parts) > 1 and reading.kinds_between < 2:
            less = min(_MOST_TIED, _SENTENCE + _EACH_TIE * ties)
            if not ties:
                less = 0 if any(part.kind is _Kind.UNLISTED for part in parts) else _PHRASE
            cost = max(min(cost, _LEAST), cost - less)
        if any(part.kind is _Kind.SAYING for part in parts):
            habit = Habit.SAYING
        elif all(part.kind is _Kind.KEYS for part in parts):
            habit = Habit.KEYS
        elif len(parts) > (1 if ties else 2):
            habit = Habit.PHRASE
        elif parts[0].kind is _Kind.KEYS:
            habit = Habit.KEYS
        spelt = sum(self._spelling.each(letters))
        spelt -= max(0.0, _AS_A_WORD - _EACH_KIND * max(0, reading.kinds_between - 1))
        if max(_LEAST, spelt) < cost:
            cost, habit = max(_LEAST, spelt), Habit.WORD
        if len(letters) >= _SHORTEST_SAID and letters in self._all_said and cost >= _SAYING:
            cost, habit = _SAYING, Habit.SAYING
        return cost, habit

    def _count_ties(self, reading: _Reading, parts: Sequence[_Part]) -> int:
        """By the words as they are written, where signs or capitals tell them apart."""
        if len(reading.words) > 2:
            return sum(len(word) > 1 and word in self._ties for word in reading.words)
        return sum(part.kind is _Kind.TIE and len(part.text) > 1 for part in parts)

    def _parts(self, reading: _Reading, own: Collection[str]) -> list[_Part]:
        """The cheapest row of parts that gives its letters."""
        letters, rows = reading.letters, _FOUR_KEYS.union(filter(_is_row, reading.words))
        spelt = self._spelling.each(letters)
        costs, last = [0.0], [_Part("", _Kind.UNLISTED, 0.0)]
        begun, so_far = 0, math.inf  # where the cheapest unlisted part begins, and its cost
        for end in range(1, len(letters) + 1):
            if costs[end - 1] + _UNLISTED < so_far:
                begun, so_far = end - 1, costs[end - 1] + _UNLISTED
            so_far += spelt[end - 1]
            cost = so_far
            part = _Part(letters[begun:end], _Kind.UNLISTED, so_far - costs[begun])
            for start in range(end):
                other = self._part(letters, start, end, own, rows)
                if other is not None and costs[start] + other.cost < cost:
                    cost, part = costs[start] + other.cost, other
            costs.append(cost)
            last.append(part)
        parts: list[_Part] = []
        end = len(letters)
        while end:
            parts.append(last[end])
            end -= len(last[end].text)
        return parts[::-1]

    def _part(
        self, letters: str, start: int, end: int, own: Collection[str], rows: Collection[str]
    ) -> _Part | None:
        """What ``letters[start:end]`` is, if it is anything. ``rows`` are the short ones that
        begin a row of keys, or are one by themselves."""
        text, length = letters[start:end], end - start
        if start >= length and letters[start - length : start] == text:
            return _Part(text, _Kind.REPEAT, _REPEAT)
        if text in self._ties:
            return _Part(text, _Kind.TIE, self._ties[text])
        if length < 3:
            elided = letters[end : end + 1] in _VOWELS and _ELIDED.get(text)
            return _Part(text, _Kind.TIE, elided) if elided else None
        if text in own:
            return _Part(text, _Kind.OWN, _OWN)
        if text in self._sayings:
            return _Part(text, _Kind.SAYING, _SAYING)
        if length > LONGEST_WORD:
            return None
        cost = self._of_word(text)
        if length > 3:
            backwards = text[::-1]
            if backwards in own:
                return _Part(text, _Kind.OWN, _OWN + _BACKWARDS)
            cost = min(cost, self._of_word(backwards) + _BACKWARDS)
        if text[:4] in rows and text in _KEYBOARD:
            cost_of_keys = _KEYS + _EACH_KEY * length
            if cost_of_keys < cost:
                return _Part(text, _Kind.KEYS, cost_of_keys)
        return None if cost == math.inf else _Part(text, _Kind.WORD, cost)

    def _of_word(self, word: str) -> float:
        ranks = [ranks[word] for ranks in self._ranks if word in ranks]
        return _of_rank(min(ranks)) if ranks else math.inf


def _of_rank(rank: float) -> float:
    return math.log10(rank + _TRIED_FIRST)


def _of_parts(parts: Sequence[_Part]) -> float:
    met: set[str] = set()
    begun: set[int] = set()
    cost = 0.0
    for part in parts:
        rows = _ROWS_OF.get(part.text, ())
        costs = [part.cost, *(_CHOICE[row] for row in rows if row in begun)]
        cost += min(*costs, _SAID_AGAIN) if part.text in met else min(costs)
        met.add(part.text)
        begun.update(rows)
    return cost


# --- What stands around and between the letters -------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """A password taken apart.

    ``letters`` are lower case, ``capitals`` says which of them were not, ``words`` they are as
    signs and capitals tell them apart. ``between`` is the cost of what stands between them, of
    ``kinds_between`` kinds, natural punctuation aside; ``around`` what all else costs, and
    ``ending`` says that some of it stands behind them.
    """

    letters: str
    capitals: Sequence[bool]
    words: Sequence[str]
    between: float
    kinds_between: int
    around: float
    ending: bool


_ALPHABET: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LEET: Final = re.compile(r"(?<=[A-Za-z])[4@301!|5$7+89€]{1,2}(?=[A-Za-z])|^[@4$](?=[A-Za-z]{2})")
_MEANT: Final = str.maketrans("4@3€0!|5$7+89", "aaeeoiissttbg")
_PIECES: Final = re.compile(r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9]+")
_WORDS: Final = re.compile("[A-Z]?[a-z]+|[A-Z]+")
_ENDING: Final = re.compile(r"[^A-Za-z]+\Z")
_SUBSTITUTES: Final = 0.5
_BEFORE: Final = 0.5
"""Before the first letter, where few put anything."""
_FURTHER_BEHIND: Final = 0.7
"""For each change from figures to signs behind the letters, after "2022!"."""
_AGAIN_BETWEEN: Final = 0.05
_ODD_BETWEEN: Final = 0.7
_PUNCTUATION: Final = frozenset((" ", "'", "’", "-", ", ", ". ", " - "))
_NATURAL: Final = 0.3


def _readings(text: str) -> Iterator[_Reading]:
    """As it stands, and with signs and figures between letters taken for letters."""
    yield _reading(text, 0.0, 0)
    meant = set(_LEET.findall(text))
    ones = "il" if any("1" in signs for signs in meant) else "i"
    for one in ones if meant else "":
        table = _MEANT | {ord("1"): one}
        read = _LEET.sub(lambda found: found[0].translate(table), text)  # noqa: B023
        yield _reading(read, _SUBSTITUTES, len(meant))


def _reading(text: str, around: float, kinds: int) -> _Reading:
    pieces = _PIECES.findall(text)
    lettered = [place for place, piece in enumerate(pieces) if piece[0] in _ALPHABET]
    first, last = (lettered[0], lettered[-1]) if lettered else (0, -1)
    before, behind = pieces[:first], pieces[last + 1 :]
    inside = [piece for piece in pieces[first : last + 1] if piece[0] not in _ALPHABET]
    around += sum(map(_of_piece, before)) + _BEFORE * len(before)
    around += sum(_AGAIN_BETWEEN if piece in inside else _of_piece(piece) for piece in behind)
    around += _FURTHER_BEHIND * max(0, len(behind) - 3)
    between, more_kinds = _of_between(inside, kinds)
    letters = "".join(pieces[place] for place in lettered)
    return _Reading(
        letters.lower(),
        [letter.isupper() for letter in letters],
        [word.lower() for word in _WORDS.findall(text)],
        between,
        kinds + more_kinds,
        around,
        bool(lettered and behind),
    )


def _of_between(pieces: Sequence[str], kinds: int) -> tuple[float, int]:
    """The cost of what stands between letters, and how many kinds of it there are."""
    figures = "".join(pieces)
    if len(pieces) > 2 and figures in _COUNTS:  # "q1w2e3r4"
        return _COUNT, 1
    cost, more_kinds = 0.0, 0
    for place, piece in enumerate(pieces):
        if piece in pieces[:place]:
            cost += _AGAIN_BETWEEN
        elif piece in _PUNCTUATION:
            cost += _NATURAL
        else:
            odd = kinds + more_kinds > 0 or piece.isdecimal()
            cost += _of_piece(piece) + (_ODD_BETWEEN if odd else 0)
            more_kinds += 1
    return cost, more_kinds


def _of_piece(piece: str) -> float:
    return _of_digits(piece) if piece.isdecimal() else _of_signs(piece)


def _of_capitals(reading: _Reading, parts: Sequence[_Part]) -> float:
    """Nothing where words begin, or where all of a word or more are capitals ("PSG"); else the ways
    to choose them."""
    capitals, length = reading.capitals, len(reading.letters)
    ends = [*accumulate(len(part.text) for part in parts)]
    starts = {0, *ends[:-1]}
    for part, end in zip(parts, ends, strict=True):
        letters = range(end - len(part.text), end)
        if part.kind is not _Kind.UNLISTED and all(capitals[place] for place in letters):
            starts.update(letters)
    if sum(capitals) * 3 <= length:  # "DeLaLune": each with a small letter beside it
        at = zip([False, *capitals], capitals, [*capitals[1:], False], strict=False)
        starts |= {place for place, (left, _, right) in enumerate(at) if not (left and right)}
    odd = sum(capital and place not in starts for place, capital in enumerate(capitals))
    if odd == 0 or odd >= length - 2:
        return 0.0
    return math.log10(math.comb(length, min(odd, length - odd)))


_SIGNS: Final = {"!": 0.2} | dict.fromkeys(".-_@*$? #+&/;,:'’", 0.6)
_OTHER_SIGN: Final = 1.3
_SAME_SIGN: Final = 0.05
_ANOTHER_SIGN: Final = 0.4
"""Right behind a sign."""


def _of_signs(signs: str) -> float:
    cost = _SIGNS.get(signs[0], _OTHER_SIGN)
    for before, sign in pairwise(signs):
        cost += _SAME_SIGN if sign == before else _SIGNS.get(sign, _OTHER_SIGN) + _ANOTHER_SIGN
    return cost


_COUNTED: Final = (
    "01234567890123456789 00112233445566778899 0147258369 741852963 789456123 456123 321654987 "
    "159753 13579 24680 246813579 0123654789"
)
_COUNTS: Final = f"{_COUNTED} {_COUNTED[::-1]}"
_DAY: Final = r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])"
_FIGURES: Final = tuple(
    (re.compile(pattern), cost)
    for pattern, cost in (
        ("1", 0.2),
        (r"12|123\d*", 0.4),
        (r"20[0-4]\d", 0.7),
        (r"(\d)\1+", 0.8),
        (r"19[3-9]\d", 1.0),
        (_DAY + r"\d\d", 2.8),
        (_DAY + r"(19|20)\d\d", 3.0),
    )
)
"""What people put in figures: years, dates, a row of the same."""
_LONGEST_FIGURE: Final = 10
_COUNT: Final = 0.8
_TWO_FIGURES: Final = 1.3
_FIGURE: Final = 0.95
_FURTHER: Final = 0.4
"""Behind other figures."""


def _of_digits(digits: str) -> float:
    """The cheapest row of figures that gives these digits."""
    costs = [0.0]
    for end in range(1, len(digits) + 1):
        starts = range(max(0, end - _LONGEST_FIGURE), end)
        costs.append(min(costs[start] + _of_figure(digits, start, end) for start in starts))
    return costs[-1]


def _of_figure(digits: str, start: int, end: int) -> float:
    figure, length = digits[start:end], end - start
    if length > 1 and start >= length and digits[start - length : start] == figure:
        return _REPEAT
    counted = length > 2 and figure in _COUNTS
    costs = [cost for pattern, cost in _FIGURES if pattern.fullmatch(figure)]
    if counted:
        return min([_COUNT, *costs]) if figure.startswith("123") else _COUNT
    any_figure = _TWO_FIGURES if length == 2 else _FIGURE * length
    return min([any_figure + (_FURTHER if start else 0), *costs])


_UNSHIFTED: Final = "&é\"'(-è_çà"
_RUN: Final = re.compile(f"[{re.escape(_UNSHIFTED)}]{{4,}}")
_AS_DIGITS: Final = str.maketrans(_UNSHIFTED, "1234567890")


def _unshifted(password: str) -> str:
    """The row of digits of a French keyboard, typed without Shift, in digits."""

    def digits(run: re.Match[str]) -> str:
        in_row = run[0] in _UNSHIFTED or run[0] in _UNSHIFTED[::-1]
        return run[0].translate(_AS_DIGITS) if in_row else run[0]

    return _RUN.sub(digits, password)
