"""What a portal lists, as the rows of a listing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tui_voter.dialogue import Batch, Row

T = TypeVar("T")


def rows_of(listed: Sequence[T]) -> Mapping[str, T]:
    """``listed`` by keys for its rows: their places. A listing is answered with a row's key, an
    action's name or "back", and what a portal calls its things might be one of these."""
    return {str(place): one for place, one in enumerate(listed)}


def all_at_once(rows: Iterable[Row]) -> Callable[[str, str], Awaitable[Batch]]:
    """What fetches rows that are there already, where there is no search."""
    batch = Batch(list(rows))

    async def fetch(_search: str, _after: str) -> Batch:
        return batch

    return fetch
