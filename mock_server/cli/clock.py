"""``clock``: read the portal's clock, or set it for training or testing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from gettext import ngettext
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from mock_server.cli.arguments import add_stored, number, settings_of, span
from mock_server.core.errors import Fault
from mock_server.core.program import add_language
from mock_server.core.settings import Settings
from mock_server.core.terminal import say
from mock_server.core.times import to_the_second, write_span
from mock_server.db import schema
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import (
    ClockReading,
    keep_real_time,
    pace_clock,
    read_clock,
    restart_clock,
    set_clock,
)

FASTEST: Final = 3600

YEARS: Final = range(2000, 2100)
"""The years that the clock may be set to: however fast it runs for days, its time stays a date."""

Sure = Callable[[str], None]
"""Is told what an order ends before that is done; raises :class:`Fault` to prevent it."""


def add_clock(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    _add_yes(command)
    command.set_defaults(run=_clock, value=None)
    acts = command.add_subparsers(dest="act", required=True, metavar=_("ACTION"))

    def act(name: str, text: str, work: Callable[..., str], **value: Any) -> None:
        """Add an action, with the options of its one argument if it takes one."""
        parser = acts.add_parser(name, help=text, description=text)
        add_language(parser)
        add_stored(parser)
        _add_yes(parser)
        parser.set_defaults(work=work)
        if value:
            parser.add_argument("value", **value)

    moment = _("2026-12-01T07:58, in the election’s time zone, or with an offset")
    duration = _("in real time: 90s, 2m, 1h30m")
    opening = _("move the clock so that the vote opens this long from now")
    closing = _("move the clock so that the vote closes this long from now")
    faster = _("how many times faster, from 1 to 3600")
    act("show", _("show the portal’s time, and the time until the vote opens or closes"), show)
    act(
        "set",
        _("set the clock to another time"),
        set_to,
        metavar=_("WHEN"),
        type=_moment,
        help=moment,
    )
    act("opening-in", opening, opening_in, metavar=_("DURATION"), type=span, help=duration)
    act("closing-in", closing, closing_in, metavar=_("DURATION"), type=span, help=duration)
    act("speed", _("make the clock run faster"), go, metavar="N", type=_speed, help=faster)
    act("pause", _("stop the clock; links, sessions and captchas follow real time"), pause)
    act("resume", _("let a stopped clock go on, as fast as real time"), resume)
    act("real", _("return the clock to real time"), real)


def _add_yes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--yes", action="store_true", help=_("do not ask before ending what voters are doing")
    )


def _clock(options: argparse.Namespace) -> None:
    values = () if options.value is None else (options.value,)
    moves = options.work in (set_to, opening_in, closing_in, real)
    sure = {"sure": _agreed if options.yes else _ask} if moves else {}
    say(options.work(settings_of(options), *values, **sure))


def _agreed(ends: str) -> None:
    """Ask nothing: ``--yes`` has answered."""


def _ask(ends: str) -> None:
    if sys.stdin.isatty():
        say(f"{ends} {_('Set the clock all the same? (y/n)')}")
        if sys.stdin.readline().strip().casefold() in ("y", "yes", _("yes"), _("yes")[:1]):
            return
        raise Fault(_("Nothing was changed."))
    raise Fault(f"{ends} {_('Nothing was changed: to set it all the same, add --yes.')}")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a valid date and time, e.g. 2026-12-01T07:58").format(text=text)
        ) from exc


def _speed(text: str) -> int:
    return number(text, 1, FASTEST)


def show(settings: Settings) -> str:
    """The clock's time and the state of the vote, in sentences."""
    database, election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        return _describe(read_clock(tx), election, settings.clock())


def set_to(settings: Settings, when: datetime, *, sure: Sure = _agreed) -> str:
    """Set the clock to ``when``, which without an offset is in the election's time zone."""

    def moved(election: ElectionDefinition, speed: int) -> datetime:  # noqa: ARG001 (as the others)
        moment = when if when.tzinfo else when.replace(tzinfo=ZoneInfo(election.time_zone))
        return moment.astimezone(UTC)

    return _move(settings, moved, sure, slowest=0)


def opening_in(settings: Settings, span: timedelta, *, sure: Sure = _agreed) -> str:
    """Move the clock so that the vote opens this long from now, in real time."""
    return _move(
        settings, lambda election, speed: election.opens_at - span * speed, sure, slowest=1
    )


def closing_in(settings: Settings, span: timedelta, *, sure: Sure = _agreed) -> str:
    """Move the clock so that the vote closes this long from now, in real time."""
    return _move(
        settings, lambda election, speed: election.closes_at - span * speed, sure, slowest=1
    )


