"""Tests that ``make test`` runs in some of their ways: on one database, or in one voice, language,
look or size of several. ``make torture`` sets ``EACH_WAY``, and runs them in all."""

import os
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

EACH_WAY: Final = bool(os.environ.get("EACH_WAY"))

T = TypeVar("T")


def some(*usual: T, of: Iterable[T]) -> Sequence[T]:
    """The usual ways, or all."""
    return list(of) if EACH_WAY else usual
