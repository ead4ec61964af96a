"""How often a thing may be done in a period of real time.

A subject's uses are one row among the counts of :mod:`.rate_limit`, which is raised only while
there is room. Nothing is read first, so many requests at once count like as many in a row.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from tui_voter.contract.errors import ErrorCode

_counts = schema.guessing

# SQLite and PostgreSQL share this statement, for which SQLAlchemy has no common expression.
_USE = text(
    "INSERT INTO guessing (subject_mac, tries, until, last_at) VALUES (:subject, 1, :ends, :now) "
    "ON CONFLICT (subject_mac) DO UPDATE SET last_at = :now, "
    "tries = CASE WHEN guessing.until <= :now THEN 1 ELSE guessing.tries + 1 END, "
    "until = CASE WHEN guessing.until <= :now THEN :ends ELSE guessing.until END "
    "WHERE guessing.until <= :now OR guessing.tries < :most"
).bindparams(bindparam("now", type_=schema.Instant), bindparam("ends", type_=schema.Instant))
_ENDS = select(_counts.c.until).where(_counts.c.subject_mac == bindparam("subject"))


class Quota(msgspec.Struct, frozen=True):
    """The most uses in a period, which begins with the first of them and is no longer than counts
    are stored (:data:`.rate_limit.FORGOTTEN_AFTER`)."""

    most: int
    period: timedelta

    def use(self, tx: Connection, subject: bytes, now: datetime) -> None:
        """Count one use of the subject, a MAC. Raises :class:`Refusal`, ``too_many`` with the
        seconds until the period ends, which undoes the transaction."""
        use = {"subject": subject, "now": now, "ends": now + self.period, "most": self.most}
        if tx.execute(_USE, use).rowcount != 1:
            ends: datetime = tx.execute(_ENDS, {"subject": subject}).scalar_one()
            wait = max(1, ceil((ends - now).total_seconds()))
            raise Refusal(ErrorCode.TOO_MANY, retry_after=wait)
