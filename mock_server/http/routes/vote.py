"""The vote: the booth, the voting code, casting, receipts and results."""

from __future__ import annotations

from mock_server.core.refusals import Refusal
from mock_server.http.routing import Call, OpenSession, route, session_route
from tui_voter.contract import endpoints
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    Booth,
    Cast,
    CheckCode,
    CodeAccepted,
    FindBallot,
    FoundBallot,
    Receipt,
    Results,
)

# An election is not sealed yet: there is no booth, nothing cast and no result.


@session_route(endpoints.READ_BOOTH)
async def read_booth(_call: Call[None], _session: OpenSession) -> Booth:
    raise Refusal(ErrorCode.NOT_SEALED)


@session_route(endpoints.CHECK_CODE)
async def check_code(_call: Call[CheckCode], _session: OpenSession) -> CodeAccepted:
    raise Refusal(ErrorCode.NOT_SEALED)


@session_route(endpoints.CAST)
async def cast(_call: Call[Cast], _session: OpenSession) -> Receipt:
    raise Refusal(ErrorCode.NOT_SEALED)


@route(endpoints.FIND_BALLOT)
async def find_ballot(_call: Call[FindBallot]) -> FoundBallot:
    raise Refusal(ErrorCode.NOT_FOUND)


@route(endpoints.READ_RESULTS)
async def read_results(_call: Call[None]) -> Results:
    return Results(ballots=())
