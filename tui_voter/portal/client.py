"""One portal over HTTP.

The portal may be slow, broken or hostile. An answer is read as a stream, unencoded, up to
:data:`ANSWER_LIMIT`, within one deadline that covers everything from the connection on;
its type and its schema are checked, and its texts sanitised once. Redirects are not
followed, cookies not kept, the environment's proxies not used, and certificates always
verified (:mod:`~tui_voter.portal.trust`). The event loop never waits for any of it
(:mod:`~tui_voter.portal.wire`). What goes wrong becomes a
:class:`~tui_voter.contract.errors.PortalError` in one place, :func:`_failure`.

httpx's errors carry the request, and so the voter's password. That is why a PortalError
has no cause: it names the foreign error's kind, and is raised once that one is gone.
"""

from __future__ import annotations

import asyncio
import logging
import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final
from urllib.parse import quote

import httpx
import msgspec

from tui_voter import __version__
from tui_voter.contract.endpoint import Endpoint, Q, R
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalTimeout,
    PortalUnreachable,
    Problem,
)
from tui_voter.contract.portal import Portal
from tui_voter.contract.rooms import Room
from tui_voter.contract.shapes import Request
from tui_voter.portal.hygiene import check_origin, clean
from tui_voter.portal.trust import Trust, of_nobody, of_the_system
from tui_voter.portal.wire import BODY_LIMIT, Wire
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

ANSWER_LIMIT: Final = 1_048_576
"""The most bytes of an answer's body."""

PARTS_LIMIT: Final = 4_096
"""The most parts in which a body may come: chunks, or what can be read at a time."""

LARGER: Final = 64
"""How many times as large, and in as many parts, a public file may be: a ballot box of some 8,000
ballots."""

READ_AT_ONCE: Final = 32_768
"""A body of up to this many bytes is decoded on the event loop; a larger one in a thread."""

DEADLINE: Final = 15.0
"""The time for a whole exchange, from the connection to the last byte, in seconds."""

CONNECT_SHARE: Final = 0.45
"""The share of the deadline for the connection, and again for its TLS handshake. Both end before
the deadline does: httpcore leaks the socket of a handshake that is cancelled."""

LONGEST_WAIT: Final = 86_400
"""The longest wait that "Retry-After" may ask for, in seconds."""

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"

for _name in ("httpx", "httpcore"):
    # their records below WARNING print addresses and headers, the session's token among them
    logging.getLogger(_name).setLevel(logging.WARNING)


class PortalClient(Portal):
    """The portal at one origin ("https://host[:port]").

    ``language`` ("fr", "en") is the language in which the portal is asked for its texts. ``proxy``
    is an address that the voter configured; it is not used for an http origin. ``authorities`` is
    the file of the authorities that prove the portal's identity, "" for the system's; it is read at
    the first request. In a ``room``, the origin is the room's, and its code is the proof. Raises
    :class:`~tui_voter.contract.link_faults.LinkRefused` if the origin is not one.
    """

    def __init__(
        self,
        origin: str,
        *,
        language: str,
        authorities: str = "",
        room: Room | None = None,
        deadline: float = DEADLINE,
        proxy: str | None = None,
    ) -> None:
        self._origin = check_origin(origin) if room is None else room.origin
        self._language = language
        self._trust = Trust(authorities, room)
        self._deadline = deadline
        self._proxy = proxy
        self._http: httpx.AsyncClient | None = None
        self._connecting = asyncio.Lock()
        self._is_closed = False

    async def aclose(self) -> None:
        self._is_closed = True
        if self._http is not None:
            await self._http.aclose()

    async def _connection(self) -> httpx.AsyncClient:
        """The HTTP client, made when it is first needed. Raises PortalUntrusted."""
        async with self._connecting:
            if self._http is None:
                transport = await asyncio.to_thread(self._transport)
                self._http = httpx.AsyncClient(
                    base_url=self._origin,
                    headers={
                        "Accept": f"{JSON}, {PROBLEM}",
                        "Accept-Encoding": "identity",
                        "Accept-Language": self._language,
                        "User-Agent": f"tui-voter/{__version__}",
                    },
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                    timeout=httpx.Timeout(None, connect=self._deadline * CONNECT_SHARE),
                    follow_redirects=False,
                    trust_env=False,
                    transport=transport,
                )
        if self._is_closed:
            raise PortalUnreachable("this client is closed")
        return self._http

    def _transport(self) -> httpx.AsyncBaseTransport:
        """The transport, for which certificates are read, from a disk that may be slow."""
        if self._origin.startswith("http:"):
            return Wire(of_nobody())  # this machine is never reached through another one
        if self._trust.room is not None:
            return Wire(self._trust.context())  # nor is what is in the same room
        proxy = None if self._proxy is None else httpx.Proxy(self._proxy)
        if proxy is not None and proxy.url.scheme == "https":
            proxy.ssl_context = of_the_system()
        return Wire(self._trust.context(), proxy)

    async def call(
        self,
        endpoint: Endpoint[Q, R],
        request: Q,
        session: Secret | None = None,
        about: str = "",
    ) -> R:
        # both tries share the deadline: a portal that is slow is not asked twice
        until = asyncio.get_running_loop().time() + self._deadline
        path = endpoint.path_with(_segment(about))
        tries = 2 if endpoint.is_safe else 1
        while True:
            try:
                async with asyncio.timeout_at(until):
                    answer = await self._exchange(endpoint.method, path, request, session)
                if len(answer.body) <= READ_AT_ONCE:
                    return _read(answer, endpoint.response)
                return await asyncio.to_thread(_read, answer, endpoint.response)
            except _EXPECTED as error:
                failure = _failure(error, self._trust)
            tries -= 1
            lost = isinstance(failure, PortalUnreachable) and not isinstance(failure, PortalTimeout)
            if not (lost and tries):
                raise failure

    async def download(self, path: str) -> bytes:
        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._exchange("GET", path, None, None, larger=LARGER)
            if answer.status == 200:
                return answer.body
            failure: PortalError = PortalMisbehaved(f"a file with status {answer.status}")
        except _EXPECTED as error:
            failure = _failure(error, self._trust)
        raise failure

    async def _exchange(
        self,
        method: str,
        path: str,
        request: Request | None,
        session: Secret | None,
        *,
        larger: int = 1,
    ) -> _Answer:
        """One request. The answer may be ``larger`` so many times than others."""
        http = await self._connection()
        headers = {"Authorization": f"Bearer {session.reveal()}"} if session else {}
        content = None
        if request is not None:
            headers["Content-Type"] = JSON
            content = msgspec.json.encode(request)
        most: dict[str, object] = {"body_limit": BODY_LIMIT * larger}
        async with http.stream(
            method, path, content=content, headers=headers, extensions=most
        ) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise PortalMisbehaved("an encoded answer")
            body = bytearray()
            parts = 0
            async for part in response.aiter_raw():
                body += part
                parts += 1
                if len(body) > ANSWER_LIMIT * larger or parts > PARTS_LIMIT * larger:
                    raise PortalMisbehaved("a larger answer than is read")
        return _Answer(
            response.status_code,
            response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            response.headers.get("Retry-After", ""),
            bytes(body),
        )


