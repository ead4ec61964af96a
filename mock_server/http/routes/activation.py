"""``/api/captchas`` and ``/api/activation``: from an open link to an active account."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from mock_server.accounts import activation
from mock_server.accounts.progress import Step, by_link, noted
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    Activate,
    Captcha,
    CreatePassword,
    NewCaptcha,
    PasswordCreated,
    SignedIn,
)

_LINK = (
    ErrorCode.TOO_LARGE,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    ErrorCode.LINK_UNKNOWN,
    ErrorCode.LINK_USED,
    ErrorCode.LINK_WITHDRAWN,
    ErrorCode.LINK_EXPIRED,
)


@post(
    "/api/captchas",
    status_code=200,
    guards=[json_only],
    operation_id="newCaptcha",
    tags=["activation"],
    responses=documented(*_LINK),
)
async def new_captcha(
    context: TheContext, spoken: TheLanguage, data: JSONBody[NewCaptcha]
) -> Captcha:
    """Another captcha for the activation that the link opens."""
    return await activation.new_captcha(context, data, spoken)


@post(
    "/api/activation/password",
    status_code=200,
    guards=[json_only],
    operation_id="createPassword",
    tags=["activation"],
    responses=documented(
        *_LINK,
        ErrorCode.PASSWORD_REFUSED,
        ErrorCode.CAPTCHA_WRONG,
        ErrorCode.CAPTCHA_EXPIRED,
    ),
)
async def create_password(
    context: TheContext, spoken: TheLanguage, data: JSONBody[CreatePassword]
) -> PasswordCreated:
    """Keep a password with the link. The ticket replaces an earlier one."""
    async with noted(context, by_link(data.token), Step.PASSWORD):
        return await activation.create_password(context, data, spoken)


@post(
    "/api/activation",
    status_code=200,
    guards=[json_only],
    operation_id="activate",
    tags=["activation"],
    responses=documented(
        *_LINK,
        ErrorCode.TICKET_REPLACED,
        ErrorCode.QUESTION_UNKNOWN,
        ErrorCode.ANSWER_REFUSED,
    ),
)
async def activate(context: TheContext, spoken: TheLanguage, data: JSONBody[Activate]) -> SignedIn:
    """Activate the account and open a session. Safe to send again after a lost answer."""
    async with noted(context, by_link(data.token), Step.ACTIVE, tried=Step.QUESTION):
        return await activation.activate(context, data, spoken)
