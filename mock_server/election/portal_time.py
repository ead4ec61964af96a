"""The portal's time, which its rules and countdowns follow: real time, unless it has been set for
training or testing.

What protects accounts (links, sessions, captchas, delays after failed attempts) always uses real
time: no order to the clock ends any of it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, text

from mock_server.core.times import Clock
from mock_server.db import schema

_READ = select(schema.clock)
_REAL = delete(schema.clock)
# SQLite and PostgreSQL share this statement, for which SQLAlchemy has no common expression.
_SET = text(
    "INSERT INTO clock (id, real_at, portal_at, speed) VALUES (1, :real, :portal, :speed) "
    "ON CONFLICT (id) DO UPDATE SET real_at = :real, portal_at = :portal, speed = :speed"
).bindparams(bindparam("real", type_=schema.Instant), bindparam("portal", type_=schema.Instant))


class ClockReading(msgspec.Struct, frozen=True):
    """How the portal's clock runs: at ``real_at`` it showed ``portal_at``, and since then it runs
    ``speed`` times as fast. At 0 it stands."""

    real_at: datetime
    portal_at: datetime
    speed: int = 1

    def at(self, real: datetime) -> datetime:
        return self.portal_at + (real - self.real_at) * self.speed


def read_clock(tx: Connection) -> ClockReading | None:
    """How the clock runs; None if it keeps real time."""
    row = tx.execute(_READ).one_or_none()
    return ClockReading(row.real_at, row.portal_at, row.speed) if row else None


def set_clock(tx: Connection, reading: ClockReading) -> None:
    tx.execute(
        _SET,
        {"real": reading.real_at, "portal": reading.portal_at, "speed": reading.speed},
    )


def pace_clock(tx: Connection, real: datetime, speed: int) -> ClockReading:
    """Let the clock run ``speed`` times as fast, from the time that it shows."""
    before = read_clock(tx) or ClockReading(real, real)
    reading = ClockReading(real, before.at(real), speed)
    set_clock(tx, reading)
    return reading


def restart_clock(tx: Connection, real: datetime) -> ClockReading | None:
    """Let a clock that stands go on, as fast as real time. One that runs is left as it is."""
    reading = read_clock(tx)
    return pace_clock(tx, real, 1) if reading and not reading.speed else reading


def keep_real_time(tx: Connection) -> None:
    tx.execute(_REAL)


def portal_now(tx: Connection, real: datetime) -> datetime:
    """The portal's time at the moment ``real``, by the database."""
    reading = read_clock(tx)
    return reading.at(real) if reading else real


class PortalTime:
    """The portal's time in a process that serves. Reading it does not query the database: everyone
    asks when the vote opens."""

    def __init__(self, real: Clock, reading: ClockReading | None) -> None:
        self._real = real
        self._reading = reading

    def __call__(self) -> datetime:
        return self.at(self._real())

    def at(self, real: datetime) -> datetime:
        """The portal's time at the moment ``real``, past or future, if the clock is not set
        again."""
        return self._reading.at(real) if self._reading else real

    @property
    def is_real(self) -> bool:
        return self._reading is None

    @property
    def speed(self) -> int:
        return self._reading.speed if self._reading else 1

    def follow(self, tx: Connection) -> None:
        """Read how the clock runs now."""
        self._reading = read_clock(tx)
