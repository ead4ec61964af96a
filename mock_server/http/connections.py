"""What one connection may take of the portal: 64 KiB for a head, 15 seconds for a request, 64
requests ahead.

uvicorn bounds none of these: it keeps whatever a head brings until the head is complete, takes
up all the requests of one read, and waits for the rest of a request for ever. Only a
connection that was answered it closes by itself, after five seconds at rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

HEAD_LIMIT: Final = 64 * 1024
"""Bytes that may come in without being a body's and without completing a head. One that is
complete with the last of several reads may exceed it by that read."""

AHEAD_LIMIT: Final = 64
"""Requests that may come in ahead of their turn, while an earlier one is answered."""

_TOO_LARGE: Final = STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which gives up clients that send too much, or nothing.

    A request that comes whole, as nearly all do, starts no timer.
    """

    patience = 15.0
    """Seconds from a connection's opening, or from the first byte of a later request, until
    the request is whole; and until a client begins to take the answers that wait for it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._head = 0
        self._whole = False
        self._answering: RequestResponseCycle | None = None
        self._request = _Deadline(self.loop, self._request_overdue)
        self._reader = _Deadline(self.loop, self._give_up)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._request.start(self.patience)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._answering is not None:  # uvicorn tells only the request that came last
            self._answering.disconnected = True
            self._answering.message_event.set()
        self._request.stop()
        self._reader.stop()

    # --- Requests

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        self._whole = False  # nor is a mere line break a request, which ends uvicorn's timeout
        super().data_received(data)
        if not self._whole:
            self._request.start(self.patience)
        if self._head > HEAD_LIMIT and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._whole = False
        if len(self.pipeline) == AHEAD_LIMIT:
            raise OverflowError  # to the parser, which gives the connection up

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head = 0

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._head = 0

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._head = 0
        self._whole = True
        self._request.stop()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, app)
        self._answering = cycle

    def _request_overdue(self) -> None:
        cycle = self._answering
        answering = cycle is not None and not (cycle.more_body or cycle.response_complete)
        if answering or self.flow.read_paused:  # it is the portal that lets the client wait
            self._request.start(self.patience)
        else:
            self._give_up()

    # --- Answers: those that nobody takes would keep a connection open, even a closed one

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader.start(self.patience)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._reader.stop()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._reader.start(self.patience)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._reader.start(self.patience)

    def _give_up(self) -> None:
        self.transport.abort()


class _Deadline:
    """A timer that is started once, until it is stopped or has acted."""

    def __init__(self, loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
        self._loop = loop
        self._act = act
        self._timer: asyncio.TimerHandle | None = None

    def start(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, self._over)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _over(self) -> None:
        self._timer = None
        self._act()
