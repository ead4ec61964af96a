"""Times and lengths of time in the voter's words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from math import ceil
from zoneinfo import ZoneInfo

from tui_voter.countdown import Span, VoteTimes
from tui_voter.messages import gettext as _
from tui_voter.messages import language, ngettext


def moment(when: datetime, zone: tzinfo) -> str:
    """A moment as the portal writes it: "jeudi 01 décembre 2022 à 08h00"."""
    from babel.dates import format_datetime  # late: 40 ms that no first screen needs

    pattern = {"fr": "EEEE dd MMMM y 'à' HH'h'mm", "en": "EEEE d MMMM y 'at' HH:mm"}[language()]
    return format_datetime(when.astimezone(zone), pattern, locale=language())


def short_moment(when: datetime, zone: tzinfo) -> str:
    """A moment of this year or the next, for a menu: "1er déc. à 08h00"."""
    from babel.dates import format_datetime

    there = when.astimezone(zone)
    first = "'er'" if there.day == 1 else ""
    pattern = {"fr": f"d{first} MMM 'à' HH'h'mm", "en": "d MMM 'at' HH:mm"}[language()]
    return format_datetime(there, pattern, locale=language()).replace(" ", "\u00a0")


def zone_of(time_zone: str) -> tzinfo:
    return ZoneInfo(time_zone)


def zone_name(name: str) -> str:
    """How the voter knows the zone: "Heure de Paris"."""
    city = name.rpartition("/")[2].replace("_", " ")
    return _("{city} time").format(city=city)


def opening_hours(times: VoteTimes) -> tuple[str, str]:
    """The seed's line, in its two halves."""
    zone = zone_of(times.time_zone)
    return (
        _("Open from {opening}").format(opening=moment(times.opens_at, zone)),
        _("to {closing} ({zone})").format(
            closing=moment(times.closes_at, zone), zone=zone_name(times.time_zone)
        ),
    )


def local_hours(times: VoteTimes, here: tzinfo, name: str) -> str:
    """When the vote opens and closes on the voter's own clock; "" where that is the same."""
    zone = zone_of(times.time_zone)
    both = (times.opens_at, times.closes_at)
    if all(t.astimezone(here).utcoffset() == t.astimezone(zone).utcoffset() for t in both):
        return ""
    return _("Where you are ({zone}): from {opening} to {closing}").format(
        zone=name, opening=moment(times.opens_at, here), closing=moment(times.closes_at, here)
    )


def duration(span: Span, *, to_the_second: bool) -> str:
    """A span in words: "43 jours, 22 heures et 38 minutes". Units of none are left out."""
    counts = [
        (span.days, ngettext("{n} day", "{n} days", span.days)),
        (span.hours, ngettext("{n} hour", "{n} hours", span.hours)),
        (span.minutes, ngettext("{n} minute", "{n} minutes", span.minutes)),
    ]
    if to_the_second:
        counts.append((span.seconds, ngettext("{n} second", "{n} seconds", span.seconds)))
    words = [text.format(n=n) for n, text in counts if n]
    if not words:
        words = [text.format(n=n) for n, text in counts[-1:]]
    if len(words) == 1:
        return words[0]
    return _("{items} and {last}").format(items=", ".join(words[:-1]), last=words[-1])


def short(span: Span) -> str:
    """A span for a corner, to the minute: "43 j 22 h 38 min". Units of none are left out."""
    counts = [
        (span.days, _("{n} d")),
        (span.hours, _("{n} h")),
        (span.minutes, _("{n} min")),
    ]
    return " ".join(text.format(n=n) for n, text in counts if n) or _("less than a minute")


def in_minutes(seconds: float) -> str:
    """A usual length of time, in whole minutes rounded up: "15 minutes"."""
    minutes = ceil(seconds / 60)
    return duration(Span(0, *divmod(minutes, 60), 0), to_the_second=False)


def short_time(seconds: float) -> str:
    """A time to wait, or that is left: "4 minutes et 12 secondes"."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return duration(Span(0, *divmod(minutes, 60), rest), to_the_second=True)
