"""``/api/session``: the session that an activation opened."""

from __future__ import annotations

from typing import Any

from litestar import Request, delete

from mock_server.problems import Refusal, documented
from mock_server.routes.requests import TheOffice
from mock_server.sessions import end_session
from tui_voter.portal.api import ErrorCode


@delete(
    "/api/session",
    operation_id="endSession",
    tags=["session"],
    security=[{"session": []}],
    responses=documented(ErrorCode.SESSION_ENDED),
)
async def close_session(request: Request[Any, Any, Any], office: TheOffice) -> None:
    """End the session of the bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    now = office.clock()
    if (
        scheme.lower() != "bearer"
        or not token
        or not await office.database.writing(lambda tx: end_session(tx, token.strip(), now))
    ):
        raise Refusal(ErrorCode.SESSION_ENDED)
