"""The portal as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from mock_server.core.settings import Settings
from mock_server.election.context import PortalContext, open_context
from mock_server.http import openapi
from mock_server.http.problems import problem, problem_of
from mock_server.http.routes import operations, pages
from mock_server.http.routing import (
    NO_CONTENT,
    Answer,
    Call,
    Receive,
    Route,
    Router,
    Scope,
    Send,
    endpoint_routes,
)
from tui_voter.contract.errors import ErrorCode

_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept, Accept-Language"),
)
"""Nothing here is anybody else's to keep, guess or embed. No answer has them of its own."""


def create_app(settings: Settings) -> Application:
    """The application over an installed database. Raises :class:`.errors.Fault`."""
    context = open_context(settings)
    if settings.metrics:
        from mock_server.ops import metrics  # to be loaded only where they are exposed

        metrics.watch(context)
    return Application(context, Router(_routes(context)), partial(_running, settings, context))


def _routes(context: PortalContext) -> Iterator[Route]:
    yield from endpoint_routes()
    yield Route(("GET",), openapi.PATH, openapi.show_document)
    yield from operations.ROUTES
    yield from pages.routes(context)
    if context.training:
        from mock_server.http.routes import mailbox  # nothing of it is loaded outside a training

        yield from mailbox.ROUTES


@asynccontextmanager
async def _running(settings: Settings, context: PortalContext) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        stack.callback(context.close)
        await stack.enter_async_context(context.portal_time.followed(context.database))
        if settings.deliver_to:
            from mock_server.mail.delivery import delivering  # only where mails are delivered

            delivery = delivering(settings, context.database, context.election)
            await stack.enter_async_context(delivery)
        yield


class Application:
    """An ASGI application that answers HTTP, and lives as long as its server does."""

    def __init__(
        self,
        context: PortalContext,
        router: Router,
        running: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._context = context
        self._router = router
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            answer = await self._answer(scope, receive)
        except Exception as exc:  # noqa: BLE001 (all of them become an answer)
            answer = problem_of(exc, scope)
            if answer.status == 404:
                answer = pages.missing_page(Call(self._context, scope, receive, "", None)) or answer
        headers = [*answer.headers, *_ALWAYS]
        if answer.media_type:
            headers.append((b"content-type", answer.media_type.encode()))
            headers.append((b"content-length", b"%d" % len(answer.body)))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        place, segment = self._router.find(scope["path"])
        method = scope["method"]
        if respond := place.responds.get(method):
            scope["path_template"] = place.template  # for the journal
            return await respond(Call(self._context, scope, receive, segment, None))
        allow = ((b"allow", ", ".join(sorted({*place.responds, "OPTIONS"})).encode()),)
        if method != "OPTIONS":
            return problem(ErrorCode.METHOD_NOT_ALLOWED, allow)
        scope["path_template"] = place.template
        return NO_CONTENT._replace(headers=allow)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
