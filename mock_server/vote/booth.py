"""The booth: a voter's sealed ballots, and the voting code that opens it for a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, lock_voter
from mock_server.security.credentials import is_token, token_hash
from mock_server.security.rate_limit import Guesser, clear_tries, count_try
from mock_server.vote.seal import need_seal
from mock_server.vote.window import until
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.vote import Booth, CheckCode, CodeAccepted, SealedBallot

_session, _code, _replacement = schema.session, schema.voting_code, schema.replacement
_entry, _ballot, _sealed, _register = (
    schema.roll_entry,
    schema.ballot,
    schema.sealed_ballot,
    schema.register,
)

_BY_TOKEN = _session.c.token_hash == bindparam("token")
_STATE = select(_session.c.opened_at, _session.c.unlocked).where(_BY_TOKEN)
_UNLOCK = update(_session).where(_BY_TOKEN).values(unlocked=True)
_CODE = select(_code.c.verifier_hash).where(_code.c.voter_id == bindparam("voter"))
_NOTED = delete(_replacement).where(
    _replacement.c.voter_id == bindparam("voter"), _replacement.c.issued != ""
)
_BALLOTS = (
    select(_sealed.c.ballot_id, _sealed.c.election, _register.c.voter_id.label("voted"))
    .join(_entry, _entry.c.ballot_id == _sealed.c.ballot_id)
    .join(_ballot, _ballot.c.id == _sealed.c.ballot_id)
    .outerjoin(
        _register,
        (_register.c.ballot_id == _sealed.c.ballot_id)
        & (_register.c.voter_id == _entry.c.voter_id),
    )
    .where(_entry.c.voter_id == bindparam("voter"))
    .order_by(_ballot.c.position)
)


def session_state(tx: Connection, token: str) -> tuple[datetime, bool]:
    """When the session was opened, by the portal's clock, and whether the voter gave the voting
    code in it. Raises :class:`Refusal` if it has just ended."""
    row = tx.execute(_STATE, {"token": token_hash(token)}).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.SESSION_ENDED)
    return row.opened_at, row.unlocked


async def read_booth(context: PortalContext, voter: Voter, token: str) -> Booth:
    def act(tx: Connection) -> Booth:
        seal = need_seal(tx).text
        opened_at, unlocked = session_state(tx, token)
        return Booth(
            seal=seal,
            ballots=tuple(
                SealedBallot(
                    ballot_id=row.ballot_id,
                    election=row.election,
                    voted=row.voted is not None,
                )
                for row in tx.execute(_BALLOTS, {"voter": voter.id})
            ),
            unlocked=unlocked,
            until=until(context.election, opened_at),
        )

    return await context.database.reading(act)


async def check_code(
    context: PortalContext, voter: Voter, token: str, request: CheckCode
) -> CodeAccepted:
    """Open the booth for this session. An attempt is counted before its code is checked. The code
    is checked again as the booth is opened, since another may have replaced it meanwhile."""
    now = context.clock()
    guesser = Guesser.giving_code(context.key, voter.address, token)

    def count(tx: Connection) -> bool:
        need_seal(tx)
        is_right = _is_code_of(tx, voter, request)
        count_try(tx, guesser, now)
        return is_right

    def unlock(tx: Connection) -> bool:
        lock_voter(tx, voter.id)  # who replaces the code has locked them, too
        if not _is_code_of(tx, voter, request):
            return False
        clear_tries(tx, guesser, now)
        tx.execute(_UNLOCK, {"token": token_hash(token)})
        tx.execute(_NOTED, {"voter": voter.id})
        return True

    for act in (count, unlock):
        if not await context.database.writing(act):
            raise Refusal(ErrorCode.CODE_REFUSED)
    return CodeAccepted()


def _is_code_of(tx: Connection, voter: Voter, request: CheckCode) -> bool:
    return is_token(request.verifier, tx.execute(_CODE, {"voter": voter.id}).scalar_one_or_none())
