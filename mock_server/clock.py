"""The portal's clock. Everything that needs the time is handed a :data:`Clock`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""


def real_time() -> datetime:
    return datetime.now(UTC)
