"""Spans of time as people write them: "90s", "15m", "1h30m", "60d"."""

from __future__ import annotations

import re
from datetime import timedelta
from gettext import gettext as _
from typing import Final

_SPAN: Final = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_LONGEST: Final = timedelta(days=3660)


def read_span(text: str) -> timedelta:
    """The span that ``text`` names, in whole seconds.

    Raises ValueError where it names none, nothing at all, or more than ten years.
    """
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None or len(text) > 40:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
    try:
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as exc:
        raise ValueError(text) from exc
    if not timedelta(0) < span <= _LONGEST:
        raise ValueError(text)
    return span


def write_span(span: timedelta) -> str:
    """The span in the reader's language, in whole seconds rounded up: "2d 3h 5m", "10s";
    without the seconds from a day on. Less than none is "0s"."""
    seconds = max(0, -(-span // timedelta(seconds=1)))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = (
        (days, _("{n}d")),
        (hours, _("{n}h")),
        (minutes, _("{n}m")),
        (0 if days else seconds, _("{n}s")),
    )
    said = [unit.format(n=number) for number, unit in parts if number]
    return " ".join(said) or _("{n}s").format(n=0)
