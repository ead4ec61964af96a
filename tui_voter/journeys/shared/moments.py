"""Dates, times and durations in the voter's language."""

from __future__ import annotations

from datetime import datetime, tzinfo
from math import ceil
from zoneinfo import ZoneInfo

from tui_voter.countdown import Span, VoteTimes
from tui_voter.dialogue import Dates
from tui_voter.messages import gettext as _
from tui_voter.messages import language, listed, ngettext


def moment(when: datetime, zone: tzinfo) -> str:
    """Return a moment in full: "jeudi 1er décembre 2022 à 8 h", "Thursday 1 December 2022 at
    08:00"."""
    there = when.astimezone(zone)
    return _("{day} at {time}").format(day=_day(there), time=_time(there))


def short_moment(when: datetime, zone: tzinfo) -> str:
    """Return a moment without its year, in non-breaking spaces, for a menu: "1er décembre à 8
    h"."""
    there = when.astimezone(zone)
    day = _("'1' MMMM") if there.day == 1 else _("d MMMM")
    written = _("{day} at {time}").format(day=_by(day, there), time=_time(there))
    return written.replace(" ", "\u00a0")


def _day(there: datetime) -> str:
    first = there.day == 1  # the first of a month has a special form in many languages
    return _by(_("EEEE '1' MMMM y") if first else _("EEEE d MMMM y"), there)


def _time(there: datetime) -> str:
    return _by(_("HH:mm") if there.minute else _("HH:'00'"), there)


def _by(pattern: str, there: datetime) -> str:
    from babel.dates import format_datetime  # late: 40 ms that no first screen needs

    return format_datetime(there, pattern, locale=language())


def zone_of(time_zone: str) -> tzinfo:
    return ZoneInfo(time_zone)


def zone_name(name: str) -> str:
    """Return the name of a time zone as voters know it: "heure de Paris"."""
    city = _city(name)
    return _("{city} time").format(city=city) if city else name


def _city(zone: str) -> str:
    """Return the city that a zone is named after, "Nouméa"; "" for a zone such as "Etc/UTC"."""
    from babel.dates import get_timezone_location  # late: Babel is slow to load

    area, _slash, place = zone.partition("/")
    if not place or area == "Etc":
        return ""
    return get_timezone_location(zone, locale=language(), return_city=True).rpartition("/")[2]


def opening_hours(times: VoteTimes) -> str:
    """Return when the vote is open, on two lines: "Ouvert du jeudi 1er décembre 2022 à 8 h", "au
    jeudi 8 décembre 2022 à 17 h (heure de Paris)"."""
    zone = zone_of(times.time_zone)
    opening, closing = (moment(at, zone) for at in (times.opens_at, times.closes_at))
    until = _("to {closing} ({zone})").format(closing=closing, zone=zone_name(times.time_zone))
    return "\n".join([_("Open from {opening}").format(opening=opening), until])


def dates(times: VoteTimes, zone: tzinfo, name: str) -> Dates:
    """Return when the vote opens and closes in the ``zone`` called ``name``, as rows of a table."""
    both = (_("Opening, {zone}"), times.opens_at), (_("Closing, {zone}"), times.closes_at)
    return [
        (label.format(zone=zone_name(name)), _day(at.astimezone(zone)), _time(at.astimezone(zone)))
        for label, at in both
    ]


def local_hours(times: VoteTimes, here: tzinfo, name: str) -> str:
    """Return when the vote opens and closes in the voter's time zone. "" if its times are the same,
    or the zone called ``name`` has no city."""
    zone = zone_of(times.time_zone)
    both = (times.opens_at, times.closes_at)
    if all(t.astimezone(here).utcoffset() == t.astimezone(zone).utcoffset() for t in both):
        return ""
    if not (city := _city(name)):
        return ""
    return _("Your local time ({zone}): from {opening} to {closing}").format(
        zone=city, opening=moment(times.opens_at, here), closing=moment(times.closes_at, here)
    )


def local_time(when: datetime, times: VoteTimes, here: tzinfo, name: str) -> str:
    """Return a moment of the vote in the voter's time zone, as a sentence; "" where
    :func:`local_hours` is ""."""
    if not local_hours(times, here, name):
        return ""
    return _("In your local time ({zone}): {moment}.").format(
        zone=_city(name), moment=moment(when, here)
    )


def duration(span: Span, *, to_the_second: bool) -> str:
    """Return a span in words, without units that are zero: "43 jours, 22 heures et 38 minutes"."""
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
    return listed(words)


def short(span: Span) -> str:
    """Return a span in short, to the minute, without units that are zero: "43 j 22 h 38 min"."""
    counts = [(span.days, _("{n} d")), (span.hours, _("{n} h")), (span.minutes, _("{n} min"))]
    return " ".join(text.format(n=n) for n, text in counts if n) or _("less than a minute")


def in_minutes(seconds: float) -> str:
    """Return a fixed duration in whole minutes, rounded up: "15 minutes"."""
    minutes = ceil(seconds / 60)
    return duration(Span(0, *divmod(minutes, 60), 0), to_the_second=False)


def minutes_left(seconds: float) -> str:
    """Return the time left in whole minutes, rounded down; below one minute, in seconds."""
    return short_time(60 * (seconds // 60) or seconds)


def short_time(seconds: float) -> str:
    """Return a waiting time or the time left: "4 minutes et 12 secondes"."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    return duration(Span(0, *divmod(minutes, 60), rest), to_the_second=True)
