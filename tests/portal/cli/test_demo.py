"""``mock-portal demo``: one line when it serves, nothing left when it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, Final

import httpx
import msgspec
import pytest

from mock_server.cli import demo
from mock_server.core.errors import Fault
from tests.scripted.portal import OPENS, election_at
from tui_voter.contract.links import urn_path
from tui_voter.sealing.archive import check
from tui_voter.sealing.codes import read_code

Process = subprocess.Popen[str]
Start = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a demo whose temporary folders are made in ``tmp_path``."""
    started: list[Process] = []

    def start(*words: str, stdin: int = subprocess.PIPE) -> Process:
        process = subprocess.Popen(
            [sys.executable, "-m", "mock_server", "demo", *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(tmp_path), "MOCK_PORTAL_ARGON2": "8,1,1"},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()


def announced(process: Process) -> dict[str, Any]:
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def serving(process: Process) -> httpx.Client:
    """A client of the portal that is announced."""
    line = announced(process)
    assert set(line) == {"portal"}
    return httpx.Client(base_url=line["portal"], trust_env=False)


def order(process: Process, words: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{words}\n")
    process.stdin.flush()


def told(process: Process, words: str = "post") -> dict[str, Any]:
    """The answer to an order."""
    order(process, words)
    return announced(process)


def end_of_input(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None


def signalled(number: signal.Signals) -> Callable[[Process], None]:
    return lambda process: process.send_signal(number)


def ended_without_a_trace(process: Process, folder: Path) -> bool:
    out, err = process.communicate(timeout=30)
    return (process.returncode, out, err, list(folder.iterdir())) == (0, "", "", [])


def moments(http: httpx.Client, *names: str) -> list[datetime]:
    election = http.get("/api/election").json()
    return [datetime.fromisoformat(election[name]) for name in names]


@pytest.mark.parametrize("words", [(), ("--at", "opening")], ids=["on order", "from the start"])
def test_the_vote_is_opened_with_the_voters_notice(start: Start, words: tuple[str, ...]) -> None:
    process = start("--lang", "fr", *words)
    with serving(process) as http:
        post = told(process, "post" if words else "open")
        notice = post["notice"]
        read_code(notice["code"])
        assert not notice["replaced"]
        lines = {row.strip() for row in notice["text"].splitlines()}
        assert {notice["code"], notice["seal"]} <= lines
        if words:
            (mail,) = post["mails"]
            assert "Le vote est ouvert jusqu’au" in mail["body"], "it is sent as the vote opens"
        else:
            assert told(process, "open")["notice"] == notice, "once"
        opens_at, now, closes_at = moments(http, "opens_at", "portal_time", "closes_at")
        assert opens_at <= now < closes_at
        results = http.get("/api/results").json()["ballots"]
    assert [(ballot["state"], ballot["cast"]) for ballot in results] == [("open", 0)] * 5


def test_at_the_results_a_small_election_was_held(start: Start) -> None:
    process = start("--lang", "en", "--at", "results")
    with serving(process) as http:
        (mail,) = told(process)["mails"]
        assert "The vote closed on" in mail["body"], "it is sent as the demo starts"
        ballots = http.get("/api/results").json()["ballots"]
        assert [ballot["state"] for ballot in ballots] == ["counted"] * 5
        for ballot in ballots:
            assert sum(each["votes"] for each in ballot["counts"]) == ballot["cast"] > 0
            assert check(http.get(urn_path(ballot["uuid"])).content).ended


ENDS: Final = {
    "end of input": end_of_input,
    **{each.name: signalled(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)},
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_nothing_is_left(start: Start, tmp_path: Path, end: Callable[[Process], None]) -> None:
    process = start()
    with serving(process) as http:
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        # A voter's connection that stays open does not hold the end up.
        names = "portal_time", "lists_from", "claims_until", "opens_at"
        now, lists_from, claims_until, opens_at = moments(http, *names)
        end(process)
        assert ended_without_a_trace(process, tmp_path)
    assert lists_from <= now < claims_until, "whenever it starts"
    assert timedelta(days=29) < opens_at - now < timedelta(days=31)
    assert opens_at.minute == opens_at.second == 0


@pytest.mark.parametrize(
    ("words", "end"),
    [((), signalled(signal.SIGTERM)), (("--at", "results"), end_of_input)],
    ids=["opened", "held"],
)
def test_an_end_while_the_vote_is_opened_or_held_leaves_nothing_either(
    start: Start, tmp_path: Path, words: tuple[str, ...], end: Callable[[Process], None]
) -> None:
    process = start(*words)
    if not words:
        announced(process)
        order(process, "open")
    while process.poll() is None and not [*tmp_path.glob("*/vote/passphrases.txt")]:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)  # and leave it the processor
    end(process)
    assert ended_without_a_trace(process, tmp_path)


def test_an_end_during_the_start_leaves_nothing_either(start: Start, tmp_path: Path) -> None:
    process = start(stdin=subprocess.DEVNULL)  # ended before it began
    process.communicate(timeout=30)
    assert (process.returncode, list(tmp_path.iterdir())) == (0, [])


def test_a_vote_that_never_opens_ends_the_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though each answer comes in time."""
    closed = election_at(OPENS - timedelta(seconds=1))
    opened = msgspec.structs.replace(closed, portal_time=closed.opens_at)
    asked: list[str] = []

    class Portal(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            body = msgspec.json.encode(opened if len(asked) > 9 else closed)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: object) -> None: ...

    seconds = count(step=demo.DEADLINE / 4)
    monkeypatch.setattr(demo, "monotonic", lambda: next(seconds))
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(Fault, match="TimeoutError"):
            demo.wait_for_opening(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert 1 <= len(asked) < 5
