"""Claims (réclamations) and requests for assistance."""

from __future__ import annotations

from mock_server.helpdesk import submissions
from mock_server.http.routing import Call, OpenSession, session_route
from tui_voter.contract.helpdesk import (
    ASK_ASSISTANCE,
    READ_ASSISTANCE,
    READ_CLAIMS,
    SEND_CLAIM,
    AssistanceRequest,
    AssistanceRequests,
    Claim,
    Claims,
    NewAssistance,
    NewClaim,
)


@session_route(READ_CLAIMS)
async def read_claims(call: Call[None], session: OpenSession) -> Claims:
    return await submissions.list_claims(call.context, session.voter, call.language)


@session_route(SEND_CLAIM)
async def send_claim(call: Call[NewClaim], session: OpenSession) -> Claim:
    return await submissions.send_claim(call.context, session.voter, call.body, call.language)


@session_route(READ_ASSISTANCE)
async def read_assistance(call: Call[None], session: OpenSession) -> AssistanceRequests:
    return await submissions.list_assistance(call.context, session.voter)


@session_route(ASK_ASSISTANCE)
async def ask_assistance(call: Call[NewAssistance], session: OpenSession) -> AssistanceRequest:
    return await submissions.ask_assistance(call.context, session.voter, call.body)
