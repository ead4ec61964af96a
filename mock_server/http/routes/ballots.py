"""``/api/ballots``: the voter's ballots, their electoral rolls and candidate lists."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get, post
from litestar.params import JSONBody, PathParameter
from sqlalchemy import Connection

from mock_server.core.refusals import Refusal
from mock_server.election.ballots import ballots_of, lists_of
from mock_server.election.rolls import roll_page, stands_in
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage, TheVoter, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Ballots, CandidateLists, RollPage, RollQuery

_SESSION: Final[list[dict[str, list[str]]]] = [{"session": []}]

BallotId = Annotated[str, PathParameter(description="The id of one of the voter's ballots.")]


@get(
    "/api/ballots",
    operation_id="readBallots",
    tags=["ballots"],
    security=_SESSION,
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def read_ballots(context: TheContext, spoken: TheLanguage, voter: TheVoter) -> Ballots:
    """The ballots that the voter takes part in, in the election's order."""
    return await context.database.reading(
        lambda tx: Ballots(ballots=ballots_of(tx, voter.id, spoken))
    )


@post(
    "/api/ballots/{ballot_id:str}/roll",
    status_code=200,
    guards=[json_only],
    operation_id="readRoll",
    tags=["ballots"],
    security=_SESSION,
    responses=documented(
        ErrorCode.SESSION_ENDED,
        ErrorCode.NOT_FOUND,
        ErrorCode.TOO_LARGE,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ),
)
async def read_roll(
    context: TheContext, voter: TheVoter, ballot_id: BallotId, data: JSONBody[RollQuery]
) -> RollPage:
    """A page of the roll. Whom the voter looks for stands in the body, so in no log."""

    def act(tx: Connection) -> RollPage:
        if not stands_in(tx, ballot_id, voter.id):
            raise Refusal(ErrorCode.NOT_FOUND)
        return roll_page(tx, context.key, ballot_id, data, voter.id)

    return await context.database.reading(act)


@get(
    "/api/ballots/{ballot_id:str}/lists",
    operation_id="readCandidateLists",
    tags=["ballots"],
    security=_SESSION,
    responses=documented(ErrorCode.SESSION_ENDED, ErrorCode.NOT_FOUND),
)
async def read_candidate_lists(
    context: TheContext, spoken: TheLanguage, voter: TheVoter, ballot_id: BallotId
) -> CandidateLists:
    """The lists in their official order; none before the day they are shown from."""
    shown = context.portal_time() >= context.election.lists_from

    def act(tx: Connection) -> CandidateLists:
        if not stands_in(tx, ballot_id, voter.id):
            raise Refusal(ErrorCode.NOT_FOUND)
        return CandidateLists(lists=lists_of(tx, ballot_id, spoken) if shown else ())

    return await context.database.reading(act)
