"""``/api/session``: the session that a sign-in or an activation opened."""

from __future__ import annotations

from litestar import delete

from mock_server.problems import Refusal, documented
from mock_server.routes.requests import TheBearer, TheOffice
from mock_server.sessions import end_session
from tui_voter.portal.api import ErrorCode


@delete(
    "/api/session",
    operation_id="endSession",
    tags=["session"],
    security=[{"session": []}],
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def close_session(office: TheOffice, bearer: TheBearer) -> None:
    """End the session of the bearer token."""
    now = office.clock()
    if not await office.database.writing(lambda tx: end_session(tx, bearer, now)):
        raise Refusal(ErrorCode.SESSION_ENDED)
