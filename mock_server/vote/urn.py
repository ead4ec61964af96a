"""The public urn of a ballot: an archive that only grows. Section 7 of docs/protocol.md.

It is made from the database each time, part by part: mixed ballots never change, so parts read one
after the other belong to one urn. Nor do the places in it change: a process remembers some of them
(:class:`Mark`), and a request for what is new costs no more than that part.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Integer, bindparam, func, select

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.vote.lock import read_pending
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import Archive, Kind
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.tally import read_result, read_tally

AT_ONCE: Final = 64
"""The ballots that are read at once: with 13 answers, half a megabyte."""

_seal, _sealed, _urn, _tally = schema.seal, schema.sealed_ballot, schema.urn, schema.tally

_HEAD = (
    select(_sealed, _seal.c.sealed_at)
    .join(_seal, _seal.c.text != "")
    .where(_sealed.c.uuid == bindparam("uuid"))
)
_FROM = (
    select(_urn.c.tracker, func.length(_urn.c.body, type_=Integer).label("length"))
    .where(_urn.c.ballot_id == bindparam("ballot"), _urn.c.position >= bindparam("first"))
    .order_by(_urn.c.position)
)
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


class Mark(NamedTuple):
    """A place between two ballots of an archive: the number of ballots and of bytes before it, the
    tracker of the last of these ballots, and the hash that the next event names as its parent."""

    ballots: int
    size: int
    tracker: str
    parent: str


Marks = dict[str, tuple[Mark, ...]]
"""The marks that a process knows of each urn, by its uuid: one every :data:`AT_ONCE` ballots."""


class Urn(msgspec.Struct):
    """One state of an urn."""

    ballot_id: str
    election: Election
    head: bytes
    """The archive up to the first ballot."""
    archive: Archive
    """The writer of the archive, from the end of the head on."""
    marks: tuple[Mark, ...]
    """The places between which the ballots are read."""
    is_closed: bool
    """Whether the urn has its end."""
    count: tuple[AfterEnd, ...]
    """The events of the count, as far as it is."""
    size: int
    """The bytes of the whole archive."""

    @property
    def ballots(self) -> int:
        return self.marks[-1].ballots

    @classmethod
    def now(cls, tx: Connection, uuid: str, known: Marks | None = None) -> Urn:
        """The urn as it is now. ``known`` has the marks that earlier calls found, and new ones are
        added to it. Raises :class:`Refusal`, ``not_found``."""
        read_pending(tx)
        row = tx.execute(_HEAD, {"uuid": uuid}).one_or_none()
        if row is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        archive = Archive(int((row.sealed_at - _EPOCH).total_seconds()))
        head = archive.setup(row.election.encode(), row.trustees.encode(), row.credentials.encode())
        start = Mark(0, len(head), "", str(archive.parent))
        before = (known or {}).get(uuid, ())
        marks = _marks(tx, row.ballot_id, before if start in before else (start,))
        if known is not None:
            known[uuid] = tuple(mark for mark in marks if not mark.ballots % AT_ONCE)
        urn = cls(
            row.ballot_id,
            read_election(row.election.encode()),
            head,
            archive,
            marks,
            row.closed,
            after_end(tx, row.ballot_id),
            marks[-1].size,
        )
        urn.size += len(urn._end())
        return urn

    async def parts(self, database: Database, start: int = 0) -> AsyncIterator[bytes]:
        """The urn's bytes from ``start`` on, once: each part is read and written by a transaction
        in a thread."""
        if start < len(self.head):
            yield self.head[start:]
        for before, behind in pairwise(self.marks):
            if start < behind.size:
                part = await database.reading(partial(self._part, before, behind))
                yield part[max(0, start - before.size) :]
        if end := self._end()[max(0, start - self.marks[-1].size) :]:
            yield end

    def bodies(self, database: Database) -> Iterator[Sequence[bytes]]:
        """The ballots, in windows of :data:`AT_ONCE`; not for the event loop."""
        for before, behind in pairwise(self.marks):
            with database.read() as tx:
                yield self._bodies(tx, before, behind)

    def write_count(self, archive: Archive) -> bytes:
        return b"".join(self._write_event(archive, event) for event in self.count)

    def _write_event(self, archive: Archive, event: AfterEnd) -> bytes:
        text = event.text.encode()
        match event.kind:
            case Kind.TALLY:
                return archive.tally(read_tally(text, self.ballots, self.election))
            case Kind.SHARE:
                return archive.share(event.owner, text)
            case _:
                return archive.result(read_result(text))

    def _bodies(self, tx: Connection, before: Mark, behind: Mark) -> Sequence[bytes]:
        window = {"after": before.ballots, "at_most": behind.ballots - before.ballots}
        return tx.execute(_BODIES, {"ballot": self.ballot_id, **window}).scalars().all()

    def _part(self, before: Mark, behind: Mark, tx: Connection) -> bytes:
        archive = self._writer_after(before)
        return b"".join(map(archive.ballot, self._bodies(tx, before, behind)))

    def _end(self) -> bytes:
        """The part of the archive after the ballots."""
        archive = self._writer_after(self.marks[-1])
        return archive.end() + self.write_count(archive) if self.is_closed else b""

    def _writer_after(self, mark: Mark) -> Archive:
        """The writer that continues after a mark."""
        return Archive(self.archive.time, mark.parent, 1 + mark.ballots)


def _marks(tx: Connection, ballot_id: str, known: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The ``known`` marks and those after them; the last one is at the end of the ballots."""
    last = known[-1]
    rows = [*tx.execute(_FROM, {"ballot": ballot_id, "first": last.ballots})]
    if last.ballots:
        if not rows or rows[0].tracker != last.tracker:  # another database has been put in place
            return _marks(tx, ballot_id, known[:1])
        del rows[0]
    marks, archive, size = [*known], Archive(0, last.parent, 1 + last.ballots), last.size
    for number, row in enumerate(rows, last.ballots + 1):
        size += archive.skip_ballot(row.tracker, row.length)
        if not number % AT_ONCE or number == last.ballots + len(rows):
            marks.append(Mark(number, size, row.tracker, str(archive.parent)))
    return tuple(marks)


def after_end(tx: Connection, ballot_id: str) -> tuple[AfterEnd, ...]:
    """The count of a ballot as far as it is."""
    rows = tx.execute(_AFTER_END, {"ballot": ballot_id})
    return tuple(AfterEnd(Kind(row.kind), row.owner, row.text) for row in rows)
