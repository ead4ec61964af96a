"""The locks that keep concurrent transactions isolated.

On SQLite, writers wait for each other at their start, and the functions here do nothing. On
PostgreSQL they run concurrently, READ COMMITTED: conditional updates settle most races, and a
transaction that reads first and then writes locks what it read: a row (``FOR NO KEY UPDATE``, which
lets others refer to it) or, if there may be no row, its subject by :func:`take_turns`.

Locks are always taken in this order, so that there are no deadlocks: captcha or activation link,
voter, recovery links, subject, sessions. :func:`sweep` comes last of all: it locks rows of others,
and must not wait for anybody afterwards.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Delete,
    Table,
    bindparam,
    delete,
    func,
    select,
)

SWEPT_AT_ONCE: Final = 100
"""The most rows that one act deletes. An act leaves about one behind: with a hundred for each, even
a flood is soon deleted, and nobody waits for all of it."""

_TAKE_TURNS: Final = select(func.pg_advisory_xact_lock(bindparam("subject", type_=BigInteger)))


def take_turns(tx: Connection, subject: bytes) -> None:
    """Serialise the transactions about one subject, named by its MAC. The lock is held until the
    transaction ends."""
    if tx.dialect.name == "postgresql":
        tx.execute(_TAKE_TURNS, {"subject": int.from_bytes(subject[:8], signed=True)})


def sweep(table: Table, *outdated: ColumnElement[Any]) -> Delete:
    """A statement that deletes outdated rows. Rows locked by another transaction are skipped: it is
    using or sweeping them."""
    (key,) = table.primary_key.columns
    found = select(key).where(*outdated).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    # A table of its own, since PostgreSQL may run a plain subquery again for each row, which
    # would skip the rows deleted so far and find more.
    return delete(table).where(key.in_(select(found.cte("outdated"))))
