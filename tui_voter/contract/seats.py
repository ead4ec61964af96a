"""How the seats of a ballot are allotted to its lists, where the election says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction


class SeatsRule(StrEnum):
    """A rule by which seats are allotted, from the votes of each list alone."""

    HIGHEST_AVERAGE = "highest-average"
    """By the electoral quotient, then by the highest average (code du travail, R. 2314-19 to
    R. 2314-21). Of equal averages, the list with more votes comes first; of equal votes, too, the
    one that comes first on the ballot paper, whose order was drawn by lot."""


def allotted(votes: Sequence[int], seats: int) -> tuple[int, ...]:
    """The seats of each list by :attr:`SeatsRule.HIGHEST_AVERAGE`, from the votes of each in the
    order of the ballot paper, the blank vote left out; none for any list, if there is no vote."""
    whole = sum(votes)
    if not whole:
        return (0,) * len(votes)
    own = [number * seats // whole for number in votes]  # how often it contains the quotient
    for _left in range(seats - sum(own)):
        averages = [
            (Fraction(number, taken + 1), number) for number, taken in zip(votes, own, strict=True)
        ]
        own[averages.index(max(averages))] += 1
    return tuple(own)
