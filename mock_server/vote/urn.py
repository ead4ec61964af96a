"""The public urn of a ballot: an archive that only grows. Section 7 of docs/protocol.md.

It is made from the database each time, a part at a time: what was mixed never changes, so that
parts read one after the other are those of one urn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
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
from tui_voter.sealing.archive import BLOCK, Archive, Kind
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.tally import read_result, read_tally

AT_ONCE: Final = 64
"""Ballots: with 13 answers, half a megabyte."""

_FILE: Final = 2 * BLOCK
"""Bytes of an event in the archive: its header, and less than a block of content."""

_seal, _sealed, _urn, _tally = schema.seal, schema.sealed_ballot, schema.urn, schema.tally

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

_AFTER_END = (
    select(_tally.c.kind, _tally.c.owner, _tally.c.text)
    .where(_tally.c.ballot_id == bindparam("ballot"))
    .order_by(_tally.c.position)
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class AfterEnd(msgspec.Struct, frozen=True):
    """An event of the count: a row of the table ``tally``."""

    kind: Kind
    owner: int
    text: str


class Urn(msgspec.Struct):
    """One state of an urn: its ``head``, so many ``ballots``, its end once it is ``closed``, the
    ``count`` as far as it is; ``size`` bytes in all. The ``archive`` writes it, from behind the
    head on."""

    ballot_id: str
    election: Election
    head: bytes
    archive: Archive
    ballots: int
    closed: bool
    count: tuple[AfterEnd, ...]
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
        urn = cls(
            row.ballot_id,
            read_election(row.election.encode()),
            head,
            archive,
            ballots,
            row.closed,
            after_end(tx, row.ballot_id),
            size,
        )
        urn.size += len(urn.write_count(Archive(archive.time)))  # as long, whatever its hashes
        return urn

    async def parts(self, database: Database) -> AsyncIterator[bytes]:
        """Its bytes, once: each part is read and written by a transaction in a thread."""
        yield self.head
        for window in self._windows():
            yield await database.reading(partial(self._part, window))
        if self.closed:
            yield self.archive.end()
            yield self.write_count(self.archive)

    def bodies(self, database: Database) -> Iterator[Sequence[bytes]]:
        """The ballots, a window at a time; not for the event loop."""
        for window in self._windows():
            with database.read() as tx:
                yield tx.execute(_BODIES, window).scalars().all()

    def write_count(self, archive: Archive) -> bytes:
        return b"".join(self._written(archive, event) for event in self.count)

    def _written(self, archive: Archive, event: AfterEnd) -> bytes:
        text = event.text.encode()
        match event.kind:
            case Kind.TALLY:
                return archive.tally(read_tally(text, self.ballots, self.election))
            case Kind.SHARE:
                return archive.share(event.owner, text)
            case _:
                return archive.result(read_result(text))

    def _windows(self) -> Iterator[dict[str, object]]:
        for after in range(0, self.ballots, AT_ONCE):
            at_most = min(AT_ONCE, self.ballots - after)
            yield {"ballot": self.ballot_id, "after": after, "at_most": at_most}

    def _part(self, window: dict[str, object], tx: Connection) -> bytes:
        return b"".join(map(self.archive.ballot, tx.execute(_BODIES, window).scalars()))


def after_end(tx: Connection, ballot_id: str) -> tuple[AfterEnd, ...]:
    """The count of a ballot as far as it is."""
    rows = tx.execute(_AFTER_END, {"ballot": ballot_id})
    return tuple(AfterEnd(Kind(row.kind), row.owner, row.text) for row in rows)


async def from_byte(start: int, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What follows the first ``start`` bytes."""
    async for part in parts:
        if start < len(part):
            yield part[start:]
        start = max(0, start - len(part))
