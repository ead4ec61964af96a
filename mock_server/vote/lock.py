"""Who may look at ballots that wait, and who moves them.

On SQLite, writers wait for each other and readers see one state: nothing is needed. On PostgreSQL
those who cast share the table ``pending``, and who mixes has it alone. Who reads both it and the
urn asks for it before anything else: a table that is emptied meanwhile would be empty for an
older state too, in which the urn does not have its ballots yet.
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
    """Cast among others, until the transaction ends."""
    if tx.dialect.name == "postgresql":
        tx.execute(_SHARE)


def read_pending(tx: Connection) -> None:
    """The first statement of a transaction that reads ``pending`` and ``urn``."""
    if tx.dialect.name == "postgresql":
        tx.execute(_READ)


def have_pending_alone(tx: Connection) -> None:
    """Raises DatabaseBusy soon: who casts waits behind who waits for this, and a backup may read
    for long."""
    if tx.dialect.name == "postgresql":
        tx.execute(_SOON)
        tx.execute(_ALONE)
        tx.execute(_AS_USUAL)