def go(settings: Settings, speed: int) -> str:
    """Make the clock run ``speed`` times as fast, from its current time."""
    return _pace(settings, lambda tx, now: pace_clock(tx, now, speed))


def pause(settings: Settings) -> str:
    """Stop the clock at its current time."""
    return go(settings, 0)


def resume(settings: Settings) -> str:
    """Let a stopped clock go on, as fast as real time."""
    return _pace(settings, restart_clock)


def real(settings: Settings, *, sure: Sure = _agreed) -> str:
    """Return the clock to real time."""
    database, election, _url = open_database(settings)
    now = settings.clock()
    with closing(database):
        with database.read() as tx:
            kept = _tell_what_ends(tx, election, read_clock(tx), now, now, sure)
        with database.write() as tx:
            keep_real_time(tx)
    return f"{kept}\n{_describe(None, election, now)}"


def _pace(settings: Settings, change: Callable[[Connection, datetime], ClockReading | None]) -> str:
    """Change how fast the clock runs. That ends nothing."""
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        now = settings.clock()
        return _describe(change(tx, now), election, now)


def _move(
    settings: Settings,
    to: Callable[[ElectionDefinition, int], datetime],
    sure: Sure,
    *,
    slowest: int,
) -> str:
    """Set the clock to another time, at the same speed, or at ``slowest`` if that is faster: a
    moment that is to come this long from now comes only to a clock that runs."""
    database, election, _url = open_database(settings)
    now = settings.clock()
    with closing(database):
        with database.read() as tx:
            before = read_clock(tx)
            speed = max(before.speed if before else 1, slowest)
            try:
                reading = ClockReading(now, to(election, speed), speed)
            except OverflowError as exc:
                raise _too_far() from exc
            if reading.portal_at.year not in YEARS:
                raise _too_far()
            kept = _tell_what_ends(tx, election, before, reading.portal_at, now, sure)
        with database.write() as tx:
            set_clock(tx, reading)
    return f"{kept}\n{_describe(reading, election, now)}"


def _tell_what_ends(
    tx: Connection,
    election: ElectionDefinition,
    before: ClockReading | None,
    then: datetime,
    now: datetime,
    sure: Sure,
) -> str:
    """Tell ``sure`` what setting the clock to ``then`` ends, if anybody is signed in. Returns the
    sentence about what no order ends."""
    shown = before.at(now) if before else now
    ended = []
    if shown < election.claims_until <= then:
        ended.append(_("claims"))
    if election.opens_at <= shown < election.closes_at and not (
        election.opens_at <= then < election.closes_at
    ):
        ended.append(_("the vote"))
    living = (
        select(func.count(schema.session.c.voter_id.distinct()))
        .select_from(schema.session)
        .where(schema.session.c.expires_at > now)
    )
    signed_in = tx.execute(living).scalar_one()
    if ended and signed_in:
        sentence = ngettext(
            "This ends {what}, while {count} voter is signed in.",
            "This ends {what}, while {count} voters are signed in.",
            signed_in,
        )
        sure(sentence.format(what=_(" and ").join(ended), count=signed_in))
    return _("Links, sessions and captchas remain: they follow real time.")


def _too_far() -> Fault:
    return Fault(
        _("The clock can be set to any year from {first} to {last}.").format(
            first=YEARS[0], last=YEARS[-1]
        )
    )


def _describe(reading: ClockReading | None, election: ElectionDefinition, now: datetime) -> str:
    shown = reading.at(now) if reading else now
    there = shown.astimezone(ZoneInfo(election.time_zone))
    clock = _("The portal’s clock shows {time} ({zone}); {how}.").format(
        time=to_the_second(there), zone=election.time_zone, how=_describe_pace(reading)
    )
    return f"{clock}\n{_describe_vote(election, shown, reading.speed if reading else 1)}"


def _describe_pace(reading: ClockReading | None) -> str:
    if reading is None:
        return _("it keeps real time")
    if not reading.speed:
        return _("it is stopped")
    if reading.speed == 1:
        return _("it was set")
    return _("it was set, and runs {speed} times faster").format(speed=reading.speed)


def _describe_vote(election: ElectionDefinition, shown: datetime, speed: int) -> str:
    if shown >= election.closes_at:
        return _("The vote is closed.")
    is_open = shown >= election.opens_at
    if not speed:
        return _("The vote is open.") if is_open else _("The vote is not open yet.")
    turn = election.closes_at if is_open else election.opens_at
    left = write_span((turn - shown) / speed)
    if is_open:
        return _("The vote is open. It closes in {span}, in real time.").format(span=left)
    return _("The vote opens in {span}, in real time.").format(span=left)
