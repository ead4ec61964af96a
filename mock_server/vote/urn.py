"""The public urn of a ballot: an archive that only grows. Section 7 of docs/protocol.md.

It is made from the database each time, a part at a time: what was mixed never changes, so that
parts read one after the other are those of one urn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, Integer, bindparam, func, select

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.vote.lock import read_pending
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import BLOCK, Archive

AT_ONCE: Final = 64
"""Ballots: with 13 answers, half a megabyte."""

_FILE: Final = 2 * BLOCK
"""Bytes of an event in the archive: its header, and less than a block of content."""

_seal, _sealed, _urn = schema.seal, schema.sealed_ballot, schema.urn

_HEAD = (
    select(_sealed, _seal.c.sealed_at)
    .join(_seal, _seal.c.text != "")
    .where(_sealed.c.uuid == bindparam("uuid"))
)
_length = func.length(_urn.c.body, type_=Integer)
_SIZE = select(
    func.count(),
    func.coalesce(func.sum((_length + (BLOCK - 1)) // BLOCK * BLOCK), 0),
).where(_urn.c.ballot_id == bindparam("ballot"))
_BODIES = (
    select(_urn.c.body)
    .where(_urn.c.ballot_id == bindparam("ballot"), _urn.c.position > bindparam("after"))
    .order_by(_urn.c.position)
    .limit(bindparam("at_most"))
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Urn(msgspec.Struct):
    """One state of an urn: its ``head``, so many ``ballots``, its end once it is ``closed``;
    ``size`` bytes in all. The ``archive`` writes it, from behind the head on."""

    ballot_id: str
    head: bytes
    archive: Archive
    ballots: int
    closed: bool
    size: int

    @classmethod
    def now(cls, tx: Connection, uuid: str) -> Urn:
        """Raises :class:`Refusal`, ``not_found``."""
        read_pending(tx)
        row = tx.execute(_HEAD, {"uuid": uuid}).one_or_none()
        if row is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        archive = Archive(int((row.sealed_at - _EPOCH).total_seconds()))
        head = archive.setup(row.election.encode(), row.trustees.encode(), row.credentials.encode())
        ballots, padded = tx.execute(_SIZE, {"ballot": row.ballot_id}).one()
        size = len(head) + int(padded) + ballots * (BLOCK + _FILE) + row.closed * _FILE
        return cls(row.ballot_id, head, archive, ballots, row.closed, size)

    async def parts(self, database: Database) -> AsyncIterator[bytes]:
        """Its bytes, once: each part is read and written by a transaction in a thread."""
        yield self.head
        for after in range(0, self.ballots, AT_ONCE):
            window = {
                "ballot": self.ballot_id,
                "after": after,
                "at_most": min(AT_ONCE, self.ballots - after),
            }
            yield await database.reading(partial(self._part, window))
        if self.closed:
            yield self.archive.end()

    def _part(self, window: dict[str, object], tx: Connection) -> bytes:
        return b"".join(map(self.archive.ballot, tx.execute(_BODIES, window).scalars()))


async def from_byte(start: int, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What follows the first ``start`` bytes."""
    async for part in parts:
        if start < len(part):
            yield part[start:]
        start = max(0, start - len(part))
