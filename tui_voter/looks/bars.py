"""Bars that are true to an eighth of a column."""

from __future__ import annotations

from typing import Final

EIGHTHS: Final = "▏▎▍▌▋▊▉█"


def bar_of(share: float, room: int) -> str:
    """A bar of ``room`` columns. A share above zero has at least an eighth of a column, and one
    below the whole lacks at least that."""
    eighths = min(round(share * room * 8), room * 8 - (share < 1))
    whole, rest = divmod(max(eighths, share > 0), 8)
    return (EIGHTHS[-1] * whole + (EIGHTHS[rest - 1] if rest else "")).ljust(room)
