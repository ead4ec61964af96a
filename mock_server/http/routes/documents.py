"""``/api/documents`` and ``/api/faq``: the texts that the election carries."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from mock_server.http.problems import documented
from mock_server.http.routes.requests import TheContext, TheLanguage
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import Document, DocumentKind, Faq


@get(
    "/api/documents/{kind:str}",
    operation_id="readDocument",
    tags=["documents"],
    responses=documented(ErrorCode.NOT_FOUND),
)
async def read_document(
    context: TheContext, spoken: TheLanguage, kind: FromPath[DocumentKind]
) -> Document:
    """A text of the election, in Markdown. Reads no database."""
    return context.election.pages[spoken][kind]


@get("/api/faq", operation_id="readFaq", tags=["documents"], responses=documented())
async def read_faq(context: TheContext, spoken: TheLanguage) -> Faq:
    """The questions that are often asked, group by group. Reads no database."""
    return Faq(entries=context.election.faq[spoken])
