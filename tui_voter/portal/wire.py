"""The connection to a portal that may flood. Its data is read in small slices, and between two
slices the event loop has its turn, so that keys are heard and the screen is drawn.

Otherwise one read takes 64 KiB, which contain four thousand informational answers (HTTP 1xx) or ten
thousand chunks of one byte: a second of work at a time.
"""
# ruff: noqa: ASYNC109 the arguments are httpcore's

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, Final

import anyio
import httpcore
import httpx

from tui_voter.contract.errors import PortalMisbehaved

SLICE: Final = 2_048
"""The most bytes that are read from the network in one turn of the loop."""

HEAD_LIMIT: Final = 32_768
"""The most bytes before the body of an answer: its head, and informational answers before that."""

BODY_LIMIT: Final = 2_097_152
"""The most bytes of a body with the heads of its chunks, which may have any length."""


KEPT: Final = 3.0
"""How long an unused connection is kept, in seconds: less long than a portal keeps it, as the
portal may end it just when the next request is on its way."""


def prepare() -> None:
    """Load now what httpx would otherwise load with the first connection, on the event loop."""
    anyio.run(anyio.sleep, 0)


class Wire(httpx.AsyncHTTPTransport):
    """httpx's own transport, on :class:`_Stream`."""

    def __init__(self, verify: ssl.SSLContext, proxy: httpx.Proxy | None = None) -> None:
        limits = httpx.Limits(keepalive_expiry=KEPT)
        super().__init__(verify=verify, trust_env=False, proxy=proxy, limits=limits)
        self._pool._network_backend = _Backend(self._pool._network_backend)  # noqa: SLF001 httpx has no argument for it

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        stream = response.extensions.get("network_stream")
        if isinstance(stream, _Stream):
            stream.begin_body(request.extensions["body_limit"])
        return response


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._left = HEAD_LIMIT

    def begin_body(self, limit: int) -> None:
        self._left = limit

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        await asyncio.sleep(0)  # a turn for others, even if TLS has buffered a record
        data = await self._inner.read(min(max_bytes, SLICE), timeout)
        self._left -= len(data)
        if self._left < 0:
            raise PortalMisbehaved("an answer without end")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._left = HEAD_LIMIT  # a request begins another answer
        await self._inner.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    async def aclose(self) -> None:
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(
            await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        )
