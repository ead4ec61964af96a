"""``/api/links``: ask for an activation link, and open one."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from mock_server.accounts import activation, link_requests
from mock_server.accounts.progress import Step, by_link, noted
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Invitation, LinkRequest, LinkRequested, OpenLink

_BODY = (ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE)


@post(
    "/api/links",
    status_code=202,
    guards=[json_only],
    operation_id="requestLink",
    tags=["links"],
    responses=documented(*_BODY),
)
async def request_link(context: TheContext, data: JSONBody[LinkRequest]) -> LinkRequested:
    """Ask for a new link by mail. The answer is the same for every address."""
    return await link_requests.request_link(context, data)


@post(
    "/api/links/open",
    status_code=200,
    guards=[json_only],
    operation_id="openLink",
    tags=["links"],
    responses=documented(
        *_BODY,
        ErrorCode.LINK_UNKNOWN,
        ErrorCode.LINK_USED,
        ErrorCode.LINK_WITHDRAWN,
        ErrorCode.LINK_EXPIRED,
    ),
)
async def open_link(
    context: TheContext, spoken: TheLanguage, data: JSONBody[OpenLink]
) -> Invitation:
    """Show what a link opens. It is not used up by that."""
    async with noted(context, by_link(data.token), Step.OPENED):
        return await activation.open_link(context, data, spoken)
