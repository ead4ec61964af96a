"""Trouble that the trainer of a room makes on purpose: mails that do not come, links and sessions
that have ended, a portal that is silent or slow.

It stands in the table ``trouble``, so that all processes know the same. Whatever obeys asks there,
and obeys only in the portal of a training. Nothing else is changed for it: once a trouble is
undone, a link or a session is as valid as before.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, case, exists, func, or_, select

from mock_server.db import schema

EVERYBODY: Final = 0
"""Stands for the number of a voter."""

_row, _mail, _voter, _portal = schema.trouble, schema.mail, schema.voter, schema.portal
_now: Final = bindparam("now", type_=schema.Instant)


class What(StrEnum):
    """What can be on. The value is the word that is typed for it in English."""

    HOLD_MAILS = "hold-mails"
    LOSE_MAILS = "lose-mails"
    FULL_MAILBOX = "full-mailbox"
    EXPIRE_LINK = "expire-link"
    EXPIRE_SESSION = "expire-session"
    SILENCE = "silence"
    SLOW_NETWORK = "slow-network"


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One trouble, from ``since`` on. ``until`` is None if it lasts until it is undone."""

    what: What
    voter_id: int
    address: str
    """The voter's address; "" if the trouble is everybody's."""
    since: datetime
    until: datetime | None
    scenario: str
    """The scenario that it is a part of; "" for none."""

    def is_on(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)


_TRAINING = exists().where(_portal.c.training)
_NOT_OVER = or_(_row.c.until.is_(None), _row.c.until > _now)
_ALL = (
    select(_row, _voter.c.address)
    .outerjoin(_voter, _voter.c.id == _row.c.voter_id)
    .where(_NOT_OVER, _TRAINING)
    .order_by(_row.c.id)
)
_SINCE = select(func.max(_row.c.since)).where(
    _row.c.what == bindparam("what"),
    _row.c.voter_id.in_((EVERYBODY, bindparam("voter"))),
    _row.c.since <= _now,
    _NOT_OVER,
    _TRAINING,
)
_AT_QUEUEING = (
    _row.c.voter_id.in_((EVERYBODY, _mail.c.voter_id)),
    _row.c.since <= _mail.c.queued_at,
    _TRAINING,
)
_LOST: Final = (What.LOSE_MAILS, What.FULL_MAILBOX)


def troubles(tx: Connection, now: datetime) -> tuple[Trouble, ...]:
    """What is on, and what is to come of a scenario."""
    return tuple(
        Trouble(
            what=What(row.what),
            voter_id=row.voter_id,
            address=row.address or "",
            since=row.since,
            until=row.until,
            scenario=row.scenario,
        )
        for row in tx.execute(_ALL, {"now": now})
    )


def on_since(tx: Connection, what: What, voter_id: int, now: datetime) -> datetime | None:
    """Since when a trouble has been on for a voter; None if it is not on."""
    asked = {"what": what.value, "voter": voter_id, "now": now}
    since: datetime | None = tx.execute(_SINCE, asked).scalar_one()
    return since


def kept_back() -> ColumnElement[bool]:
    """The condition of a mail that has not arrived, by the parameter ``now``: it was queued while
    mails were held, and they still are; or, whatever came since, while they were lost or bounced.
    """
    queued = _mail.c.queued_at
    return exists().where(
        *_AT_QUEUEING,
        _row.c.what.in_((What.HOLD_MAILS, *_LOST)),
        or_(
            _row.c.until.is_(None),
            _row.c.until > case((_row.c.what == What.HOLD_MAILS, _now), else_=queued),
        ),
    )


def bounced() -> ColumnElement[bool]:
    """The condition of a mail that was queued while its reader's mailbox was full."""
    until = _row.c.until
    return exists().where(
        *_AT_QUEUEING,
        _row.c.what == What.FULL_MAILBOX,
        or_(until.is_(None), until > _mail.c.queued_at),
    )
