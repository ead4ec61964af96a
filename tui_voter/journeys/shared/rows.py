"""Helpers that turn a portal's items into the rows of a listing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tui_voter.dialogue import Batch, Row

T = TypeVar("T")


def rows_of(listed: Sequence[T]) -> Mapping[str, T]:
    """Return the items by row keys, which are their indexes: two items of the portal's might have
    the same identifier."""
    return {str(place): one for place, one in enumerate(listed)}


def all_at_once(rows: Iterable[Row]) -> Callable[[str, str], Awaitable[Batch]]:
    """Return a ``fetch`` for a listing without search, which gives all rows at once."""
    batch = Batch(list(rows))

    async def fetch(_search: str, _after: str) -> Batch:
        return batch

    return fetch
