"""The end of each urn, made once after the closing: the sum of the ballots, the signed end, and the
number of ballots cast with codes of the reserve."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, text

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.security.credentials import PortalKey
from mock_server.vote.replacement_log import read_reserve, replaced_codes
from mock_server.vote.seal import receipt_key
from mock_server.vote.urn import Urn
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing import tally as tallies
from tui_voter.sealing.archive import Kind
from tui_voter.sealing.ballot import read_ballot
from tui_voter.sealing.codes import spoken_end
from tui_voter.sealing.ending import read_end, sign_end

_sealed, _ending, _tally = schema.sealed_ballot, schema.ending, schema.tally

_TO_END = select(_sealed.c.uuid).where(
    _sealed.c.closed, _sealed.c.ballot_id.not_in(select(_ending.c.ballot_id))
)
_ENDED = (
    select(_ending.c.signed_end)
    .join(_sealed, _sealed.c.ballot_id == _ending.c.ballot_id)
    .where(_sealed.c.uuid == bindparam("uuid"))
)
_ENDS = select(_ending.c.ballot_id, _ending.c.signed_end)
_END = text(
    "INSERT INTO ending (ballot_id, signed_end, replaced, cast_from_reserve) "
    "VALUES (:ballot, :signed_end, :replaced, :cast) ON CONFLICT DO NOTHING"
)


def end_urns(database: Database, key: PortalKey) -> None:
    """Add up the ballots of each closed urn, and sign its end. Several processes may do so at once:
    their results agree, and the first is stored. Not for the event loop."""
    with database.read() as tx:
        uuids = tx.execute(_TO_END).scalars().all()
    for uuid in uuids:
        with database.read() as tx:
            urn = Urn.now(tx, uuid)
        _end_urn(database, key, urn)


def _end_urn(database: Database, key: PortalKey, urn: Urn) -> None:
    election, total = urn.election, tallies.empty(urn.election)
    with database.read() as tx:
        reserve, replaced = read_reserve(tx, urn.ballot_id), replaced_codes(tx, urn.ballot_id)
    cast = 0
    for bodies in urn.bodies(database):
        ballots = [read_ballot(body, election) for body in bodies]
        total = tallies.add(ballots, election, total)
        cast += sum(ballot.credential.text in reserve for ballot in ballots)
        for body in bodies:
            urn.archive.ballot(body)
    urn.archive.end()
    last = urn.archive.parent
    with database.write() as tx:
        end = sign_end(receipt_key(tx, key), election, str(last))
        values = {
            "ballot": urn.ballot_id,
            "signed_end": end.text.decode(),
            "replaced": replaced,
            "cast": None if replaced is None else cast,
        }
        if tx.execute(_END, values).rowcount == 1:
            first = {"position": 0, "kind": Kind.TALLY, "owner": 0, "text": total.text.decode()}
            tx.execute(insert(_tally).values(ballot_id=urn.ballot_id, **first))


def signed_end(tx: Connection, uuid: str) -> bytes:
    """The signed end of an urn. Raises :class:`Refusal`, ``not_found``, before the urn is
    closed."""
    end: str | None = tx.execute(_ENDED, {"uuid": uuid}).scalar_one_or_none()
    if end is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return end.encode()


def short_ends(tx: Connection) -> dict[str, str]:
    """The short form of each closed urn's end, by its ballot, which the polling board compares."""
    ends = tx.execute(_ENDS).all()
    return {ballot_id: spoken_end(read_end(end.encode()).event) for ballot_id, end in ends}
