"""What is seen of each request from the outside, and told to whoever counts or writes it.

Nothing that is seen is a client's to choose: the method is one of HTTP's, the route is the
template that the router found, and the code is the contract's. So labels stay few, and no
line names a voter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any, Final

import msgspec

from mock_server.http.problems import PROBLEM_JSON
from mock_server.http.routing import Message, Receive, Scope, Send
from mock_server.ops.journal import Answered, method_of, route_of
from tui_voter.contract.errors import ErrorCode

NO_ANSWER: Final = 0
"""The status where the client went away, or the portal failed, before an answer began."""


class _Problem(msgspec.Struct):
    code: ErrorCode


class Observer:
    """An ASGI application around another."""

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        tell: Sequence[Callable[[Answered], None]],
    ) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(receive, send)
        begun = perf_counter()
        try:
            await self._app(scope, answer.receive, answer.send)
        finally:
            answered = Answered(
                method=method_of(scope),
                route=route_of(scope),
                status=answer.status,
                code=answer.code,
                ms=round((perf_counter() - begun) * 1000, 2),
            )
            for tell in self._tell:
                tell(answered)


class _Answer:
    """Passes an answer on, and remembers its status and its problem's code, unless the
    client was seen to be gone before it began."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._gone = False
        self._problem = False
        self.status = NO_ANSWER
        self.code = ""

    async def receive(self) -> Any:
        message = await self._receive()
        self._gone = message["type"] == "http.disconnect"
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self._gone:
            self.status = message["status"]
            self._problem = (b"content-type", PROBLEM_JSON.encode()) in _lowered(message)
        elif message["type"] == "http.response.body" and self._problem and message["body"]:
            self.code = msgspec.json.decode(message["body"], type=_Problem).code.value
        await self._send(message)


def _lowered(message: Any) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in message["headers"]]
