"""``/api/documents`` and ``/api/faq``: the texts that the election carries."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from mock_server.problems import documented
from mock_server.routes.requests import TheLanguage, TheOffice
from tui_voter.portal.api import Document, DocumentKind, ErrorCode, Faq


@get(
    "/api/documents/{kind:str}",
    operation_id="readDocument",
    tags=["documents"],
    responses=documented(ErrorCode.NOT_FOUND),
)
async def read_document(
    office: TheOffice, spoken: TheLanguage, kind: FromPath[DocumentKind]
) -> Document:
    """A text of the election, in Markdown. Reads no database."""
    return office.election.pages[spoken][kind]


@get("/api/faq", operation_id="readFaq", tags=["documents"], responses=documented())
async def read_faq(office: TheOffice, spoken: TheLanguage) -> Faq:
    """The questions that are often asked, group by group. Reads no database."""
    return Faq(entries=office.election.faq[spoken])
