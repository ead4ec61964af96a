"""The locks of ballots that wait: for transactions that add, read or move them.

On SQLite, writers wait for each other and readers see one state: nothing is needed. On PostgreSQL,
transactions that cast share the table ``pending``, and one that mixes has it alone. A transaction
that reads both it and the urn locks it before anything else: a table that is emptied in between
would be empty in an older state too, in which the urn does not contain its ballots yet.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

_LOCK: Final = "LOCK TABLE pending IN {mode} MODE"
_SHARE, _READ, _ALONE = (
    text(_LOCK.format(mode=mode)) for mode in ("ROW EXCLUSIVE", "ACCESS SHARE", "ACCESS EXCLUSIVE")
)

_SOON, _AS_USUAL = text("SET LOCAL lock_timeout = 300"), text("SET LOCAL lock_timeout = DEFAULT")


def share_pending(tx: Connection) -> None:
    """Share the table with others that cast, until the transaction ends."""
    if tx.dialect.name == "postgresql":
        tx.execute(_SHARE)


def read_pending(tx: Connection) -> None:
    """Lock the table for reading: the first statement of a transaction that reads ``pending`` and
    ``urn``."""
    if tx.dialect.name == "postgresql":
        tx.execute(_READ)


def have_pending_alone(tx: Connection) -> None:
    """Have the table alone. It raises DatabaseBusy soon: votes wait behind a transaction that waits
    for this, and a backup may read for long."""
    if tx.dialect.name == "postgresql":
        tx.execute(_SOON)
        tx.execute(_ALONE)
        tx.execute(_AS_USUAL)
