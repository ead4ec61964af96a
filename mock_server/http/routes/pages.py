"""Pages for browsers: the front page, that of an emailed link, the results, and "not found".

Mail scanners follow links too: none of these uses a link up, looks it up, or logs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import parse_qs, quote

from mock_server.election.context import PortalContext
from mock_server.http.pages import page, results
from mock_server.http.problems import PROBLEM_JSON
from mock_server.http.routing import Answer, Call, Route
from mock_server.vote.results import read_results
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path

METHODS: Final = ("GET", "HEAD")

_HTML: Final = "text/html; charset=utf-8"
_HEADERS: Final = tuple(
    (name.lower().encode(), said.encode()) for name, said in page.HEADERS.items()
)


def routes(context: PortalContext) -> Iterator[Route]:
    yield Route(METHODS, "/", partial(front_page, _front_pages(context)))
    for kind in LinkKind:
        yield Route(METHODS, link_path(kind) + "{token}", partial(link_page, kind))
    yield Route(METHODS, results.PATH, results_page)


def _front_pages(context: PortalContext) -> dict[Language, Answer]:
    """The front page in each language. They depend on nothing else, so they are made once."""
    return {
        language: page_answer(page.front_page(context.election, language, context.public_url))
        for language in context.election.languages
    }


async def front_page(made: dict[Language, Answer], call: Call[None]) -> Answer:
    return made[language_of_page(call)]


async def link_page(kind: LinkKind, call: Call[None]) -> Answer:
    context = call.context
    # The origin is never that of the Host header, which anybody can write. A token as it is mailed
    # stays unchanged; anything else is quoted.
    link = context.public_url + link_path(kind) + quote(call.segment, safe="")
    language = language_of_page(call)
    return page_answer(page.link_page(context.election, language, kind, link, context.public_url))


async def results_page(call: Call[None]) -> Answer:
    language = language_of_page(call)
    found = await read_results(call.context, language)
    return page_answer(results.results_page(call.context.election, language, found))


def language_of_page(call: Call[None]) -> Language:
    """The language chosen on the page (``?lang=``), or else the best for the browser."""
    query = call.scope["query_string"].decode("latin-1")
    chosen = parse_qs(query).get("lang", [""])[0] if query else ""
    return next((item for item in call.context.election.languages if item == chosen), call.language)


def page_answer(html: str, status: int = 200) -> Answer:
    return Answer(status, html.encode(), _HTML, _HEADERS)


def missing_page(call: Call[None]) -> Answer | None:
    """The page for an address that does not exist. Programs, and all requests to the API, get a
    problem instead (None): only a browser asks for HTML and does not name problems."""
    accepted = call.header(b"accept")
    if call.scope["path"].startswith("/api/") or "text/html" not in accepted:
        return None
    if PROBLEM_JSON in accepted:
        return None
    return page_answer(page.missing_page(call.context.election, language_of_page(call)), 404)
