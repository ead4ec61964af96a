"""Whatever a peer does, a PortalError comes of it, in time, and nothing else."""

import asyncio
import gzip
import json
import logging
import traceback
from typing import Any

import pytest

from tests.client.peer import Script, answer, peer, saying, silence, talking
from tests.client.samples import CAPTCHA, ELECTION
from tui_voter.contract.activation import create_password
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalTimeout,
    PortalUnreachable,
)
from tui_voter.contract.signing_in import end_session
from tui_voter.portal.client import ANSWER_LIMIT, PortalClient
from tui_voter.secret import Secret

PROBLEM = "application/problem+json"


def problem(code: str = "busy", status: int = 503, *headers: str, **more: Any) -> bytes:
    body = json.dumps({"code": code, "status": status, **more})
    return answer(body, f"{status} Problem", *headers, kind=PROBLEM)


async def failure(script: Script, deadline: float = 15.0) -> PortalError:
    """How asking this peer for the election fails."""
    async with talking(script, deadline=deadline) as (client, portal):
        with pytest.raises(PortalError) as caught:
            await read_election(client)
    is_lost = type(caught.value) is PortalUnreachable
    assert portal.connections == (2 if is_lost else 1)  # a question that is lost is put once more
    return caught.value


PACKED = gzip.compress(json.dumps(ELECTION).encode())
OUTSIDE_THE_CONTRACT = {
    "a redirect": answer("", "302 Found", "Location: http://localhost:9/api/election"),
    "gzip": answer(PACKED, "200 OK", "Content-Encoding: gzip"),
    "gzip that is not told": answer(PACKED),
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000,
    "more than a mebibyte": answer(b" " * ANSWER_LIMIT + json.dumps(ELECTION).encode()),
    "a web page": answer("<html>", kind="text/html"),
    "JSON that is called text": answer(json.dumps(ELECTION), kind="text/plain"),
    "no type": answer(json.dumps(ELECTION), kind=""),
    "an empty answer": answer(""),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "broken JSON": answer('{"name": "'),
    "not UTF-8": answer(b'{"name": "\xe9"}'),
    "a lone surrogate": answer('{"name": "\\ud800"}'),
    "an endless nesting": answer('{"odd": ' + "[" * 500_000),
    "a huge number": answer('{"odd": ' + "9" * 500_000 + "}"),
    "a missing field": answer("{}"),
    "too long a name": answer(json.dumps(ELECTION | {"name": "x" * 201})),
    "an unknown language": answer(json.dumps(ELECTION | {"languages": ["xx"]})),
    "a time without zone": answer(json.dumps(ELECTION | {"opens_at": "2026-12-01T07:00:00"})),
    "an unknown zone": answer(json.dumps(ELECTION | {"time_zone": "Europe/Atlantis"})),
    "a zone that is a path": answer(json.dumps(ELECTION | {"time_zone": "../../../etc/passwd"})),
    "a problem of an unknown code": problem("teapot", 418),
    "a failure without problem": answer("{}", "500 Internal Server Error"),
    "a page that is not there": answer("<html>", "404 Not Found", kind="text/html"),
}


@pytest.mark.parametrize("said", OUTSIDE_THE_CONTRACT.values(), ids=OUTSIDE_THE_CONTRACT)
async def test_an_answer_outside_the_contract(said: bytes) -> None:
    assert type(await failure(saying(said))) is PortalMisbehaved


