"""``/api/election``: the election as everybody may read it."""

from __future__ import annotations

from litestar import get

from mock_server.problems import documented
from mock_server.routes.requests import TheLanguage, TheOffice
from tui_voter.portal.api import Election


@get("/api/election", operation_id="readElection", tags=["election"], responses=documented())
async def read_election(office: TheOffice, spoken: TheLanguage) -> Election:
    """The election, and the portal's time. Reads no database: everybody asks at opening."""
    return office.view(spoken)
