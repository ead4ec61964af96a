"""``/api/claims``: claims (réclamations) against a roll or what stands in it."""

from __future__ import annotations

from litestar import get, post
from litestar.params import JSONBody

from mock_server.helpdesk.claims import list_claims
from mock_server.helpdesk.claims import send_claim as keep_claim
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage, TheVoter, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Claim, Claims, NewClaim


@get(
    "/api/claims",
    operation_id="readClaims",
    tags=["claims"],
    security=[{"session": []}],
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def read_claims(context: TheContext, spoken: TheLanguage, voter: TheVoter) -> Claims:
    """The voter's claims, the latest first, and the ballots that a new one may be about."""
    return await list_claims(context, voter, spoken)


@post(
    "/api/claims",
    status_code=201,
    guards=[json_only],
    operation_id="sendClaim",
    tags=["claims"],
    security=[{"session": []}],
    responses=documented(
        ErrorCode.SESSION_ENDED,
        ErrorCode.NOT_FOUND,
        ErrorCode.TOO_LARGE,
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        ErrorCode.CLAIMS_CLOSED,
        ErrorCode.KEY_REUSED,
        ErrorCode.TOO_MANY,
    ),
)
async def send_claim(
    context: TheContext, spoken: TheLanguage, voter: TheVoter, data: JSONBody[NewClaim]
) -> Claim:
    """Send a claim. Safe to send again with its key; a mail confirms it once."""
    return await keep_claim(context, voter, data, spoken)
