"""A session: opened with an identifier and a password, and ended."""

from __future__ import annotations

from mock_server.accounts import sign_in as acts
from mock_server.accounts.progress import Milestone, by_identifier, noted
from mock_server.accounts.sessions import end_session
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.refusals import Refusal
from mock_server.http.routing import Call, OpenSession, route, session_route
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.signing_in import (
    END_SESSION,
    SIGN_IN,
    SIGN_IN_CAPTCHA,
    SessionEnded,
    SignedIn,
    SignIn,
)


@route(SIGN_IN_CAPTCHA)
async def new_captcha(call: Call[None]) -> Captcha:
    return await acts.new_captcha(call.context, CaptchaPurpose.SIGN_IN, call.language)


@route(SIGN_IN)
async def sign_in(call: Call[SignIn]) -> SignedIn:
    async with noted(call.context, by_identifier(call.body.identifier), Milestone.SIGNED_IN):
        return await acts.sign_in(call.context, call.body, call.client, call.language)


@session_route(END_SESSION)
async def close_session(call: Call[None], session: OpenSession) -> SessionEnded:
    now = call.context.clock()
    if not await call.context.database.writing(lambda tx: end_session(tx, session.token, now)):
        raise Refusal(ErrorCode.SESSION_ENDED)
    return SessionEnded()