BROKEN = {
    "cut before any answer": b"",
    "cut within the headers": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "cut within the body": answer(json.dumps(ELECTION))[:-10],
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a gateway without its portal": answer("<html>", "502 Bad Gateway", kind="text/html"),
    "a gateway that gave up": answer("", "504 Gateway Timeout", kind=""),
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
async def test_a_connection_that_breaks(said: bytes) -> None:
    assert type(await failure(saying(said))) is PortalUnreachable


async def test_nobody_there() -> None:
    """Neither a portal, nor a proxy that knows the name."""
    async with peer(saying(b"")) as portal:
        origin = portal.origin
    for at, proxy in ((origin, None), ("https://nobody.invalid", "http://127.0.0.1:1")):
        client = PortalClient(at, language="fr", proxy=proxy)
        with pytest.raises(PortalUnreachable):
            await read_election(client)
        await client.aclose()


async def trickle(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
    """A byte now and then: each arrives well within any timeout for one read."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("script", [silence, trickle])
async def test_the_deadline_covers_everything(script: Script) -> None:
    assert type(await failure(script, deadline=0.2)) is PortalTimeout


async def test_a_problem_of_the_contract() -> None:
    said = problem(
        "captcha_wrong", 422, captcha=CAPTCHA | {"question": "Recopiez\x1b]0;oops\x07 : sept"}
    )
    error = await failure(saying(said))
    assert isinstance(error, PortalRefused)
    assert error.code is ErrorCode.CAPTCHA_WRONG
    assert error.problem.captcha is not None
    assert error.problem.captcha.id == CAPTCHA["id"]
    assert error.problem.captcha.question == "Recopiez�]0;oops� : sept"


@pytest.mark.parametrize(
    ("said", "code", "wait"),
    [
        (problem(retry_after=7), ErrorCode.BUSY, 7),
        (problem("too_many", 429, "Retry-After: 8", retry_after=9), ErrorCode.TOO_MANY, 9),
        (problem(retry_after=10**12), ErrorCode.BUSY, 86_400),
        (problem(retry_after=-1), ErrorCode.BUSY, 0),
        (problem("busy", 503, "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT"), ErrorCode.BUSY, None),
        (answer("<html>", "503 Busy", "Retry-After: 8", kind="text/html"), ErrorCode.BUSY, 8),
        (answer("", "429 Slow Down", kind=""), ErrorCode.TOO_MANY, None),
    ],
)
async def test_being_told_to_wait(said: bytes, code: ErrorCode, wait: int | None) -> None:
    error = await failure(saying(said))
    assert isinstance(error, PortalRefused)
    assert (error.code, error.problem.retry_after) == (code, wait)


@pytest.mark.parametrize(
    "said",
    [
        *(b"", answer('{"ticket": '), answer(b"", "200 OK", "Content-Encoding: gzip")),
        *(problem(), answer("", "302 Found")),
    ],
    ids=["unreachable", "broken", "encoded", "refused", "redirected"],
)
async def test_no_failure_holds_a_secret(said: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "Canari-7-secret"
    async with talking(saying(said)) as (client, portal):
        with pytest.raises(PortalError) as caught:
            await create_password(client, Secret(canary), Secret(canary), "id", canary[::-1])
        with pytest.raises(PortalError):
            await end_session(client, Secret(canary))
    assert any(canary.encode() in request for request in portal.requests)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    inside = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in inside.stack if frame.filename.endswith("client.py")]
    assert ours
    told = [repr(error), str(error), repr(vars(error)), *(repr(frame.locals) for frame in ours)]
    assert not [text for text in told if canary in text]
    assert canary not in caplog.text
    assert portal.origin not in caplog.text


@pytest.mark.parametrize("odd", ["\udce9", "\ud800 surrogate"])
async def test_text_that_json_cannot_carry_is_not_sent(odd: str) -> None:
    async with talking(saying(answer())) as (client, portal):
        with pytest.raises(PortalRefused) as caught:
            await create_password(client, Secret("t"), Secret(odd), "id", "7")
        with pytest.raises(PortalRefused):
            await end_session(client, Secret("é\n"))
    assert caught.value.code is ErrorCode.INVALID_REQUEST
    assert portal.requests == []


async def test_closing_ends_what_is_under_way() -> None:
    waiting = asyncio.Event()

    async def script(_writer: asyncio.StreamWriter, _requests: list[bytes]) -> None:
        waiting.set()
        await asyncio.Event().wait()

    async with talking(script) as (client, _portal):
        asking = asyncio.create_task(read_election(client))
        await waiting.wait()
        await client.aclose()
        with pytest.raises(PortalUnreachable):
            await asking
        with pytest.raises(PortalUnreachable):
            await read_election(client)
