"""Routing: ASGI over the contract's table of endpoints.

A handler is a function of a :class:`Call`. :func:`route` and :func:`session_route` attach it to an
endpoint of the table, which defines everything else: method, path, the body's type, who may ask,
and with which problems the endpoint may answer.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, MutableMapping
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from mock_server.accounts.sessions import use_session
from mock_server.core.languages import language_for
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter
from mock_server.http.clients import client_address
from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Q, R
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

Body = TypeVar("Body")


class Call(NamedTuple, Generic[Body]):
    """A request, as passed to its handler. ``segment`` is the part of the path where the template
    has a name; "" if the template has none."""

    context: PortalContext
    scope: Scope
    receive: Receive
    segment: str
    body: Body

    def header(self, name: bytes) -> str:
        """The first header of this name, which is in lower case; "" if there is none."""
        for key, value in self.scope["headers"]:
            if key == name:
                return str(value, "latin-1")
        return ""

    @property
    def language(self) -> Language:
        """The language of texts: the election's language that suits the client best."""
        return language_for(self.header(b"accept-language"), self.context.election.languages)

    @property
    def client(self) -> str:
        """The client for whom limits count (:mod:`.clients`); "" if the server does not know."""
        peer, _port = self.scope.get("client") or ("", 0)
        lines = (v.decode("latin-1") for k, v in self.scope["headers"] if k == b"x-forwarded-for")
        return client_address(peer, lines, self.context.trusted_proxies)


class OpenSession(NamedTuple):
    """A live session, which this request extends."""

    token: str
    voter: Voter


class Answer(NamedTuple):
    """An answer to a request."""

    status: int
    body: bytes
    media_type: str
    headers: Headers = ()
    code: str = ""
    """The code of a problem; "" if the answer is none."""
    parts: AsyncIterator[bytes] | None = None
    """The parts in which a large answer comes, instead of a body."""
    size: int = 0
    """The bytes of all parts together."""


NO_CONTENT: Final = Answer(204, b"", "")

Respond = Callable[[Call[None]], Awaitable[Answer]]
Handler = Callable[[Call[Q]], Awaitable[R]]
SessionHandler = Callable[[Call[Q], OpenSession], Awaitable[R]]

_handlers: Final[dict[Endpoint[Any, Any], Callable[..., Awaitable[Any]]]] = {}


def route(endpoint: Endpoint[Q, R]) -> Callable[[Handler[Q, R]], Handler[Q, R]]:
    """Attach the handler of an endpoint that needs no session."""

    def attach(handler: Handler[Q, R]) -> Handler[Q, R]:
        _attach(endpoint, handler, with_session=False)
        return handler

    return attach


def session_route(
    endpoint: Endpoint[Q, R],
) -> Callable[[SessionHandler[Q, R]], SessionHandler[Q, R]]:
    """Attach the handler of an endpoint that needs a session, which it is handed."""

    def attach(handler: SessionHandler[Q, R]) -> SessionHandler[Q, R]:
        _attach(endpoint, handler, with_session=True)
        return handler

    return attach


def _attach(
    endpoint: Endpoint[Any, Any], handler: Callable[..., Awaitable[Any]], *, with_session: bool
) -> None:
    what = endpoint.method_and_path
    if endpoint in _handlers:
        raise ValueError(f"{what} has two handlers")
    if with_session is not (endpoint.needs is Needs.SESSION):
        raise ValueError(f"{what} and its handler differ on whether it needs a session")
    _handlers[endpoint] = handler


class Route(NamedTuple):
    methods: tuple[str, ...]
    template: str
    respond: Respond


def endpoint_routes() -> Iterator[Route]:
    """A route for each endpoint of the table. Raises KeyError if one has no handler."""
    for endpoint in ENDPOINTS.values():
        respond = _responding(endpoint, _handlers[endpoint])
        yield Route((endpoint.method,), endpoint.path, respond)


class ClientGone(Exception):
    """The client has disconnected."""


