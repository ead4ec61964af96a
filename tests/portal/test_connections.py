"""What a connection may cost: heads, requests ahead and waiting all have an end, and whoever
keeps within it notices nothing.

The time is the test's: where a deadline has to pass it is made short, or its timer is let go
off by hand; where it must not, the loop's timers are held.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import uvicorn
from uvicorn.server import ServerState

from mock_server.http.connections import AHEAD_LIMIT, HEAD_LIMIT, BoundedProtocol
from tests.portal.conftest import Portal

WHOLE: Final = b"GET /health HTTP/1.1\r\nHost: portal\r\n\r\n"
UPLOAD: Final = b"POST /api/links HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"
CHUNKED: Final = UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def peer(portal: Portal) -> Iterator[socket.socket]:
    """A connection that says what a test likes."""
    url = portal.http.base_url
    with socket.create_connection((url.host, url.port or 80), 30) as sock:
        yield sock


def read_all(peer: socket.socket) -> bytes:
    """All that comes until the portal closes."""
    with peer.makefile("rb") as answer:
        return answer.read()


@dataclass
class Timer:
    act: Callable[..., object]
    given: tuple[Any, ...]
    stands: bool = True

    def cancel(self) -> None:
        self.stands = False


class HeldLoop:
    """The running loop, with timers that go off when the test says so."""

    def __init__(self) -> None:
        self._timers: list[Timer] = []

    def create_task(self, work: Any) -> Any:
        return asyncio.get_running_loop().create_task(work)

    def call_later(self, _seconds: float, act: Callable[..., object], *given: Any) -> Timer:
        timer = Timer(act, given)
        self._timers.append(timer)
        return timer

    def standing(self) -> int:
        return sum(timer.stands for timer in self._timers)

    def go_off(self) -> None:
        due, self._timers = [timer for timer in self._timers if timer.stands], []
        for timer in due:
            timer.act(*timer.given)


class Wire(asyncio.Transport):
    """What the portal does to a connection."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = self.aborted = False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Held:
    """One connection to an application that answers when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.loop = HeldLoop()
        self.wire = Wire()
        self.state = ServerState()
        config = uvicorn.Config(
            self.answer, interface="asgi3", lifespan="off", ws="none", log_config=None
        )
        loop: Any = self.loop
        self.protocol = BoundedProtocol(config, self.state, {}, loop)
        self.protocol.connection_made(self.wire)

    async def answer(self, _scope: Any, _receive: Any, send: Any) -> None:
        await self.let.wait()
        length = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"ok"})

    async def answered(self) -> None:
        """All that can be answered has been."""
        self.let.set()
        while self.state.tasks:
            await asyncio.gather(*self.state.tasks)


# --- Heads --------------------------------------------------------------------------------


def test_a_head_without_an_end(portal: Portal, peer: socket.socket) -> None:
    begin = b"GET / HTTP/1.1\r\nX: "
    peer.sendall(begin + b"x" * (HEAD_LIMIT + 1 - len(begin)))
    assert read_all(peer).startswith(b"HTTP/1.1 431 ")
    assert portal.http.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"", b"\r\n"),
        (b"GET /", b"x"),
        (b"GET / HTTP/1.1\r\nX: ", b"x"),
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n"),
        (CHUNKED + b"0\r\nX: ", b"x"),  # trailers are kept like headers
        (CHUNKED + b"1;", b"x"),
    ],
    ids=["nothing", "target", "header", "headers", "trailer", "extension"],
)
async def test_whatever_does_not_end(begin: bytes, piece: bytes) -> None:
    held = Held()
    held.protocol.data_received(begin)
    held.protocol.data_received(piece * ((HEAD_LIMIT - len(begin)) // len(piece)))
    assert not held.wire.closed
    held.protocol.data_received(piece * (len(begin) + len(piece)))
    assert held.wire.closed
    assert held.wire.written.startswith(b"HTTP/1.1 431 ")
    await held.answered()


async def test_what_came_before_does_not_count() -> None:
    held = Held()
    most = b"x" * (HEAD_LIMIT - 1000)
    for piece in (CHUNKED[:-2] + b"X: " + most + b"\r\n\r\n", b"fffff;" + most, b"\r\n" + most):
        held.protocol.data_received(piece)
    for _time in range(3):
        held.protocol.data_received(most)
    assert held.wire.written == b""
    assert not held.wire.closed
    await held.answered()


def test_a_long_head_that_ends_is_read_and_the_next_counts_anew(peer: socket.socket) -> None:
    long = WHOLE[:-2] + b"X: " + b"x" * (HEAD_LIMIT - 100) + b"\r\n\r\n"
    peer.sendall(long * 3 + WHOLE[:-2] + b"Connection: close\r\n\r\n")
    assert read_all(peer).count(b"HTTP/1.1 200 ") == 4


def test_a_body_is_none_of_the_head(peer: socket.socket) -> None:
    """The application has a bound of its own for it, which is said as a problem."""
    piece = b"400\r\n" + b"x" * 0x400 + b"\r\n"
    peer.sendall(CHUNKED + piece * 63 + b"0\r\n\r\n" + CHUNKED + piece * 63)
    peer.sendall(b"0\r\n\r\n" + WHOLE[:-2] + b"Connection: close\r\n\r\n")
    answers = read_all(peer)
    assert [answers.count(b"HTTP/1.1 %d " % status) for status in (400, 431, 200)] == [2, 0, 1]


# --- Waiting ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n", b"GET / HT", UPLOAD + b"Content-Length: 9\r\n\r\n{", CHUNKED + b"0\r\n"],
    ids=["nothing", "line break", "head", "body", "trailers"],
)
@pytest.mark.parametrize("before", [b"", WHOLE], ids=["first", "later"])
def test_a_request_that_does_not_come(
    portal: Portal,
    peer: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
    before: bytes,
    sent: bytes,
) -> None:
    """Of the first on a connection, and of a later one, which would else wait for ever. A
    connection at rest after an answer is uvicorn's to close."""
    if before:
        peer.sendall(before)
        assert peer.recv(1 << 16).endswith(b"alive\n")
    monkeypatch.setattr(BoundedProtocol, "patience", 0.01)
    if not before:  # this one was opened with the usual patience
        peer = socket.create_connection(peer.getpeername(), 30)
    with peer:
        peer.sendall(sent or (WHOLE[:-2] + b"Connection: close\r\n\r\n" if before else b""))
        assert b"HTTP/1.1 4" not in read_all(peer)
    monkeypatch.undo()
    assert portal.http.get("/health").status_code == 200


