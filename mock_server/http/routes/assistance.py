"""``/api/assistance``: requests to a person, and their answers."""

from __future__ import annotations

from litestar import get, post
from litestar.params import JSONBody

from mock_server.helpdesk.assistance import ask_assistance as keep_request
from mock_server.helpdesk.assistance import list_assistance
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheVoter, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import AssistanceRequest, AssistanceRequests, NewAssistance


@get(
    "/api/assistance",
    operation_id="readAssistance",
    tags=["assistance"],
    security=[{"session": []}],
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def read_assistance(context: TheContext, voter: TheVoter) -> AssistanceRequests:
    """The voter's requests, the latest first, with the answers that there are."""
    return await list_assistance(context, voter)


@post(
    "/api/assistance",
    status_code=201,
    guards=[json_only],
    operation_id="askAssistance",
    tags=["assistance"],
    security=[{"session": []}],
    responses=documented(
        ErrorCode.SESSION_ENDED,
        ErrorCode.TOO_LARGE,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        ErrorCode.KEY_REUSED,
        ErrorCode.TOO_MANY,
    ),
)
async def ask_assistance(
    context: TheContext, voter: TheVoter, data: JSONBody[NewAssistance]
) -> AssistanceRequest:
    """Ask for assistance. Safe to send again with its key; a mail confirms it once."""
    return await keep_request(context, voter, data)
