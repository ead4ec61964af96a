"""Codes that are typed from paper: groups of symbols that are not mistaken for one another, each
group with a symbol that checks it. Section 9 of docs/protocol.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
DATA: Final = 4
SIZE: Final = DATA + 1
"""The symbols of a group: those that carry the code, and one that checks them."""


class Mistyped(Exception):
    """A code whose ``groups``, counted from 1, are not as they were printed."""

    def __init__(self, groups: Sequence[int]) -> None:
        super().__init__("mistyped")
        self.groups = tuple(groups)


def printed(data: str) -> str:
    """The code as it is printed, in groups, each with its check."""
    parts = [data[start : start + DATA] for start in range(0, len(data), DATA)]
    return "-".join(part + _check(part, group) for group, part in enumerate(parts, 1))


def read(text: str, count: int) -> str:
    """The symbols of a typed code of ``count`` groups, without the checks. Small letters and any
    separators are accepted. Raises :class:`Mistyped`."""
    groups = range(1, count + 1)
    right = right_groups(text, count)
    if wrong := [group for group in groups if group not in right]:
        raise Mistyped(wrong)
    return "".join(right[group][:DATA] for group in groups)


def right_groups(text: str, count: int) -> dict[int, str]:
    """The groups of a typed code of ``count`` groups that are as they were printed, by their
    numbers.

    If no separators tell the groups apart, a symbol too many or too few moves all groups after it,
    and one group in 31 passes its check by chance. So a group only counts as right if its place is
    certain, whichever group has the mistake; if there must be two mistakes, the groups beside them
    do not count. Two mistakes may still pass a check by chance.
    """
    words = [
        "".join(char.upper() if char.isascii() else char for char in word)
        for word in re.findall(r"[^\W_]+", text)
    ]
    symbols = "".join(words)
    groups = range(1, count + 1)
    from_front = {group: symbols[SIZE * (group - 1) :][:SIZE] for group in groups}
    front = 0  # the number of right groups from the front
    while front < count and _is_right(from_front[front + 1], front + 1):
        front += 1
    if front == count and len(symbols) == SIZE * count:
        return from_front
    if len(words) == count:
        return {
            group: word for group, word in zip(groups, words, strict=True) if _is_right(word, group)
        }
    from_back = {
        group: symbols[: max(0, len(symbols) - SIZE * (count - group))][-SIZE:] for group in groups
    }
    back = count  # the last wrong group, from the back
    while back and _is_right(from_back[back], back):
        back -= 1
    if front + 1 < back and len(symbols) % SIZE:  # not just groups that are still to be typed
        front, back = max(front - 1, 0), min(back + 1, count)
    first, last = sorted((front + 1, back))  # the mistakes are in these
    return {group: from_front[group] for group in groups if group < first} | {
        group: from_back[group] for group in groups if group > last
    }


def _is_right(part: str, group: int) -> bool:
    return (
        len(part) == SIZE
        and all(symbol in ALPHABET for symbol in part)
        and part[DATA] == _check(part[:DATA], group)
    )


def _check(part: str, group: int) -> str:
    weighed = sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(part, 1))
    return ALPHABET[(weighed + 5 * group) % len(ALPHABET)]
