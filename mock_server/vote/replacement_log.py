"""The public log of replaced voting codes, beside each urn. Section 9 of docs/protocol.md.

A line is written in the transaction that gives a code out, so that no code is given out unlogged.
The log names no code: a reader of the database sees at most which voter a line is about, and
nothing in a line leads to a ballot.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.db.locks import take_turns
from mock_server.security.credentials import PortalKey
from mock_server.vote.seal import receipt_key, sealed_election
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.replacements import Reserve, replacement_line

LINES: Final = 500
"""The lines that are read at once. A line takes some 400 bytes; the first grows with the
reserve."""

_TURN: Final = b"replaced"
"""The subject for which transactions take turns that add to the logs."""

_log, _sealed, _entry, _urn = (
    schema.replacement_log,
    schema.sealed_ballot,
    schema.roll_entry,
    schema.urn,
)
_IS_OF = _log.c.ballot_id == bindparam("ballot")
_OWN = (
    select(_sealed.c.ballot_id, _sealed.c.election)
    .join(_entry, _entry.c.ballot_id == _sealed.c.ballot_id)
    .where(_entry.c.voter_id == bindparam("voter"))
)
_FIRST = select(_log.c.line).where(_IS_OF, _log.c.number == 0)
_NUMBER = select(func.max(_log.c.number)).where(_IS_OF)
_LAST = select(_log).where(_IS_OF).order_by(_log.c.number.desc()).limit(1)
_MIXED = select(func.coalesce(func.max(_urn.c.position), 0)).where(
    _urn.c.ballot_id == bindparam("ballot")
)
_SIZE = (
    select(_log.c.ballot_id, func.max(_log.c.ends_at).label("size"))
    .join(_sealed, _sealed.c.ballot_id == _log.c.ballot_id)
    .where(_sealed.c.uuid == bindparam("uuid"))
    .group_by(_log.c.ballot_id)
)
_PART = (
    select(_log.c.line, _log.c.ends_at)
    .where(_IS_OF, _log.c.ends_at > bindparam("start"), _log.c.ends_at <= bindparam("size"))
    .order_by(_log.c.ends_at)
    .limit(LINES)
)


_reserve_in: Final = msgspec.json.Decoder(Reserve).decode
"""Decodes a log's first line without checking it again: it was checked when it was loaded."""


def begin_log(tx: Connection, ballot_id: str, line: bytes) -> None:
    """Write the first line of a ballot's log: the reserve, as the board sealed it."""
    _append(tx, ballot_id, 0, 0, line)


def log_replacement(tx: Connection, key: PortalKey, voter_id: int) -> None:
    """Log that a voter's code was replaced, for each ballot on whose roll the voter stands.

    The caller already shares ``pending``, so that no urn grows in between. One transaction at a
    time writes the logs: their numbers have no gaps, and the counts of ballots never fall.
    """
    take_turns(tx, _TURN)
    secret = receipt_key(tx, key)
    for ballot_id, election in tx.execute(_OWN, {"voter": voter_id}).all():
        before = tx.execute(_LAST, {"ballot": ballot_id}).one()
        mixed = tx.execute(_MIXED, {"ballot": ballot_id}).scalar_one()
        number = before.number + 1
        sealed = sealed_election(election)
        line = replacement_line(secret, sealed, number, mixed, before.line.encode())
        _append(tx, ballot_id, number, before.ends_at, line)


def read_reserve(tx: Connection, ballot_id: str) -> frozenset[str]:
    """The public credentials of the reserve in a ballot; none if it was sealed without a log."""
    line = tx.execute(_FIRST, {"ballot": ballot_id}).scalar_one_or_none()
    return frozenset() if line is None else frozenset(_reserve_in(line).credentials)


def replaced_codes(tx: Connection, ballot_id: str) -> int | None:
    """The number of a ballot's codes that were replaced; None if it was sealed without a log."""
    number: int | None = tx.execute(_NUMBER, {"ballot": ballot_id}).scalar_one()
    return number


def is_logged(tx: Connection, ballot_id: str) -> bool:
    """Whether a ballot was sealed with a log."""
    return replaced_codes(tx, ballot_id) is not None


def _append(tx: Connection, ballot_id: str, number: int, start: int, line: bytes) -> None:
    row = {"number": number, "ends_at": start + len(line), "line": line.decode()}
    tx.execute(insert(_log).values(ballot_id=ballot_id, **row))


class LogCopy(msgspec.Struct, frozen=True):
    """One state of a ballot's log: its first ``size`` bytes, which never change."""

    ballot_id: str
    size: int

    @classmethod
    def now(cls, tx: Connection, uuid: str) -> LogCopy:
        """The log as it is now. Raises :class:`Refusal`, ``not_found``, also if the election was
        sealed without a log."""
        row = tx.execute(_SIZE, {"uuid": uuid}).one_or_none()
        if row is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        return cls(row.ballot_id, row.size)

    def part(self, start: int, tx: Connection) -> bytes:
        """Some of the bytes that follow the first ``start`` bytes."""
        named = {"ballot": self.ballot_id, "start": start, "size": self.size}
        rows = tx.execute(_PART, named).all()
        before = rows[0].ends_at - len(rows[0].line)  # a line is ASCII
        return "".join(row.line for row in rows).encode()[start - before :]

    def parts(self, database: Database) -> Iterator[bytes]:
        """The bytes of the log; not for the event loop."""
        start = 0
        while start < self.size:
            with database.read() as tx:
                part = self.part(start, tx)
            yield part
            start += len(part)
