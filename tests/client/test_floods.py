"""A portal that floods takes little of the event loop at a time, and little in all: counted are the
events that the HTTP parser makes, by turns of the loop, between which a key is heard."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h11
import pytest

from tests.client.certificates import Authority
from tests.client.peer import Script, answer, saying, talking
from tests.client.samples import BALLOTS
from tui_voter.contract.ballots import read_ballots
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalMisbehaved
from tui_voter.portal import client as client_module
from tui_voter.portal import hygiene
from tui_voter.portal.client import ANSWER_LIMIT, PARTS_LIMIT
from tui_voter.portal.wire import BODY_LIMIT, HEAD_LIMIT, SLICE
from tui_voter.secret import Secret

OURS = Authority()
SESSION = Secret("session-token")
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
CHUNKED = ENDLESS.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
AT_ONCE = SLICE // len(b"1\r\nx\r\n") + 8
"""Events that a slice can hold, and what begins and ends an answer."""


def flooding(begin: bytes, again: bytes) -> Script:
    """Say ``again`` for as long as the client listens."""

    async def script(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
        writer.write(begin)
        while not writer.is_closing():
            writer.write(again * (65_536 // len(again)))
            await writer.drain()

    return script


FLOODS = {
    "informational answers": (flooding(b"", b"HTTP/1.1 100\r\n\r\n"), HEAD_LIMIT // 16),
    "early hints": (flooding(b"", b"HTTP/1.1 103 E\r\nA:b\r\n\r\n"), HEAD_LIMIT // 16),
    "chunks of one byte": (flooding(CHUNKED, b"1\r\nx\r\n"), PARTS_LIMIT),
    "chunks with much beside them": (
        flooding(CHUNKED, b"1;" + b"a" * 50_000 + b"\r\nx\r\n"),
        BODY_LIMIT // SLICE,
    ),
    "a body without end": (flooding(ENDLESS, b" "), ANSWER_LIMIT // SLICE),
    "headers without end": (flooding(b"HTTP/1.1 200 OK\r\n", b"a:\r\n"), HEAD_LIMIT // 16),
}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[int]]:
    """The parser's events, by the turn of the loop in which they were made."""
    turn = 0
    events: Counter[int] = Counter()
    next_event = h11.Connection.next_event

    async def turning() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def counting(connection: h11.Connection) -> Any:
        events[turn] += 1
        return next_event(connection)

    with monkeypatch.context() as patch:
        patch.setattr(h11.Connection, "next_event", counting)
        task = asyncio.ensure_future(turning())
        try:
            yield events
        finally:
            task.cancel()


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(("script", "most"), FLOODS.values(), ids=FLOODS)
async def test_a_flood(
    script: Script, most: int, secure: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = OURS.server(tmp_path) if secure else None
    async with talking(script, tls, authorities=str(OURS.file(tmp_path))) as (client, _portal):
        with counted(monkeypatch) as events, pytest.raises(PortalMisbehaved):
            await read_election(client)
    assert max(events.values()) <= AT_ONCE
    assert sum(events.values()) <= 2 * most + AT_ONCE  # each may be asked for in vain first


def in_parts(size: int) -> bytes:
    """A mebibyte, in the parts of a network whose packets are small."""
    body = json.dumps(BALLOTS).encode().rjust(ANSWER_LIMIT)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return CHUNKED + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 20


@pytest.mark.parametrize(
    "said", [in_parts(536), HINTS + answer(json.dumps(BALLOTS))], ids=["parts", "hints"]
)
async def test_much_that_is_fair_is_taken(said: bytes) -> None:
    async with talking(saying(said)) as (client, _portal):
        assert (await read_ballots(client, SESSION)).ballots


async def test_a_public_file_is_larger_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "LARGER", 3)
    whole = b"x" * (3 * ANSWER_LIMIT)
    async with talking(saying(answer(whole, kind="application/octet-stream"))) as (client, portal):
        assert await client.download("/urn/A.bel") == whole
    assert portal.requests[0].startswith(b"GET /urn/A.bel HTTP/1.1")
    for said in (answer(whole + b"x"), answer("", "404 Not Found")):
        async with talking(saying(said)) as (client, _portal):
            with pytest.raises(PortalMisbehaved):
                await client.download("/urn/A.bel")


@pytest.mark.parametrize(("padding", "beside"), [(0, False), (500_000, True)])
async def test_what_is_long_to_read_is_read_beside_the_loop(
    padding: int, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To make a mebibyte of texts safe to show takes a third of a second."""
    readers: set[int] = set()
    sanitise = hygiene.sanitise

    def noting(text: str, *, lines: bool = False, limit: int = 0) -> str:
        readers.add(threading.get_ident())
        return sanitise(text, lines=lines, limit=limit)

    monkeypatch.setattr(hygiene, "sanitise", noting)
    said = answer(json.dumps(BALLOTS).encode().rjust(padding))
    async with talking(saying(said)) as (client, _portal):
        await read_ballots(client, SESSION)
    assert (readers != {threading.get_ident()}) is beside
