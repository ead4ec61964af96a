"""The voter's ballots, their electoral rolls and candidate lists."""

from __future__ import annotations

from sqlalchemy import Connection

from mock_server.core.refusals import Refusal
from mock_server.election.ballots import ballots_of, lists_of
from mock_server.election.rolls import roll_page, stands_in
from mock_server.http.routing import Call, OpenSession, session_route
from tui_voter.contract.ballots import (
    READ_BALLOTS,
    READ_CANDIDATE_LISTS,
    READ_ROLL,
    Ballots,
    CandidateLists,
    RollPage,
    RollQuery,
)
from tui_voter.contract.errors import ErrorCode


@session_route(READ_BALLOTS)
async def read_ballots(call: Call[None], session: OpenSession) -> Ballots:
    return await call.context.database.reading(
        lambda tx: Ballots(ballots=ballots_of(tx, session.voter.id, call.language))
    )


@session_route(READ_ROLL)
async def read_roll(call: Call[RollQuery], session: OpenSession) -> RollPage:
    ballot_id, voter_id = call.segment, session.voter.id

    def act(tx: Connection) -> RollPage:
        if not stands_in(tx, ballot_id, voter_id):
            raise Refusal(ErrorCode.NOT_FOUND)
        return roll_page(tx, call.context.key, ballot_id, call.body, voter_id)

    return await call.context.database.reading(act)


@session_route(READ_CANDIDATE_LISTS)
async def read_candidate_lists(call: Call[None], session: OpenSession) -> CandidateLists:
    ballot_id, shown = call.segment, call.context.portal_time() >= call.context.election.lists_from

    def act(tx: Connection) -> CandidateLists:
        if not stands_in(tx, ballot_id, session.voter.id):
            raise Refusal(ErrorCode.NOT_FOUND)
        return CandidateLists(lists=lists_of(tx, ballot_id, call.language) if shown else ())

    return await call.context.database.reading(act)