def _segment(text: str) -> str:
    """``text`` as one segment of a path. Dots are quoted too, as ".." would be a step up."""
    return quote(text, safe="").replace(".", "%2E")


class _Answer(NamedTuple):
    status: int
    type: str
    retry_after: str
    body: bytes


def _read(answer: _Answer, result: type[R]) -> R:
    if answer.status == 204:
        return msgspec.convert({}, result)
    if 200 <= answer.status < 300 and answer.type == JSON:
        return clean(msgspec.json.decode(answer.body, type=result))
    if answer.status >= 400:
        raise _refusal(answer)
    raise PortalMisbehaved(f"an answer with status {answer.status} that is no JSON")


_OVERLOADED: Final = {429: ErrorCode.TOO_MANY, 503: ErrorCode.BUSY}


def _refusal(answer: _Answer) -> PortalError:
    """The problem that the portal answers, or what a proxy before it says instead."""
    wait = int(answer.retry_after) if re.fullmatch(r"\d{1,9}", answer.retry_after) else None
    if answer.type == PROBLEM:
        problem = clean(msgspec.json.decode(answer.body, type=Problem))
    elif answer.status in _OVERLOADED:
        problem = Problem(code=_OVERLOADED[answer.status], status=answer.status)
    elif answer.status in {502, 504}:
        return PortalUnreachable("a gateway without its portal")
    else:
        return PortalMisbehaved(f"status {answer.status} without a problem document")
    if problem.retry_after is not None:
        wait = problem.retry_after
    if wait is not None:
        wait = min(max(wait, 0), LONGEST_WAIT)
    return PortalRefused(msgspec.structs.replace(problem, retry_after=wait))


_EXPECTED: Final = (
    PortalError,
    httpx.HTTPError,
    OSError,  # TimeoutError, and TLS errors on an open connection
    msgspec.MsgspecError,
    ValueError,  # clean refuses something, or broken UTF-8
    RecursionError,  # a document nested without end
)


def _failure(error: Exception, trust: Trust) -> PortalError:
    """The PortalError that a failed exchange amounts to, without any trace of ``error``."""
    kind = type(error).__name__
    if isinstance(error, PortalError):
        return error.with_traceback(None)
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return PortalTimeout(kind)
    if isinstance(error, UnicodeEncodeError | httpx.LocalProtocolError):
        # typed text that JSON or a header cannot carry: nothing was sent
        return PortalRefused(Problem(code=ErrorCode.INVALID_REQUEST, status=400))
    if isinstance(error, httpx.HTTPError | OSError):
        return trust.fault(error) or PortalUnreachable(kind)
    return PortalMisbehaved(kind)
