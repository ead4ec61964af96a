"""What a browser gets: the front page, the page of a mailed link, the page of no page.

Mail scanners follow links too: none of these uses a link up, looks it up, or logs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from litestar import MediaType, Request, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from mock_server.core.languages import language_for
from mock_server.election.context import PortalContext
from mock_server.http.pages import page
from mock_server.http.problems import PROBLEM_JSON, on_http_exception
from mock_server.http.routes.requests import TheContext
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.contract.shapes import Language

_Request = Request[Any, Any, Any]

METHODS: Final = ("GET", "HEAD")


def language_of_page(request: _Request, context: PortalContext) -> Language:
    """The one chosen on the page (``?lang=``), else the best for the browser."""
    languages = context.election.languages
    chosen = request.query_params.get("lang")
    return next(
        (language for language in languages if language.value == chosen),
        language_for(request.headers.get("accept-language"), languages),
    )


def answer(html: str, status: int = 200) -> Response[str]:
    return Response(html, media_type=MediaType.HTML, status_code=status, headers=page.HEADERS)


def front_pages(context: PortalContext) -> Callable[[Language], ASGIResponse]:
    """Gives the start page in a language: it depends on nothing else, so it is made once."""
    made = {
        language: page.front_page(context.election, language, context.public_url).encode()
        for language in context.election.languages
    }

    def front_page(language: Language) -> ASGIResponse:
        return ASGIResponse(body=made[language], media_type=MediaType.HTML, headers=page.HEADERS)

    return front_page


def front_page_route(
    context: PortalContext, front_page: Callable[[Language], ASGIResponse]
) -> HTTPRouteHandler:
    @route("/", http_method=METHODS, include_in_schema=False)
    async def show_front_page(request: _Request) -> ASGIResponse:
        return front_page(language_of_page(request, context))

    return show_front_page


def _link_page(kind: LinkKind) -> HTTPRouteHandler:
    @route(link_path(kind) + "{token:str}", http_method=METHODS, include_in_schema=False)
    async def link_page(
        request: _Request, context: TheContext, token: FromPath[str]
    ) -> Response[str]:
        language = language_of_page(request, context)
        # Never from the Host header: anybody can write one. A token as it is mailed comes out
        # unchanged; whatever else was asked for is quoted.
        link = context.public_url + link_path(kind) + quote(token, safe="")
        return answer(page.link_page(context.election, language, kind, link, context.public_url))

    return link_page


link_pages: Final = [_link_page(kind) for kind in LinkKind]


def not_found(context: PortalContext) -> Callable[[_Request, NotFoundException], Response[Any]]:
    """The handler for addresses where nothing is: a page for a browser, a problem for the
    rest and for all that is the API's."""

    def on_not_found(request: _Request, exc: NotFoundException) -> Response[Any]:
        best = request.accept.best_match([PROBLEM_JSON, MediaType.HTML])
        if best != MediaType.HTML or request.scope["path"].startswith("/api/"):
            return on_http_exception(request, exc)
        return answer(page.missing_page(context.election, language_of_page(request, context)), 404)

    return on_not_found
