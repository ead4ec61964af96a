"""The portal's clock. Everything that needs the time is handed a :data:`Clock`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""


def real_time() -> datetime:
    return datetime.now(UTC)


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds that are left; 0 once it is past."""
    return max(0, int((moment - now).total_seconds()))
