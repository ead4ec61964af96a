"""The program's named tuples are to their users what the standard library's are."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from operator import attrgetter
from typing import Any, NamedTuple

import pytest

from tui_voter import tuples


class Standard(NamedTuple):
    first: int
    second: str = "two"
    third: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.first} {self.second}"


class Ours(tuples.NamedTuple):
    first: int
    second: str = "two"
    third: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.first} {self.second}"


def matched(it: Any) -> Any:
    match it:
        case Standard(first, second) | Ours(first, second):
            return first, second


@pytest.mark.parametrize(
    "use",
    [
        *(lambda kind: kind(1), lambda kind: kind(1, third=(3,))),
        *(lambda kind: kind(third=(), first=1), lambda kind: copy(kind(1, "2"))),
        *(lambda kind: kind(1, "2", (3,))._replace(second="4"), lambda kind: matched(kind(1))),
        lambda kind: attrgetter("first", "second", "third", "both")(kind(1)),
        lambda kind: (kind._fields, kind._field_defaults),
        lambda kind: (kind(1) == kind(1), kind(1) == kind(2), {kind(1): 0}[kind(1)]),
        lambda kind: repr(kind(1)).removeprefix(kind.__name__),
        *(lambda kind: kind(), lambda kind: kind(1, "2", (3,), 4)),
        *(lambda kind: kind(1, first=1), lambda kind: kind(1, fourth=4)),
        *(lambda kind: setattr(kind(1), "first", 2), lambda kind: setattr(kind(1), "fourth", 4)),
    ],
)
def test_they_are_made_read_and_refused_alike(use: Callable[[Any], Any]) -> None:
    def outcome(kind: type) -> Any:
        try:
            return use(kind)
        except (TypeError, AttributeError) as error:
            return type(error)

    assert outcome(Ours) == outcome(Standard)
