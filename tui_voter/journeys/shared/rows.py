"""What a portal lists, as the rows of a listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def rows_of(listed: Sequence[T]) -> Mapping[str, T]:
    """``listed`` by keys for its rows: their places. A listing is answered with a row's key, an
    action's name or "back", and what a portal calls its things might be one of these."""
    return {str(place): one for place, one in enumerate(listed)}
