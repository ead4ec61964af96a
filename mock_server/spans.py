"""Spans of time as people write them: "90s", "15m", "1h30m", "60d"."""

from __future__ import annotations

import re
from datetime import timedelta
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
