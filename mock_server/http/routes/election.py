"""``/api/election``: the election as everybody may read it."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.response.base import ASGIResponse

from mock_server.election.context import PortalContext
from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage
from tui_voter.contract.shapes import Election, Language

_ANSWER: Final = ResponseSpec(
    Election, generate_examples=False, description="Request fulfilled, document follows"
)


def election_answer(context: PortalContext, language: Language) -> ASGIResponse:
    """Encoded here, and not by way of the framework's Response, which takes half the time."""
    return ASGIResponse(body=msgspec.json.encode(context.view(language)))


@get(
    "/api/election",
    operation_id="readElection",
    tags=["election"],
    responses={200: _ANSWER, **documented()},
)
async def read_election(context: TheContext, spoken: TheLanguage) -> ASGIResponse:
    """The election, and the portal's time. Reads no database: everybody asks at opening."""
    return election_answer(context, spoken)
