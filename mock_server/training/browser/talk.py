"""A browser and the program that it shows, over a WebSocket.

The browser sends what is typed as bytes, and its size as text; it is sent what to show as bytes,
and files to download as text. How a connection ends says why.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from mock_server.http.routing import Receive, Scope, Send
from mock_server.training.browser.programs import Programs
from mock_server.training.door import PAGE
from tui_voter.contract.browser import Save

COOKIE: Final = "room"
"""The cookie that has a program's secret."""
PATH: Final = f"{PAGE}/terminal"
ENDED: Final = 4000
ELSEWHERE: Final = 4001
_NOT_ALLOWED: Final = 1008


class _Size(msgspec.Struct, frozen=True):
    columns: Annotated[int, Meta(ge=1, le=1000)]
    rows: Annotated[int, Meta(ge=1, le=1000)]


class _Browser:
    """The :class:`~mock_server.training.browser.programs.Watcher` at one end of a WebSocket."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def show(self, output: bytes) -> None:
        await self._send({"type": "websocket.send", "bytes": output})

    async def download(self, file: Save) -> None:
        text = msgspec.json.encode(file).decode()
        await self._send({"type": "websocket.send", "text": text})

    async def part(self, *, ended: bool) -> None:
        await self._send({"type": "websocket.close", "code": ENDED if ended else ELSEWHERE})


async def talk(programs: Programs, origin: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Let a browser show its program and type into it. ``origin`` is the portal's: pages of others
    are not let in."""
    await receive()
    if scope["path"] != PATH or header(scope, b"origin") != origin:
        await send({"type": "websocket.close"})  # which refuses it
        return
    await send({"type": "websocket.accept"})
    program = programs.find(secret_of(header(scope, b"cookie")))
    if program is None:
        await send({"type": "websocket.close", "code": ENDED})
        return
    browser = _Browser(send)
    is_shown = False
    try:
        while (said := await receive())["type"] == "websocket.receive":
            if (keys := said.get("bytes")) is not None:
                await program.type(keys)
                continue
            size = msgspec.json.decode(said["text"], type=_Size)
            program.resize(size.columns, size.rows)
            if not is_shown:  # now that there is a size
                is_shown = True
                await program.watch(browser)
    except msgspec.DecodeError:
        await send({"type": "websocket.close", "code": _NOT_ALLOWED})
    finally:
        program.leave(browser)


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name; "" if there is none."""
    return next((str(value, "latin-1") for key, value in scope["headers"] if key == name), "")


def secret_of(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
