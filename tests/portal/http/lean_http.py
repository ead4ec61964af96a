"""Just enough of an HTTP client to be fast: a general one takes most of a race's time."""

import asyncio
import json
import socket
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit


def posting(path: str, body: bytes, *more: bytes) -> bytes:
    """A request that posts JSON, with ``more`` headers."""
    head = b"POST %b HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json" % path.encode()
    length = b"Content-Length: %d" % len(body)
    return b"\r\n".join([head, length, *more, b"", body])


@dataclass
class Answer:
    status: int
    body: Any

    @property
    def outcome(self) -> str:
        """ "done", or the problem's code."""
        return "done" if self.status < 300 else str(self.body["code"])


class Connection:
    """One connection, kept alive, that posts JSON and reads JSON."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, url: str) -> Self:
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def post(self, path: str, **fields: Any) -> Answer:
        self._writer.write(posting(path, json.dumps(fields).encode()))
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        _before, _name, length = head.partition(b"content-length:")
        content = await self._reader.readexactly(int(length.split(b"\r\n")[0]))
        return Answer(int(head.split()[1]), json.loads(content))

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


class SlowRequest:
    """A request whose body is still under way; the portal has begun to read it."""

    def __init__(self, url: str, path: str, body: bytes) -> None:
        parts = urlsplit(url)
        self._sock = socket.create_connection((parts.hostname or "", parts.port or 0), 30)
        self._answer = self._sock.makefile("rb")
        self._left = body
        head = posting(path, body, b"Expect: 100-continue").removesuffix(body)
        self._sock.sendall(head)
        assert b" 100 " in self._answer.readline()
        assert self._answer.readline() == b"\r\n"

    def finish(self) -> bytes:
        """The whole answer."""
        self._sock.sendall(self._left)
        with closing(self._sock):
            return self._answer.read()

    def break_off(self) -> None:
        self._answer.close()
        self._sock.close()
