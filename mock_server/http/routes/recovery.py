"""``/api/recovery``: from a forgotten password to a new one."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from mock_server.accounts import recovery, sign_in
from mock_server.accounts.progress import Step, by_recovery_link, noted
from mock_server.captcha.register import Act
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage, json_only
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    AnswerQuestion,
    Captcha,
    OpenLink,
    QuestionAnswered,
    Recovery,
    RecoveryRequest,
    RecoveryRequested,
    ResetPassword,
    SignedIn,
)

_BODY = (ErrorCode.TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
_LINK = (
    *_BODY,
    ErrorCode.LINK_UNKNOWN,
    ErrorCode.LINK_USED,
    ErrorCode.LINK_EXPIRED,
    ErrorCode.LINK_WITHDRAWN,
)


@post(
    "/api/recovery/captcha",
    status_code=200,
    operation_id="recoveryCaptcha",
    tags=["recovery"],
    responses=documented(),
)
async def new_captcha(context: TheContext, spoken: TheLanguage) -> Captcha:
    """A captcha to ask for a link with."""
    return await sign_in.new_captcha(context, Act.RECOVERY, spoken)


@post(
    "/api/recovery",
    status_code=202,
    guards=[json_only],
    operation_id="requestRecovery",
    tags=["recovery"],
    responses=documented(*_BODY, ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED),
)
async def request_recovery(
    context: TheContext, spoken: TheLanguage, data: JSONBody[RecoveryRequest]
) -> RecoveryRequested:
    """Ask for a link by mail. The answer is the same for every identifier."""
    return await recovery.request_recovery(context, data, spoken)


@post(
    "/api/recovery/open",
    status_code=200,
    guards=[json_only],
    operation_id="openRecovery",
    tags=["recovery"],
    responses=documented(*_LINK, ErrorCode.TRIES_SPENT),
)
async def open_recovery(
    context: TheContext, spoken: TheLanguage, data: JSONBody[OpenLink]
) -> Recovery:
    """Show the challenge question. The link is not used up by that."""
    return await recovery.open_recovery(context, data, spoken)


@post(
    "/api/recovery/answer",
    status_code=200,
    guards=[json_only],
    operation_id="answerQuestion",
    tags=["recovery"],
    responses=documented(*_LINK, ErrorCode.TRIES_SPENT, ErrorCode.ANSWER_WRONG, ErrorCode.TOO_MANY),
)
async def answer_question(context: TheContext, data: JSONBody[AnswerQuestion]) -> QuestionAnswered:
    """Answer the challenge question. The ticket replaces an earlier one."""
    async with noted(context, by_recovery_link(data.token)):
        return await recovery.answer_question(context, data)


@post(
    "/api/recovery/password",
    status_code=200,
    guards=[json_only],
    operation_id="resetPassword",
    tags=["recovery"],
    responses=documented(*_LINK, ErrorCode.TICKET_REPLACED, ErrorCode.PASSWORD_REFUSED),
)
async def reset_password(
    context: TheContext, spoken: TheLanguage, data: JSONBody[ResetPassword]
) -> SignedIn:
    """Replace the password, end all sessions and open one. Safe to send again after a lost
    answer."""
    async with noted(context, by_recovery_link(data.token), Step.SIGNED_IN):
        return await recovery.reset_password(context, data, spoken)
