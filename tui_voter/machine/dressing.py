"""What people put around and between the letters of a password, and what it costs to guess that.

A password is taken apart into its letters, which :mod:`.habits` reads, and the figures, signs and
capitals. Whoever must use them puts a capital first, and a year and a "!" at the end. All costs are
powers of ten of guesses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from tui_voter.machine.wordlists import fold
from tui_voter.tuples import NamedTuple

MEASURED_LENGTH: Final = 40
"""The most characters that are measured; the work grows with the square of their number."""
REPEATED: Final = 0.4
"""The cost of letters or figures that repeat those right before them."""


class Reading(NamedTuple):
    """A password taken apart into its letters and what stands around and between them."""

    letters: str
    """The letters, in lower case."""
    capitals: Sequence[bool]
    """Which of the letters were capitals."""
    words: Sequence[str]
    """The letters as signs and capitals separate them."""
    between: float
    """The cost of what stands between letters."""
    kinds_between: int
    """The kinds of signs between letters, without natural punctuation."""
    around: float
    """The cost of everything else."""
    has_ending: bool
    """Whether something follows the letters."""


_ALPHABET: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LEET: Final = re.compile(r"(?<=[A-Za-z])[4@301!|5$7+89€]{1,2}(?=[A-Za-z])|^[@4$](?=[A-Za-z]{2})")
_MEANT: Final = str.maketrans("4@3€0!|5$7+89", "aaeeoiissttbg")
_PIECES: Final = re.compile(r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9]+")
_WORDS: Final = re.compile("[A-Z]?[a-z]+|[A-Z]+")
_ENDING: Final = re.compile(r"[^A-Za-z]+\Z")
_SUBSTITUTES: Final = 0.5
_BEFORE: Final = 0.5
"""The cost of standing before the first letter, where few put anything."""
_FURTHER_BEHIND: Final = 0.7
"""The cost of each change from figures to signs after the letters, after "2022!"."""
_AGAIN_BETWEEN: Final = 0.05
_ODD_BETWEEN: Final = 0.7
_PUNCTUATION: Final = frozenset((" ", "'", "’", "-", ", ", ". ", " - "))
_NATURAL: Final = 0.3


def readings(password: str) -> Iterator[Reading]:
    """The password as it stands, and with signs and figures between letters read as letters."""
    text = fold(_unshifted(password[: 2 * MEASURED_LENGTH]))
    if len(text) > MEASURED_LENGTH:  # half an ending looks stranger than it is
        text = _ENDING.sub("", text[:MEASURED_LENGTH])
    yield _reading(text, 0.0, 0)
    meant = set(_LEET.findall(text))
    ones = "il" if any("1" in signs for signs in meant) else "i"
    for one in ones if meant else "":
        table = _MEANT | {ord("1"): one}
        read = _LEET.sub(lambda found: found[0].translate(table), text)  # noqa: B023
        yield _reading(read, _SUBSTITUTES, len(meant))


def _reading(text: str, around: float, kinds: int) -> Reading:
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
    return Reading(
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


def of_capitals(reading: Reading, parts: Sequence[tuple[str, bool]]) -> float:
    """The cost of guessing a reading's capitals. ``parts`` are its letters in pieces, each with
    whether it is known. Capitals cost nothing where pieces begin, or if all of a known piece are
    capitals ("PSG"); else they cost the number of ways to choose them."""
    capitals, length = reading.capitals, len(reading.letters)
    ends = [*accumulate(len(text) for text, _is_known in parts)]
    starts = {0, *ends[:-1]}
    for (text, is_known), end in zip(parts, ends, strict=True):
        letters = range(end - len(text), end)
        if is_known and all(capitals[place] for place in letters):
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
"""The cost of a sign right after a sign."""


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
"""What people write in figures: years, dates, a row of the same figure."""
_LONGEST_FIGURE: Final = 10
_COUNT: Final = 0.8
_TWO_FIGURES: Final = 1.3
_FIGURE: Final = 0.95
_FURTHER: Final = 0.4
"""The cost of figures after other figures."""


def _of_digits(digits: str) -> float:
    """The cost of the cheapest way to read these digits."""
    costs = [0.0]
    for end in range(1, len(digits) + 1):
        starts = range(max(0, end - _LONGEST_FIGURE), end)
        costs.append(min(costs[start] + _of_figure(digits, start, end) for start in starts))
    return costs[-1]


def _of_figure(digits: str, start: int, end: int) -> float:
    figure, length = digits[start:end], end - start
    if length > 1 and start >= length and digits[start - length : start] == figure:
        return REPEATED
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
    """A password with the signs of a French keyboard's digit row, typed without Shift, as
    digits."""

    def digits(run: re.Match[str]) -> str:
        in_row = run[0] in _UNSHIFTED or run[0] in _UNSHIFTED[::-1]
        return run[0].translate(_AS_DIGITS) if in_row else run[0]

    return _RUN.sub(digits, password)
