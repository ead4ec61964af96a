"""What acts at the same time do not do to each other.

On SQLite all that write wait for each other at their start, and nothing here has anything
to do. PostgreSQL lets them run side by side, READ COMMITTED: conditional updates settle
most races, and an act that reads first and then writes locks what it read: a row
(``FOR NO KEY UPDATE``, which lets others refer to it), or, where there may be no row,
its subject by :func:`take_turns`.

Whoever locks several things does so in this order, so that no two wait for each other:
captcha or activation link, voter, recovery links, subject, sessions. :func:`sweep` comes
last of all: it holds rows of others, and must not wait for anybody afterwards.
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
"""Rows at most. An act leaves about one behind, so a hundred for each get even a flood out of
the way, and nobody waits for all of it to be deleted at once."""

_TAKE_TURNS: Final = select(func.pg_advisory_xact_lock(bindparam("subject", type_=BigInteger)))


def take_turns(tx: Connection, subject: bytes) -> None:
    """Let the acts about one subject, named by its MAC, run one after the other. Each has
    its turn until its transaction ends."""
    if tx.dialect.name == "postgresql":
        tx.execute(_TAKE_TURNS, {"subject": int.from_bytes(subject[:8], signed=True)})


def sweep(table: Table, *outdated: ColumnElement[Any]) -> Delete:
    """The statement that takes away what nobody needs any more. Rows that another act has
    locked are left: it is at work on them, or sweeps too."""
    (key,) = table.primary_key.columns
    found = select(key).where(*outdated).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    # As a table of its own: PostgreSQL may ask a plain subquery again for each row, which
    # skips what is deleted by then and finds more.
    return delete(table).where(key.in_(select(found.cte("outdated"))))
