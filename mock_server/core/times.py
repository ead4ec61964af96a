"""Time: the clock, moments in words, and spans as people write them: "90s", "1h30m", "60d"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from gettext import gettext as _
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from mock_server.core.languages import catalogue, spoken
from tui_voter.contract.languages import Language

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


def real_time() -> datetime:
    return datetime.now(UTC)


def seconds_until(moment: datetime, now: datetime) -> int:
    """The whole seconds until a moment; 0 once it is past."""
    return max(0, int((moment - now).total_seconds()))


# --- Moments --------------------------------------------------------------------------------


@lru_cache(256)  # a portal names the same few moments to all its voters
def in_words(moment: datetime, zone: str, language: Language, *, names_zone: bool = True) -> str:
    """A moment in words, such as "jeudi 1er décembre 2022 à 8 h (heure de Paris)" or "Thursday 1
    December 2022 at 08:00 (Paris time)"; without ``names_zone``, the zone is left out."""
    _ = catalogue(language).gettext
    there = moment.astimezone(ZoneInfo(zone))
    time = _("HH:mm") if there.minute else _("HH:'00'")
    told = _("{day} at {time} ({city} time)") if names_zone else _("{day} at {time}")
    return told.format(
        day=day_in_words(moment, zone, language),
        time=format_datetime(there, time, locale=language.value),
        city=zone.rpartition("/")[2].replace("_", " "),
    )


def day_in_words(moment: datetime, zone: str, language: Language) -> str:
    """A day in words, such as "jeudi 1er décembre 2022"."""
    _ = catalogue(language).gettext
    there = moment.astimezone(ZoneInfo(zone))
    first = there.day == 1  # many languages have a special word for the first of a month
    day = _("EEEE '1' MMMM y") if first else _("EEEE d MMMM y")
    return format_datetime(there, day, locale=language.value)


def to_the_second(there: datetime) -> str:
    """A local time in the language of the command line, such as "1er décembre 2022 08:00:00"."""
    first = there.day == 1
    pattern = _("'1' MMMM y HH:mm:ss") if first else _("d MMMM y HH:mm:ss")
    return format_datetime(there, pattern, locale=spoken().value)


def stamp(moment: datetime, zone: str) -> str:
    """A moment as it stands in lists, below other dates: "2022-12-01 08:00 (Europe/Paris)"."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


# --- Spans ----------------------------------------------------------------------------------

_SPAN: Final = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_LONGEST: Final = timedelta(days=3660)


def read_span(text: str) -> timedelta:
    """The span that ``text`` names, in whole seconds.

    Raises ValueError if it names none, one of no length, or one of more than ten years.
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
    """A span in the reader's language, in whole seconds rounded up: "2 d 3 h 5 min", "10 s". From a
    day on, seconds are left out. A negative span is "0 s"."""
    days, hours, minutes, seconds = divided(span)
    parts = (
        (days, _("{n}\u00a0d")),
        (hours, _("{n}\u00a0h")),
        (minutes, _("{n}\u00a0min")),
        (0 if days else seconds, _("{n}\u00a0s")),
    )
    said = [unit.format(n=number) for number, unit in parts if number]
    return " ".join(said) or _("{n}\u00a0s").format(n=0)


def divided(span: timedelta) -> tuple[int, int, int, int]:
    """The days, hours, minutes and seconds of a span, rounded up; those of a negative one are 0."""
    minutes, seconds = divmod(max(0, -(-span // timedelta(seconds=1))), 60)
    hours, minutes = divmod(minutes, 60)
    return *divmod(hours, 24), minutes, seconds
