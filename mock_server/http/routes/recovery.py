"""From a forgotten password to a new one."""

from __future__ import annotations

from mock_server.accounts import recovery, sign_in
from mock_server.accounts.progress import Milestone, by_link, noted
from mock_server.captcha.register import CaptchaPurpose
from mock_server.http.routing import Call, route
from tui_voter.contract.activation import OpenLink
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.recovery import (
    ANSWER_QUESTION,
    GIVE_RECOVERY_CODE,
    MAIL_RECOVERY_CODE,
    OPEN_RECOVERY,
    RECOVERY_CAPTCHA,
    REQUEST_RECOVERY,
    RESET_PASSWORD,
    AnswerQuestion,
    GiveRecoveryCode,
    Recovery,
    RecoveryCodeMailed,
    RecoveryRequest,
    RecoveryRequested,
    RecoveryTicket,
    ResetPassword,
)
from tui_voter.contract.signing_in import SignedIn


@route(RECOVERY_CAPTCHA)
async def new_captcha(call: Call[None]) -> Captcha:
    return await sign_in.new_captcha(call.context, CaptchaPurpose.RECOVERY, call.language)


@route(REQUEST_RECOVERY)
async def request_recovery(call: Call[RecoveryRequest]) -> RecoveryRequested:
    return await recovery.request_recovery(call.context, call.body, call.client, call.language)


@route(OPEN_RECOVERY)
async def open_recovery(call: Call[OpenLink]) -> Recovery:
    return await recovery.open_recovery(call.context, call.body, call.language)


@route(ANSWER_QUESTION)
async def answer_question(call: Call[AnswerQuestion]) -> RecoveryTicket:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.answer_question(call.context, call.body)


@route(MAIL_RECOVERY_CODE)
async def mail_code(call: Call[OpenLink]) -> RecoveryCodeMailed:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.mail_code(call.context, call.body)


@route(GIVE_RECOVERY_CODE)
async def give_code(call: Call[GiveRecoveryCode]) -> RecoveryTicket:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.give_code(call.context, call.body)


@route(RESET_PASSWORD)
async def reset_password(call: Call[ResetPassword]) -> SignedIn:
    async with noted(call.context, by_link(call.body.token), Milestone.SIGNED_IN):
        return await recovery.reset_password(call.context, call.body, call.language)
