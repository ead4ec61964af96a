"""A scripted peer: real connections over loopback, answers that no portal would give."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from typing import Any

from tui_voter.portal.client import PortalClient

Script = Callable[[asyncio.StreamWriter, list[bytes]], Awaitable[None]]
"""What the peer does with the last of the requests; it closes the connection after."""


class Peer:
    """What came in: connections, and requests as they were sent."""

    def __init__(self) -> None:
        self.origin = ""
        self.connections = 0
        self.requests: list[bytes] = []


@asynccontextmanager
async def peer(
    script: Script, tls: ssl.SSLContext | None = None, *, listens: bool = True
) -> AsyncIterator[Peer]:
    """A peer on a port of its own. One that does not listen follows its script at once."""
    state = Peer()
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                if listens:
                    state.requests.append(await _request(reader))
                await script(writer, state.requests)
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    state.origin = f"{'https' if tls else 'http'}://localhost:{port}"
    try:
        yield state
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.wait(serving) if serving else None


@contextmanager
def peer_beside(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """A peer in a thread of its own, beside a test that waits for a program."""
    front = peer(script, tls)
    loop = asyncio.new_event_loop()
    elsewhere = threading.Thread(target=loop.run_forever)
    elsewhere.start()
    try:
        yield asyncio.run_coroutine_threadsafe(front.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(front.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        elsewhere.join()
        loop.close()


@asynccontextmanager
async def talking(
    script: Script, tls: ssl.SSLContext | None = None, *, listens: bool = True, **client: Any
) -> AsyncIterator[tuple[PortalClient, Peer]]:
    """A client of such a peer, of French where nothing else is said."""
    async with peer(script, tls, listens=listens) as portal:
        talking = PortalClient(portal.origin, **{"language": "fr", **client})
        try:
            yield talking, portal
        finally:
            await talking.aclose()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.partition(b":")[2]))
    return head


def answer(
    body: bytes | str = b"{}", status: str = "200 OK", *headers: str, kind: str = "application/json"
) -> bytes:
    """An HTTP answer that says it is the connection's last: the next request would be lost."""
    content = body.encode() if isinstance(body, str) else body
    typed = [f"Content-Type: {kind}"] if kind else []
    length = f"Content-Length: {len(content)}"
    lines = [f"HTTP/1.1 {status}", length, "Connection: close", *headers, *typed, "", ""]
    return "\r\n".join(lines).encode() + content


def saying(*answers: bytes) -> Script:
    """Give these answers in turn, the last one again and again."""

    async def script(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
        writer.write(answers[max(min(len(requests), len(answers)), 1) - 1])
        await writer.drain()

    return script


async def silence(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
    """Never answer."""
    await asyncio.Event().wait()


def losing_first(call: bytes, url: str, answers: int = 1) -> Script:
    """Pass requests on to the portal, answers back; the first ``answers`` to ``call`` (a method
    and a path) are lost after the portal has acted."""
    host, port = url.removeprefix("http://").split(":")
    lost: list[bytes] = []

    async def script(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
        request = requests[-1].replace(b"keep-alive", b"close")
        there, back = await asyncio.open_connection(host, int(port))
        with closing(back):
            back.write(request)
            answer = await there.read()
        if request.startswith(call + b" ") and len(lost) < answers:
            assert answer.startswith(b"HTTP/1.1 20")
            lost.append(answer)
            return
        writer.write(answer)
        await writer.drain()

    return script
