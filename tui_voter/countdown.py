"""Time until the vote opens and closes: pure arithmetic, and the portal's clock.

The voter's own clock is not trusted: :class:`PortalClock` takes the portal's time once and
continues with a monotonic clock that also counts while the machine sleeps. Elapsed time is
counted between instants in UTC, so a change to or from summer time neither adds nor removes an
hour.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tui_voter.system import elapsed_seconds as elapsed_seconds
from tui_voter.tuples import NamedTuple


class Phase(StrEnum):
    """The phase of the vote."""

    BEFORE = "before"
    OPEN = "open"
    GRACE = "grace"
    """Closed, but not yet to a voter who signed in before."""
    CLOSED = "closed"


class VoteTimes(NamedTuple):
    """When the vote opens and closes (aware, any zone), and the time zone to show them in. Some may
    go on ``until`` later; the portal is open from ``portal_from`` on, if it tells."""

    opens_at: datetime
    closes_at: datetime
    time_zone: str
    until: datetime | None = None
    portal_from: datetime | None = None

    def phase(self, now: datetime) -> Phase:
        """The phase at ``now``: open from ``opens_at`` on, closed from ``closes_at`` on."""
        if now < self.opens_at:
            return Phase.BEFORE
        if now < self.closes_at:
            return Phase.OPEN
        return Phase.GRACE if self.until and now < self.until else Phase.CLOSED

    def next_turn(self, now: datetime) -> datetime | None:
        """The next opening or closing; None once the vote is closed for good."""
        turns = {
            Phase.BEFORE: self.opens_at,
            Phase.OPEN: self.closes_at,
            Phase.GRACE: self.until,
            Phase.CLOSED: None,
        }
        return turns[self.phase(now)]

    def passed(self, now: datetime) -> tuple[datetime, float, datetime] | None:
        """The latest opening or closing, the share of the time from there to the next one that has
        passed at ``now``, to the second, and that next one; None unless both are known, one after
        the other."""
        starts = {
            Phase.BEFORE: self.portal_from,
            Phase.OPEN: self.opens_at,
            Phase.GRACE: self.closes_at,
        }
        start, end = starts.get(self.phase(now)), self.next_turn(now)
        whole = Span.between(start, end).total_seconds if start and end else 0
        if start is None or end is None or not whole:
            return None
        left = Span.between(now, end).total_seconds
        return start, max(1 - left / whole, 0.0), end


class Span(NamedTuple):
    """A length of time as a countdown shows it: whole seconds, rounded up, so that it
    reads zero at the very moment and not before."""

    days: int
    hours: int
    minutes: int
    seconds: int

    @property
    def total_seconds(self) -> int:
        return ((self.days * 24 + self.hours) * 60 + self.minutes) * 60 + self.seconds

    @classmethod
    def between(cls, now: datetime, then: datetime) -> Span:
        """The time that elapses from ``now`` to ``then`` (both aware); zero when past."""
        left = (then.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
        return cls.of(max(0, math.ceil(left)))

    @classmethod
    def of(cls, seconds: int) -> Span:
        """So many seconds, none of them negative."""
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        return cls(days, hours, minutes, seconds)


def wall_clock() -> datetime:
    """The time according to this machine."""
    return datetime.now(UTC)


class PortalClock:
    """The portal's time, estimated here.

    ``elapsed`` (seconds) and ``wall`` are this machine's clocks; the second is only
    compared, never counted with. The clock must be :meth:`set` before it is read.
    """

    def __init__(
        self,
        elapsed: Callable[[], float] = elapsed_seconds,
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        self.elapsed = elapsed
        self._wall = wall
        self._set_at = 0.0
        self._portal_time: datetime | None = None
        self._speed = 1

    def set(self, portal_time: datetime, asked: float, speed: int = 1) -> None:
        """The portal said ``portal_time`` in answer to a question asked at ``asked``
        (``elapsed``); it is taken as the time half-way between question and answer, and
        goes on ``speed`` times as fast as time does; at 0 it stands."""
        self._set_at = (asked + self.elapsed()) / 2
        self._portal_time = portal_time
        self._speed = speed

    def now(self) -> datetime:
        """The portal's time now."""
        if self._portal_time is None:
            raise RuntimeError("the portal's clock was not read yet")
        return self._portal_time + timedelta(seconds=self.age() * self._speed)

    def age(self) -> float:
        """Seconds since the portal's time was last heard."""
        return self.elapsed() - self._set_at

    def skew(self) -> timedelta:
        """How far this machine's clock is ahead of the portal's; negative if it is behind."""
        return self._wall() - self.now()
