"""The voter's data in the portal."""

from __future__ import annotations

from mock_server.accounts import profile
from mock_server.http.routing import Call, OpenSession, session_route
from tui_voter.contract.account import (
    CHANGE_PASSWORD,
    CHANGE_PROFILE,
    CHANGE_QUESTION,
    READ_PROFILE,
    Changed,
    ChangePassword,
    ChangeProfile,
    ChangeQuestion,
    Profile,
)


@session_route(READ_PROFILE)
async def read_profile(call: Call[None], session: OpenSession) -> Profile:
    return profile.view_profile(call.context, session.voter, call.language)


@session_route(CHANGE_PROFILE)
async def change_profile(call: Call[ChangeProfile], session: OpenSession) -> Profile:
    return await profile.update_profile(call.context, session.voter, call.body, call.language)


@session_route(CHANGE_PASSWORD)
async def change_password(call: Call[ChangePassword], session: OpenSession) -> Changed:
    return await profile.update_password(call.context, session.voter, call.body, session.token)


@session_route(CHANGE_QUESTION)
async def change_question(call: Call[ChangeQuestion], session: OpenSession) -> Changed:
    return await profile.update_question(call.context, session.voter, call.body, session.token)
