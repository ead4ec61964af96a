"""What follows the closing of the urns, once: the sum of the ballots, the signed end, and the codes
that were never given out, for everybody to see that none of them voted."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, text

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.security.credentials import PortalKey
from mock_server.vote.seal import RESERVE, receipt_key
from mock_server.vote.urn import Urn
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing import tally as tallies
from tui_voter.sealing.archive import Kind
from tui_voter.sealing.ballot import read_ballot
from tui_voter.sealing.codes import credential
from tui_voter.sealing.credentials import public_key
from tui_voter.sealing.election import Election
from tui_voter.sealing.ending import sign_end

_sealed, _ending, _tally, _reserve = (
    schema.sealed_ballot,
    schema.ending,
    schema.tally,
    schema.reserve,
)

_TO_END = select(_sealed.c.uuid).where(
    _sealed.c.closed, _sealed.c.ballot_id.not_in(select(_ending.c.ballot_id))
)
_ENDED = (
    select(_ending.c.signed_end, _ending.c.reserve)
    .join(_sealed, _sealed.c.ballot_id == _ending.c.ballot_id)
    .where(_sealed.c.uuid == bindparam("uuid"))
)
_CODES = select(_reserve.c.code)
_END = text(
    "INSERT INTO ending (ballot_id, signed_end, reserve) VALUES (:ballot, :signed_end, :reserve) "
    "ON CONFLICT DO NOTHING"
)


class Unissued(msgspec.Struct, frozen=True):
    """A code of the reserve that no voter got, and the public credential that it gives."""

    code: str
    credential: str


class Reserve(msgspec.Struct, frozen=True):
    """``UUID.reserve.json``. Section 9 of docs/protocol.md."""

    format: str
    uuid: str
    unissued: tuple[Unissued, ...]


def end_urns(database: Database, key: PortalKey) -> None:
    """Add up the ballots of each closed urn, and sign its end. Several processes may do so at
    once: they find the same, and what is found first is kept. Not for the event loop."""
    with database.read() as tx:
        uuids = tx.execute(_TO_END).scalars().all()
    for uuid in uuids:
        with database.read() as tx:
            urn = Urn.now(tx, uuid)
        _end(database, key, urn)


def _end(database: Database, key: PortalKey, urn: Urn) -> None:
    election, total = urn.election, tallies.empty(urn.election)
    for bodies in urn.bodies(database):
        total = tallies.add((read_ballot(body, election) for body in bodies), election, total)
        for body in bodies:
            urn.archive.ballot(body)
    urn.archive.end()
    last = urn.archive.parent
    with database.write() as tx:
        end = sign_end(receipt_key(tx, key), election, str(last))
        values = {
            "ballot": urn.ballot_id,
            "signed_end": end.text.decode(),
            "reserve": _unissued(tx, key, election).decode(),
        }
        if tx.execute(_END, values).rowcount == 1:
            first = {"position": 0, "kind": Kind.TALLY, "owner": 0, "text": total.text.decode()}
            tx.execute(insert(_tally).values(ballot_id=urn.ballot_id, **first))


def _unissued(tx: Connection, key: PortalKey, election: Election) -> bytes:
    codes = [key.unseal(RESERVE, sealed) for sealed in tx.execute(_CODES).scalars()]
    unissued = [Unissued(code, public_key(credential(code), election.uuid)) for code in codes]
    unissued.sort(key=lambda each: each.credential)
    return msgspec.json.encode(Reserve("tui-voter reserve 1", election.uuid, tuple(unissued)))


def signed_end(tx: Connection, uuid: str) -> bytes:
    """Raises :class:`Refusal`, ``not_found``, before the urn is closed."""
    return _published(tx, uuid)[0]


def unissued_reserve(tx: Connection, uuid: str) -> bytes:
    """Raises :class:`Refusal`, ``not_found``, before the urn is closed."""
    return _published(tx, uuid)[1]


def _published(tx: Connection, uuid: str) -> tuple[bytes, bytes]:
    row = tx.execute(_ENDED, {"uuid": uuid}).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return row.signed_end.encode(), row.reserve.encode()
