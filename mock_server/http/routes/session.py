"""``/api/session``: the session that a sign-in or an activation opened."""

from __future__ import annotations

from litestar import delete

from mock_server.accounts.sessions import end_session
from mock_server.core.refusals import Refusal
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheBearer, TheContext
from tui_voter.contract.errors import ErrorCode


@delete(
    "/api/session",
    operation_id="endSession",
    tags=["session"],
    security=[{"session": []}],
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def close_session(context: TheContext, bearer: TheBearer) -> None:
    """End the session of the bearer token."""
    now = context.clock()
    if not await context.database.writing(lambda tx: end_session(tx, bearer, now)):
        raise Refusal(ErrorCode.SESSION_ENDED)
