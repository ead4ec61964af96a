"""Sessions: opened by an activation, ended by the voter or by time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from mock_server import schema
from mock_server.credentials import token_hash

_session = schema.session

_LIVING = (
    _session.c.token_hash == bindparam("token"),
    _session.c.expires_at > bindparam("now"),
)
_OPEN = insert(_session)
_FIND = select(_session.c.expires_at).where(*_LIVING)
_END = delete(_session).where(*_LIVING)
_FORGET = delete(_session).where(_session.c.expires_at <= bindparam("now"))


def open_session(tx: Connection, token: str, voter_id: int, expires_at: datetime) -> None:
    row = {"token_hash": token_hash(token), "voter_id": voter_id, "expires_at": expires_at}
    tx.execute(_OPEN, row)


def session_end(tx: Connection, token: str, now: datetime) -> datetime | None:
    """When a session ends that still lives; None for any other."""
    found = tx.execute(_FIND, {"token": token_hash(token), "now": now})
    return found.scalar_one_or_none()


def end_session(tx: Connection, token: str, now: datetime) -> bool:
    """End a living session; False when there is none."""
    return tx.execute(_END, {"token": token_hash(token), "now": now}).rowcount == 1


def forget_sessions(tx: Connection, now: datetime) -> None:
    tx.execute(_FORGET, {"now": now})
