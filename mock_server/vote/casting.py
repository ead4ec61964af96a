"""Casting a ballot: the voter enters the register and the ballot waits to be mixed, or neither.

The ballot's proofs are checked outside any transaction, in turns of the clients. The rows written
link a voter to a ballot until the next mixing (:mod:`.mixing`), and no longer.

The same bytes always get the same receipt: a ballot whose tracker exists is not cast again.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import partial

import msgspec
from sqlalchemy import Connection, LargeBinary, bindparam, literal, select, text

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter
from mock_server.vote.booth import session_state
from mock_server.vote.lock import read_pending, share_pending
from mock_server.vote.replacement_log import is_logged
from mock_server.vote.seal import (
    OwnBallot,
    Sign,
    is_closed,
    own_ballot,
    sealed_election,
    signer,
)
from mock_server.vote.window import is_open
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.vote import Cast, FindBallot, FoundBallot, Receipt
from tui_voter.sealing.ballot import check_ballot, read_ballot, tracker
from tui_voter.sealing.codes import binding
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import SealingError

_pending, _urn, _register = schema.pending, schema.urn, schema.register
_credential, _sealed, _binding = schema.credential, schema.sealed_ballot, schema.binding

_THERE = (
    select(_pending.c.body, literal(True).label("waiting"))
    .where(_pending.c.ballot_id == bindparam("ballot"), _pending.c.tracker == bindparam("tracker"))
    .union_all(
        select(_urn.c.body, literal(False)).where(
            _urn.c.ballot_id == bindparam("ballot"), _urn.c.tracker == bindparam("tracker")
        )
    )
)
_HAS_VOTED = select(_register.c.voter_id).where(
    _register.c.ballot_id == bindparam("ballot"), _register.c.voter_id == bindparam("voter")
)
_IN_ROLL = select(_credential.c.credential).where(
    _credential.c.ballot_id == bindparam("ballot"),
    _credential.c.credential == bindparam("credential"),
)
_SPENT = select(_urn.c.position).where(
    _urn.c.ballot_id == bindparam("ballot"), _urn.c.credential == bindparam("credential")
)
_BINDING = select(_binding.c.hash).where(
    _binding.c.ballot_id == bindparam("ballot"), _binding.c.voter_id == bindparam("voter")
)
_SEALED = select(_sealed.c.ballot_id, _sealed.c.election).where(_sealed.c.uuid == bindparam("uuid"))
# SQLite and PostgreSQL share this statement, for which SQLAlchemy has no common expression.
_REGISTER = text(
    "INSERT INTO register (ballot_id, voter_id) VALUES (:ballot, :voter) ON CONFLICT DO NOTHING"
)
_PUT = text(
    "INSERT INTO pending (ballot_id, credential, tracker, body) "
    "VALUES (:ballot, :credential, :tracker, :body) ON CONFLICT DO NOTHING"
).bindparams(bindparam("body", type_=LargeBinary))


class Admitted(msgspec.Struct, frozen=True):
    """A voter who may cast in a ballot; ``is_there`` if this very ballot was cast already."""

    ballot: OwnBallot
    opened_at: datetime
    sign: Sign
    is_there: bool


async def cast(
    context: PortalContext, voter: Voter, token: str, ballot_id: str, request: Cast
) -> Receipt:
    body = request.ballot.encode(errors="replace")
    mark = tracker(body)

    def look(tx: Connection) -> Admitted:
        read_pending(tx)
        ballot = own_ballot(tx, ballot_id, voter.id)
        opened_at, unlocked = session_state(tx, token)
        sign = signer(tx, context.key)
        is_there = _is_there(tx, ballot_id, mark)
        if not is_there:
            _check_open(context, opened_at, is_closed=ballot.is_closed)
        if not unlocked:
            raise Refusal(ErrorCode.CODE_NEEDED)
        voter_in = {"ballot": ballot_id, "voter": voter.id}
        if not is_there and tx.execute(_HAS_VOTED, voter_in).first():
            raise Refusal(ErrorCode.ALREADY_VOTED)
        return Admitted(ballot, opened_at, sign, is_there)

    admitted = await context.database.reading(look)
    election = admitted.ballot.election
    if admitted.is_there:
        return admitted.sign(election, mark)
    credential = await context.hasher.meanwhile(partial(_credential_of, body, election))

    def put(tx: Connection) -> None:
        share_pending(tx)
        if _is_there(tx, ballot_id, mark):
            return
        # Checked under the lock: nothing is cast once an urn is closed.
        _check_open(context, admitted.opened_at, is_closed=is_closed(tx, ballot_id))
        _check_bound(tx, ballot_id, voter.id, request.verifier, credential)
        if not note_voter(tx, ballot_id, voter.id):
            if _is_there(tx, ballot_id, mark):  # sent twice at once
                return
            raise Refusal(ErrorCode.ALREADY_VOTED)
        deposit(tx, ballot_id, credential, mark, body)

    await context.database.writing(put)
    return admitted.sign(election, mark)


def note_voter(tx: Connection, ballot_id: str, voter_id: int) -> bool:
    """Enter the voter in the register. False if they are in it already."""
    return tx.execute(_REGISTER, {"ballot": ballot_id, "voter": voter_id}).rowcount == 1


def deposit(tx: Connection, ballot_id: str, credential: str, mark: str, body: bytes) -> None:
    """Put a ballot that was checked among those that wait. Raises :class:`Refusal` if its
    credential is not on the roll or has voted, whatever the register says."""
    named = {"ballot": ballot_id, "credential": credential}
    may_vote = tx.execute(_IN_ROLL, named).first() and not tx.execute(_SPENT, named).first()
    if not may_vote or tx.execute(_PUT, {**named, "tracker": mark, "body": body}).rowcount != 1:
        raise Refusal(ErrorCode.BALLOT_REFUSED)


async def find_ballot(context: PortalContext, request: FindBallot) -> FoundBallot:
    """Return a ballot that was cast, by its tracker, which does not tell whose it is."""

    def act(tx: Connection) -> FoundBallot:
        read_pending(tx)
        sealed = tx.execute(_SEALED, {"uuid": request.uuid}).one_or_none()
        if sealed is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        found = tx.execute(_THERE, _parameters(sealed.ballot_id, request.tracker)).one_or_none()
        if found is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        sign = signer(tx, context.key)
        return FoundBallot(
            ballot=found.body.decode(),
            receipt=sign(sealed_election(sealed.election), request.tracker),
            waiting=found.waiting,
        )

    return await context.database.reading(act)


def _check_open(context: PortalContext, opened_at: datetime, *, is_closed: bool) -> None:
    if is_closed or not is_open(context.election, opened_at, context.portal_time()):
        raise Refusal(ErrorCode.VOTE_CLOSED)


def _check_bound(
    tx: Connection, ballot_id: str, voter_id: int, verifier: str, credential: str
) -> None:
    """Raise :class:`Refusal` if the code is another voter's, or was replaced."""
    kept = tx.execute(_BINDING, {"ballot": ballot_id, "voter": voter_id}).scalar_one_or_none()
    if kept is None and not is_logged(tx, ballot_id):
        return  # sealed before the database's version 2, which brought logs and bindings
    if kept is None or not hmac.compare_digest(kept, bytes.fromhex(binding(verifier, credential))):
        raise Refusal(ErrorCode.BALLOT_REFUSED)


def _is_there(tx: Connection, ballot_id: str, mark: str) -> bool:
    return tx.execute(_THERE, _parameters(ballot_id, mark)).first() is not None


def _parameters(ballot_id: str, mark: str) -> dict[str, str]:
    return {"ballot": ballot_id, "tracker": mark}


def _credential_of(body: bytes, election: Election) -> str:
    """The public credential of a ballot. Raises :class:`Refusal` unless the ballot is valid."""
    try:
        ballot = read_ballot(body, election)
        check_ballot(ballot, election)
    except SealingError as exc:
        raise Refusal(ErrorCode.BALLOT_REFUSED) from exc
    return ballot.credential.text
