"""When a ballot may be cast, by the portal's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mock_server.election.model import ElectionDefinition

GRACE: Final = timedelta(minutes=30)
"""How much longer a voter may cast who had signed in before the closing (CGFP, R. 211-563)."""


def until(election: ElectionDefinition, opened_at: datetime) -> datetime:
    """Until when a session that was opened at this moment may cast."""
    closes_at = election.closes_at
    return closes_at + GRACE if opened_at < closes_at else closes_at


def is_open(election: ElectionDefinition, opened_at: datetime, now: datetime) -> bool:
    return election.opens_at <= now < until(election, opened_at)


def bounded(lifetime: timedelta, ends_at: datetime, now: datetime) -> timedelta:
    """The shorter of ``lifetime`` and the time left until ``ends_at``, when a link or a code for
    the vote becomes useless. Negative after that."""
    return min(lifetime, ends_at - now)


def is_over(election: ElectionDefinition, now: datetime) -> bool:
    """Whether nobody may cast any more, whenever they signed in."""
    return now >= election.closes_at + GRACE
