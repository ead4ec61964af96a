"""What everybody asks in the opening minute: requests a second of one worker, A B A B.

    python -m benchmarks.opening_rush [--rounds N] [--seconds S]

Reading the election, which is also how a countdown keeps the portal's time, and the page
that a browser gets; against a bare ASGI application that encodes one answer as large with
msgspec, under the same server, event loop and parser. A client in this process sends
requests down several connections, many at once on each, and counts the answers.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.shared.clocks import in_turn, ratio
from benchmarks.shared.figures import HIGHER, Subject
from tests.portal_process import start_portal

ROUNDS: Final = 5
SECONDS: Final = 2.0
CONNECTIONS: Final = 8
AT_ONCE: Final = 16
"""Requests on the way on each connection."""
GOAL: Final = 0.5
SUBJECT: Final = Subject(
    "Each answer of either server is a 200, and as long as the first one but for the fraction of a "
    "second; no connection is closed meanwhile."
)
ASKED: Final = ("/api/election", "/")
END: Final = b"\r\n\r\n"
START: Final = b"HTTP/1.1 "
OK: Final = START + b"200 "
FRACTION: Final = len(".000001")
"""A time of whole seconds is written without it."""

BARE: Final = """
import socket, sys
import msgspec, uvicorn

ANSWER = {"text": "x" * int(sys.argv[1])}

async def app(scope, receive, send):
    body = msgspec.json.encode(ANSWER)
    await send({"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)),
    ]})
    await send({"type": "http.response.body", "body": body})

sock = socket.create_server(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
config = uvicorn.Config(
    app, http="httptools", loop="auto", ws="none", lifespan="off", access_log=False,
    log_level="error", server_header=False,
)
uvicorn.Server(config).run([sock])
"""


@contextmanager
def bare(size: int) -> Iterator[str]:
    """A server that answers so many bytes; its origin."""
    command = [sys.executable, "-c", BARE, str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


async def answer_of(url: str, path: str) -> bytes:
    """One whole answer, its head included."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(request(path))
    head = await reader.readuntil(END)
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    writer.close()
    SUBJECT.check(head.startswith(OK), f"{path}: {head!r}")
    return head + body


def request(path: str) -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: portal\r\nAccept-Language: fr\r\n\r\n" % path.encode()


async def rush(url: str, path: str, seconds: float, size: int) -> float:
    """Answers a second, each of this size. One is whole as soon as the next one begins."""
    parts = urlsplit(url)
    asked = request(path)
    end = time.perf_counter() + seconds

    async def ask() -> int:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 22)
        writer.write(asked * AT_ONCE)
        answered, rest = 0, b""
        while time.perf_counter() < end:
            data = await reader.read(1 << 20)
            SUBJECT.check(data != b"", f"{path}: closed after {answered} answers")
            rest += data
            next_one = max(rest.rfind(START), 0)
            came = rest[:next_one].split(START)[1:]
            for each in came:
                is_like = 0 <= size - len(START) - len(each) <= FRACTION
                SUBJECT.check(each.startswith(b"200 ") and is_like, f"{path}: {each[:300]!r}")
            rest = rest[next_one:]
            answered += len(came)
            writer.write(asked * len(came))
        writer.close()
        return answered

    return sum(await asyncio.gather(*(ask() for _n in range(CONNECTIONS)))) / seconds


def rushed(url: str, path: str, seconds: float, size: int) -> float:
    return asyncio.run(rush(url, path, seconds, size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = SUBJECT.options(parser, rounds=(ROUNDS, 1))
    seconds = SUBJECT.seconds(options.seconds)
    with tempfile.TemporaryDirectory() as folder, start_portal(Path(folder)) as portal:
        for path in ASKED:
            size = len(asyncio.run(answer_of(portal.url, path)))
            with bare(size) as url:
                theirs = len(asyncio.run(answer_of(url, "/")))
                acts = {
                    "bare": partial(rushed, url, "/", seconds, theirs),
                    "ours": partial(rushed, portal.url, path, seconds, size),
                }
                alone, ours = in_turn(acts, options.rounds).values()
            print(
                f"{path:<16} {statistics.median(ours):7.0f} a second, "
                f"{statistics.median(alone):7.0f} of a bare handler"
            )
            name = path.strip("/").replace("/", "_") or "page"
            SUBJECT.note(f"opening_rush_{name}", ratio(ours, alone), "ratio", GOAL, HIGHER)


if __name__ == "__main__":
    main()
