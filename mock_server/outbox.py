"""The outbox: which mails are due, whose turn it is to hand them over, and what came of it.

A mail is claimed by putting it off, in a transaction of its own: nobody else finds it due
meanwhile, however many processes look. It is handed over outside any transaction and marked
sent afterwards. Whoever dies in between leaves a mail that is due again when the lease has
run out: it may come twice then, with the same Message-ID, but it is never lost.

All times here are real ones: the portal's clock may be set to any time, and mails go out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from mock_server import schema
from mock_server.mail import Entry, entry_of

LEASE: Final = timedelta(minutes=3)
"""How long a claimed mail is left alone; a hand-over takes less (:mod:`.delivery`)."""

_LONGEST_FAILURE: Final = 300

_WAITING: Final = schema.mail.c.sent_at.is_(None) & schema.mail.c.voter_id.is_not(None)

_NEXT = select(func.min(schema.mail.c.due_at)).where(_WAITING)
_DUE = (
    select(schema.mail, schema.voter.c.language)
    .join(schema.voter, schema.voter.c.id == schema.mail.c.voter_id)
    .where(_WAITING, schema.mail.c.due_at <= bindparam("now", type_=schema.Instant))
    .order_by(schema.mail.c.due_at)  # each is tried once before any is tried again
    .limit(bindparam("most"))
    .with_for_update(of=schema.mail, skip_locked=True)
)
_CLAIM = (
    update(schema.mail)
    .where(schema.mail.c.id == bindparam("mail"))
    .values(due_at=bindparam("until"), tries=schema.mail.c.tries + 1)
)
_SENT = (
    update(schema.mail)
    .where(schema.mail.c.id == bindparam("mail"))
    .values(sent_at=bindparam("now"), failure="")
)
_FAILED = (
    update(schema.mail)
    .where(
        schema.mail.c.id == bindparam("mail"),
        schema.mail.c.sent_at.is_(None),
        schema.mail.c.tries == bindparam("own_try"),  # another may be at it since
    )
    .values(due_at=bindparam("again_at"), failure=bindparam("why"))
)
_FAILURES = (
    select(schema.mail, schema.voter.c.language)
    .join(schema.voter, schema.voter.c.id == schema.mail.c.voter_id)
    .where(_WAITING, schema.mail.c.failure != "")
    .order_by(schema.mail.c.id)
)


def next_due(tx: Connection) -> datetime | None:
    """When the next mail is due; None where none waits."""
    due: datetime | None = tx.execute(_NEXT).scalar_one()
    return due


def claim(tx: Connection, *, due_by: datetime, now: datetime, most: int) -> list[Entry]:
    """Take up to ``most`` mails that are due for the length of the lease, from now on."""
    rows = tx.execute(_DUE, {"now": due_by, "most": most}).mappings().all()
    if rows:
        tx.execute(_CLAIM, [{"mail": row["id"], "until": now + LEASE} for row in rows])
    return [entry_of(row) for row in rows]


def mark_sent(tx: Connection, entry: Entry, now: datetime) -> None:
    tx.execute(_SENT, {"mail": entry.id, "now": now})


def mark_failed(tx: Connection, entry: Entry, why: str, again_at: datetime) -> None:
    tx.execute(
        _FAILED,
        {
            "mail": entry.id,
            "own_try": entry.tries + 1,
            "why": why[:_LONGEST_FAILURE],
            "again_at": again_at,
        },
    )


def failures(tx: Connection) -> list[Entry]:
    """The mails that wait because handing them over failed, oldest first."""
    return [entry_of(row) for row in tx.execute(_FAILURES).mappings()]