class OutsideTheTable(Exception):
    """A refusal with a code that its endpoint does not list."""


def _responding(endpoint: Endpoint[Any, Any], handler: Callable[..., Awaitable[Any]]) -> Respond:
    decode = None if endpoint.request is NOTHING else msgspec.json.Decoder(endpoint.request).decode
    encode = msgspec.json.Encoder().encode
    codes = frozenset(endpoint.problems())

    async def act(call: Call[Any]) -> Any:
        try:
            if decode:
                body = decode(await body_of(call, "application/json", endpoint.largest))
                call = call._replace(context=call.context.for_client(call.client), body=body)
            if endpoint.parameter_name:
                msgspec.convert(call.segment, endpoint.parameter)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Refusal(ErrorCode.INVALID_REQUEST) from None
        if endpoint.needs is Needs.SESSION:
            return await handler(call, await _session_of(call))
        return await handler(call)

    async def respond(call: Call[None]) -> Answer:
        try:
            result = await act(call)
        except Refusal as refusal:
            if refusal.code not in codes:
                raise OutsideTheTable from refusal
            raise
        if endpoint.status == 204:
            return NO_CONTENT
        return Answer(endpoint.status, encode(result), "application/json")

    return respond


async def body_of(call: Call[Any], wanted: str, largest: int) -> bytes:
    """The whole body. A body that is not declared as the media type that is ``wanted``, or is too
    large, is not read."""
    media_type = call.header(b"content-type").partition(";")[0].strip().lower()
    if media_type != wanted:
        raise Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    body, more = b"", True
    length = call.header(b"content-length")
    too_large = length.isdecimal() and int(length) > largest
    while more and not too_large:
        message = await call.receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        more = message.get("more_body", False)
        too_large = len(body) > largest
    if too_large:
        raise Refusal(ErrorCode.TOO_LARGE)
    return body


def bearer_of(scope: Scope) -> str:
    """The session's token that a request bears; "" if it bears none."""
    for key, value in scope["headers"]:
        if key == b"authorization":
            scheme, _, token = str(value, "latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else ""
    return ""


async def _session_of(call: Call[Any]) -> OpenSession:
    if token := bearer_of(call.scope):
        voter = await use_session(call.context, token, call.context.clock())
        if voter is not None:
            return OpenSession(token, voter)
    raise Refusal(ErrorCode.SESSION_ENDED)


class Resource(NamedTuple):
    """A path, or a template of paths, with the route of each method."""

    template: str
    responds: dict[str, Respond]

    def pattern(self) -> re.Pattern[str]:
        """Matches the paths: ``{name}`` stands for one segment, ``{name:path}`` for all that
        follow."""
        whole = re.sub(r"\\{\w+:path\\}", "(.+)", re.escape(self.template))
        return re.compile(re.sub(r"\\{\w+\\}", "([^/]+)", whole), re.DOTALL)


class Router:
    """Finds the resource of a path. Extra slashes are ignored."""

    def __init__(self, routes: Iterable[Route]) -> None:
        resources: dict[str, Resource] = {}
        for route in routes:
            resource = resources.setdefault(route.template, Resource(route.template, {}))
            resource.responds.update(dict.fromkeys(route.methods, route.respond))
        self._fixed = {path: resource for path, resource in resources.items() if "{" not in path}
        self._varying = [
            (resource.pattern(), resource) for path, resource in resources.items() if "{" in path
        ]

    def find(self, path: str) -> tuple[Resource, str]:
        """The resource of a path, and the part of the path where its template has a name. Raises
        :class:`Refusal`."""
        if resource := self._fixed.get(path):
            return resource, ""
        path = "/" + "/".join(filter(None, path.split("/")))
        if resource := self._fixed.get(path):
            return resource, ""
        for pattern, resource in self._varying:
            if found := pattern.fullmatch(path):
                return resource, found[1]
        raise Refusal(ErrorCode.NOT_FOUND)
