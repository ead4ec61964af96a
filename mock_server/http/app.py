"""The portal as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import HTTPScope, Message, Scope

from mock_server.core.addresses import ADDRESS_PATTERN
from mock_server.core.settings import Settings
from mock_server.election.context import PortalContext, open_context
from mock_server.helpdesk.submissions import NOT_BLANK
from mock_server.http.opening import Opening
from mock_server.http.problems import HANDLERS
from mock_server.http.routes import (
    activation,
    assistance,
    ballots,
    claims,
    documents,
    election,
    health,
    links,
    pages,
    profile,
    recovery,
    session,
    sign_in,
)
from mock_server.http.routes.requests import (
    StrictRequest,
    bearer_of,
    client_of,
    language_of,
    session_voter,
)
from tui_voter.contract import shapes

BODY_LIMIT: Final = 64 * 1024
"""Bytes of a request's body; the largest that the contract allows is below a half."""

CONTRACT_VERSION: Final = "1"

_OPENAPI_PATH: Final = "/openapi.json"


def create_app(settings: Settings) -> Litestar:
    """The application over an installed database. Raises :class:`.faults.Fault`."""
    context = open_context(settings)
    if settings.metrics:
        from mock_server.ops import metrics  # to be loaded only where they are exposed

        metrics.watch(context)
    front_page = pages.front_pages(context)
    app = Litestar(
        route_handlers=[
            election.read_election,
            links.request_link,
            links.open_link,
            activation.new_captcha,
            activation.create_password,
            activation.activate,
            sign_in.new_captcha,
            sign_in.sign_in,
            session.close_session,
            recovery.new_captcha,
            recovery.request_recovery,
            recovery.open_recovery,
            recovery.answer_question,
            recovery.reset_password,
            profile.read_profile,
            profile.change_profile,
            profile.change_password,
            profile.change_question,
            documents.read_document,
            documents.read_faq,
            ballots.read_ballots,
            ballots.read_roll,
            ballots.read_candidate_lists,
            claims.read_claims,
            claims.send_claim,
            assistance.read_assistance,
            assistance.ask_assistance,
            health.health,
            health.ready,
            pages.front_page_route(context, front_page),
            *pages.link_pages,
            *(_room_pages() if settings.training else ()),
        ],
        dependencies={
            "context": Provide(lambda: context, sync_to_thread=False),
            "spoken": Provide(language_of, sync_to_thread=False),
            "client": Provide(client_of, sync_to_thread=False),
            "bearer": Provide(bearer_of, sync_to_thread=False),
            "voter": Provide(session_voter),
        },
        request_class=StrictRequest,
        exception_handlers={**HANDLERS, NotFoundException: pages.not_found(context)},
        before_send=[_add_headers],
        lifespan=[
            _closing(context),
            *([_delivering(settings, context)] if settings.deliver_to else []),
        ],
        request_max_body_size=BODY_LIMIT,
        openapi_config=_openapi(),
        logging_config=None,  # a request's log line could carry a voter's data
        debug=False,
    )
    app.asgi_handler = Opening(
        app.asgi_handler,
        context.election.languages,
        {"/api/election": partial(election.election_answer, context), "/": front_page},
    )
    return app


def _closing(context: PortalContext) -> Any:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        try:
            async with context.portal_time.followed(context.database):
                yield
        finally:
            context.close()

    return lifespan


def _room_pages() -> Sequence[HTTPRouteHandler]:
    from mock_server.http.routes import mailbox  # nothing of it is loaded outside a training

    return mailbox.pages


def _delivering(settings: Settings, context: PortalContext) -> Any:
    from mock_server.mail.delivery import delivering

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with delivering(settings, context.database, context.election):
            yield

    return lifespan


_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept, Accept-Language"),
)
"""Nothing here is anybody else's to keep, guess or embed. No answer has them of its own."""


async def _add_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_ALWAYS]
        if scope.get("method") == "OPTIONS":
            _name_all_methods(MutableScopeHeaders.from_message(message), scope)


def _name_all_methods(headers: MutableScopeHeaders, scope: Scope) -> None:
    if "Allow" in headers:
        # The framework names only the first of several handlers of a path.
        methods = scope["litestar_app"].route_handler_method_map[scope["path_template"]]
        headers["Allow"] = ", ".join(sorted(methods))


_PATTERNS: Final = (
    ("LinkRequest", "address", ADDRESS_PATTERN),
    ("NewClaim", "text", NOT_BLANK),
    ("NewAssistance", "subject", NOT_BLANK),
    ("NewAssistance", "text", NOT_BLANK),
)
"""What the portal asks of texts beyond the contract's types."""


class _Document(JsonRenderPlugin):
    """The OpenAPI document, its schemas written by the contract's own library: it alone
    reads all that the contract says (no other fields, rows of any length)."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        structs = [
            struct
            for struct in vars(shapes).values()
            if isinstance(struct, type) and issubclass(struct, (shapes.Request, shapes.Response))
        ]
        _references, schemas = msgspec.json.schema_components(
            [*structs, shapes.DocumentKind], ref_template="#/components/schemas/{name}"
        )
        for struct_name, field, pattern in _PATTERNS:
            schemas[struct_name]["properties"][field]["pattern"] = pattern
        components = {**openapi_schema["components"], "schemas": schemas}
        return super().render(request, {**openapi_schema, "components": components})


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Mock election portal",
        version=CONTRACT_VERSION,
        description="The wire contract of tui-voter, as its bundled mock portal speaks it.",
        use_handler_docstrings=True,
        openapi_router=Router(
            _OPENAPI_PATH, route_handlers=[], include_in_schema=False, guards=[_that_path_only]
        ),
        render_plugins=[_Document(path=["/", "/openapi.json"])],
        components=Components(
            security_schemes={"session": SecurityScheme(type="http", scheme="bearer")}
        ),
    )


def _that_path_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The framework serves pages of its own below the document's path; they are not ours."""
    scope: HTTPScope = connection.scope  # type: ignore[assignment]  # the route is HTTP's
    if scope["path"].rstrip("/") != _OPENAPI_PATH:
        raise NotFoundException
