"""From a forgotten password to a new one."""

from __future__ import annotations

from mock_server.accounts import recovery, sign_in
from mock_server.accounts.progress import Milestone, by_link, noted
from mock_server.captcha.register import CaptchaPurpose
from mock_server.http.routing import Call, route
from tui_voter.contract import endpoints
from tui_voter.contract.shapes import (
    AnswerQuestion,
    Captcha,
    GiveRecoveryCode,
    OpenLink,
    Recovery,
    RecoveryCodeMailed,
    RecoveryRequest,
    RecoveryRequested,
    RecoveryTicket,
    ResetPassword,
    SignedIn,
)


@route(endpoints.RECOVERY_CAPTCHA)
async def new_captcha(call: Call[None]) -> Captcha:
    return await sign_in.new_captcha(call.context, CaptchaPurpose.RECOVERY, call.language)


@route(endpoints.REQUEST_RECOVERY)
async def request_recovery(call: Call[RecoveryRequest]) -> RecoveryRequested:
    return await recovery.request_recovery(call.context, call.body, call.client, call.language)


@route(endpoints.OPEN_RECOVERY)
async def open_recovery(call: Call[OpenLink]) -> Recovery:
    return await recovery.open_recovery(call.context, call.body, call.language)


@route(endpoints.ANSWER_QUESTION)
async def answer_question(call: Call[AnswerQuestion]) -> RecoveryTicket:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.answer_question(call.context, call.body)


@route(endpoints.MAIL_RECOVERY_CODE)
async def mail_code(call: Call[OpenLink]) -> RecoveryCodeMailed:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.mail_code(call.context, call.body)


@route(endpoints.GIVE_RECOVERY_CODE)
async def give_code(call: Call[GiveRecoveryCode]) -> RecoveryTicket:
    async with noted(call.context, by_link(call.body.token)):
        return await recovery.give_code(call.context, call.body)


@route(endpoints.RESET_PASSWORD)
async def reset_password(call: Call[ResetPassword]) -> SignedIn:
    async with noted(call.context, by_link(call.body.token), Milestone.SIGNED_IN):
        return await recovery.reset_password(call.context, call.body, call.language)
