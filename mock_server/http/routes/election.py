"""The election and its texts, as anyone can read them."""

from __future__ import annotations

from mock_server.http.routing import Call, route
from tui_voter.contract.election import (
    READ_DOCUMENT,
    READ_ELECTION,
    READ_FAQ,
    Document,
    DocumentKind,
    Election,
    Faq,
)


@route(READ_ELECTION)
async def read_election(call: Call[None]) -> Election:
    return call.context.view(call.language)


@route(READ_DOCUMENT)
async def read_document(call: Call[None]) -> Document:
    return call.context.election.pages[call.language][DocumentKind(call.segment)]


@route(READ_FAQ)
async def read_faq(call: Call[None]) -> Faq:
    return Faq(entries=call.context.election.faq[call.language])
