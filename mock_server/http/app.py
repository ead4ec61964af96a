"""The portal as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol

from mock_server.core.settings import Settings
from mock_server.election.context import PortalContext, open_context, record_training
from mock_server.election.following import followed
from mock_server.http import openapi
from mock_server.http.hosts import check_loopback, host_of
from mock_server.http.problems import problem, problem_of
from mock_server.http.routes import operations, pages, vote
from mock_server.http.routing import (
    NO_CONTENT,
    Answer,
    Call,
    ClientGone,
    Receive,
    Route,
    Router,
    Scope,
    Send,
    endpoint_routes,
)
from mock_server.ops.journal import Answered, method_of, note_request, note_trouble, route_of
from mock_server.vote.mixing import mixed
from tui_voter.contract.errors import ErrorCode

if TYPE_CHECKING:
    from mock_server.http.network import Network

_NOBODY: Final = Answer(0, b"", "")
"""Stands for the answer to a client that disconnected before an answer began."""

_ALWAYS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"Accept, Accept-Language"),
)
"""The headers of every answer, by which no other site may store, guess or embed anything of the
portal. No handler sets them itself."""


class Beside(Protocol):
    """What a portal serves beside what every portal serves."""

    def routes(self) -> Iterable[Route]: ...

    @property
    def talk(self) -> Callable[[Scope, Receive, Send], Awaitable[None]] | None:
        """What answers WebSockets; None where nothing does."""
        ...

    async def close(self) -> None:
        """End what uses the portal, while it still answers."""
        ...


def create_app(settings: Settings, beside: Beside | None = None) -> Application:
    """The application over an installed database. Raises :class:`.errors.Fault`."""
    context = open_context(settings)
    context.database.on_trouble = note_trouble
    tell = [note_request] if settings.journal else []
    if settings.metrics:
        from mock_server.ops import metrics  # to be loaded only where they are exposed

        metrics.watch(context)
        tell.append(metrics.count_request)
    record_training(context.database, training=settings.training)
    network = None
    if settings.training:
        from mock_server.http.network import Network  # only loaded in a training

        network = Network(context.database, context.clock)
    running = partial(_running, context, settings.mix_every, network)
    routes = Router(_routes(context, beside))
    return Application(context, routes, running, tell, network, beside.talk if beside else None)


def _routes(context: PortalContext, beside: Beside | None) -> Iterator[Route]:
    yield from endpoint_routes()
    yield Route(("GET",), openapi.PATH, openapi.show_document)
    yield from operations.ROUTES
    yield from pages.routes(context)
    yield from vote.routes()
    if context.training:
        from mock_server.http.routes import mailbox  # only loaded in a training

        yield from mailbox.ROUTES
    if beside is not None:
        yield from beside.routes()


@asynccontextmanager
async def _running(
    context: PortalContext, mix_every: float, network: Network | None
) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        stack.callback(context.close)
        reads = (context.portal_time.follow, context.announced.follow)
        await stack.enter_async_context(followed(context.database, *reads))
        await stack.enter_async_context(mixed(context, mix_every))
        if network is not None:
            await stack.enter_async_context(network.followed())
        yield


class Application:
    """An ASGI application that answers HTTP, has ``talk`` answer WebSockets if there is any to do
    so, and lives as long as its server does.

    ``tell`` is called for every request. The client chooses none of its arguments: the method is
    one of HTTP's, the route is the template that the router found, and the code is the contract's.
    So the metrics have few labels, and no line names a voter. A training's ``network`` brings the
    requests.
    """

    def __init__(
        self,
        context: PortalContext,
        router: Router,
        running: Callable[[], AbstractAsyncContextManager[None]],
        tell: Sequence[Callable[[Answered], None]],
        network: Network | None,
        talk: Callable[[Scope, Receive, Send], Awaitable[None]] | None,
    ) -> None:
        self._context = context
        self._router = router
        self._running = running
        self._tell = tell
        self._network = network
        self._talk = talk

    def close(self) -> None:
        """Close what the application holds, if no server does so at its end."""
        self._context.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] == "websocket" and self._talk is not None:
            await self._talk(scope, receive, send)
            return
        if self._network is not None:
            await self._network.carry(scope)
        begun = perf_counter()
        answer = _NOBODY
        try:
            answer = await self._answer(scope, receive)
            if answer is not _NOBODY:
                await _send(answer, scope["method"], receive, send)
        finally:
            ms = round((perf_counter() - begun) * 1000, 2)
            answered = Answered(method_of(scope), route_of(scope), answer.status, answer.code, ms)
            for tell in self._tell:
                tell(answered)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        try:
            return await self._respond(scope, receive)
        except ClientGone:
            return _NOBODY
        except Exception as exc:  # noqa: BLE001 (all of them become an answer)
            answer = problem_of(exc, scope)
            if answer.status == 404:
                answer = pages.missing_page(Call(self._context, scope, receive, "", None)) or answer
            return answer

    async def _respond(self, scope: Scope, receive: Receive) -> Answer:
        host = host_of(scope)  # or no route is looked for
        if self._context.is_here_only:
            check_loopback(scope, host, self._context.public_url)
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


async def _send(answer: Answer, method: str, receive: Receive, send: Send) -> None:
    headers = [*answer.headers, *_ALWAYS]
    if answer.media_type:
        headers.append((b"content-type", answer.media_type.encode()))
        headers.append((b"content-length", b"%d" % (answer.size or len(answer.body))))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.parts and method != "HEAD":
        await _send_parts(answer.parts, receive, send)
    await send({"type": "http.response.body", "body": answer.body})


async def _send_parts(parts: AsyncIterator[bytes], receive: Receive, send: Send) -> None:
    """Send an answer in parts, as fast as the client takes them and as long as it is connected."""
    gone = asyncio.create_task(_until_gone(receive))
    try:
        async for part in parts:
            if gone.done():
                return
            await send({"type": "http.response.body", "body": part, "more_body": True})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