async def test_a_whole_request_starts_no_timer() -> None:
    held = Held()
    held.protocol.data_received(WHOLE)
    assert held.loop.standing() == 0, "not even that of the opening is left"
    held.protocol.data_received(WHOLE)
    assert held.loop.standing() == 0
    await held.answered()
    assert held.loop.standing() == 1, "uvicorn's own, for a connection at rest"
    assert held.wire.written.count(b" 200 ") == 2


async def test_to_send_byte_by_byte_gains_no_time() -> None:
    held = Held()
    for number in range(len(WHOLE) - 1):
        held.protocol.data_received(WHOLE[number : number + 1])
        assert held.loop.standing() == 1
    held.loop.go_off()
    assert held.wire.aborted


async def test_who_waits_for_the_portal_is_not_given_up() -> None:
    held = Held()
    held.protocol.data_received(WHOLE)
    held.protocol.data_received(WHOLE[:9])
    await asyncio.sleep(0)
    held.loop.go_off()
    assert not held.wire.aborted
    assert held.loop.standing() == 1
    await held.answered()
    assert b" 200 " in held.wire.written
    held.loop.go_off()
    assert held.wire.aborted, "now it waits for its client"


async def test_who_does_not_take_the_answers_is_given_up() -> None:
    held = Held()
    held.protocol.data_received(WHOLE)
    held.protocol.pause_writing()
    held.protocol.resume_writing()
    assert held.loop.standing() == 0
    held.protocol.pause_writing()
    held.loop.go_off()
    assert held.wire.aborted
    held.protocol.connection_lost(None)
    await held.answered()


@pytest.mark.parametrize("asked", [WHOLE, WHOLE[:-2] + b"Connection: close\r\n\r\n"])
async def test_a_closed_connection_whose_last_answer_is_not_taken(asked: bytes) -> None:
    held = Held()
    held.protocol.data_received(asked)
    await held.answered()
    while not held.wire.aborted:
        assert held.loop.standing() == 1
        held.loop.go_off()
    held.protocol.connection_lost(None)
    assert held.loop.standing() == 0


# --- Requests ahead of their turn ---------------------------------------------------------


async def test_requests_that_come_ahead_are_answered_up_to_a_bound() -> None:
    held = Held()
    held.protocol.data_received(WHOLE * (1 + AHEAD_LIMIT))
    await held.answered()
    assert held.wire.written.count(b" 200 ") == 1 + AHEAD_LIMIT
    greedy = Held()
    greedy.protocol.data_received(WHOLE * 20_000)
    assert greedy.wire.closed
    assert len(greedy.protocol.pipeline) == AHEAD_LIMIT
    await greedy.answered()


async def test_who_went_away_is_written_nothing() -> None:
    """Not even of an earlier request: to write to a lost connection would be a failure."""
    held = Held()
    held.protocol.data_received(WHOLE * 2 + WHOLE[:9])
    held.protocol.pause_writing()
    await asyncio.sleep(0)
    held.protocol.connection_lost(None)
    await held.answered()
    assert held.wire.written == b""
    assert held.loop.standing() == 0
