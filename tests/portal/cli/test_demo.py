"""``mock-portal demo``: one line when it serves, nothing left when it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.portal.captcha_solver import solve
from tui_voter.contract.links import urn_path
from tui_voter.sealing.archive import check
from tui_voter.sealing.codes import read_code

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a demo whose temporary folders are made in ``tmp_path``."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[str]:
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


def announced(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def told(process: subprocess.Popen[str], order: str = "post") -> dict[str, Any]:
    """The answer to an order."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{order}\n")
    process.stdin.flush()
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def end_of_input(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "Ouverture du portail élections professionnelles"),
        ("en", "Opening of the professional elections portal"),
    ],
)
def test_the_demo_voters_mails_are_told(start: Start, language: str, subject: str) -> None:
    process = start("--lang", language, "--opens-in", "90s")
    line = announced(process)
    assert set(line) == {"portal"}
    post = told(process)
    assert set(post) == {"mails"}
    (mail,) = post["mails"]
    assert set(mail) == {"sender", "recipient", "subject", "body"}
    assert mail["subject"] == subject
    (link,) = [row for row in mail["body"].splitlines() if "/activation/" in row]
    assert link.startswith(f"{line['portal']}/activation/")

    with httpx.Client(base_url=line["portal"], trust_env=False) as http:
        token = link.rpartition("/")[2]
        assert http.post("/api/links/open", json={"token": token}).status_code == 200
        election = http.get("/api/election").json()
        assert election["portal_time"] < election["opens_at"]
        captcha = http.post("/api/recovery/captcha").json()
        body = {
            "identifier": mail["recipient"],
            "captcha_id": captcha["id"],
            "captcha_answer": solve(captcha["question"]),
        }
        assert http.post("/api/recovery", json=body).is_success
    assert len(told(process)["mails"]) == 2, "one that comes later is told too"


def test_claims_can_be_made_on_whatever_date_it_starts(start: Start) -> None:
    with httpx.Client(base_url=announced(start())["portal"], trust_env=False) as http:
        election = http.get("/api/election").json()
    names = "portal_time", "lists_from", "claims_until", "opens_at"
    now, lists_from, claims_until, opens_at = (datetime.fromisoformat(election[n]) for n in names)
    assert lists_from <= now < claims_until
    assert timedelta(days=29) < opens_at - now < timedelta(days=31)
    assert opens_at.minute == opens_at.second == 0


def test_the_vote_is_sealed_and_opened_on_order(start: Start, tmp_path: Path) -> None:
    process = start("--lang", "en")
    with httpx.Client(base_url=announced(process)["portal"], trust_env=False) as http:
        for _twice in range(2):
            read_code(told(process, "open")["notice"]["code"])
        election = http.get("/api/election").json()
        opens_at, now = map(datetime.fromisoformat, (election["opens_at"], election["portal_time"]))
        assert opens_at <= now < datetime.fromisoformat(election["closes_at"])
        results = http.get("/api/results").json()["ballots"]
    assert [ballot["state"] for ballot in results] == ["open"] * 5


@pytest.mark.parametrize("end", [end_of_input, lambda process: process.send_signal(signal.SIGTERM)])
@pytest.mark.parametrize("words", [(), ("--at", "results")], ids=["opened", "held"])
def test_an_end_while_the_vote_is_opened_or_held_leaves_nothing_either(
    start: Start,
    tmp_path: Path,
    end: Callable[[subprocess.Popen[str]], None],
    words: tuple[str, ...],
) -> None:
    process = start(*words)
    if not words:
        announced(process)
        assert process.stdin is not None
        process.stdin.write("open\n")
        process.stdin.flush()
    while process.poll() is None and not [*tmp_path.glob("*/vote/passphrases.txt")]:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)  # and leave it the processor
    end(process)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "end",
    [
        end_of_input,
        lambda process: process.send_signal(signal.SIGTERM),
        lambda process: process.send_signal(signal.SIGINT),
        lambda process: process.send_signal(signal.SIGHUP),
    ],
    ids=["end of input", "SIGTERM", "SIGINT", "SIGHUP"],
)
def test_nothing_is_left_in_the_end(
    start: Start, tmp_path: Path, end: Callable[[subprocess.Popen[str]], None]
) -> None:
    process = start()
    portal = announced(process)["portal"]
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    # A voter's connection that stays open does not hold the end up.
    with httpx.Client(base_url=portal, trust_env=False) as http:
        http.get("/api/election")
        end(process)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_an_end_that_comes_during_the_start_leaves_nothing_either(
    start: Start, tmp_path: Path
) -> None:
    process = start(stdin=subprocess.DEVNULL)  # ended before it began
    _out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_at_the_opening_the_voters_notice_is_told_too(start: Start) -> None:
    process = start("--lang", "fr", "--at", "opening")
    line = announced(process)
    post = told(process)
    (mail,) = post["mails"]
    assert "Le vote est ouvert jusqu’au" in mail["body"], "it is sent as the vote opens"
    notice = post["notice"]
    read_code(notice["code"])
    assert not notice["replaced"]
    assert {notice["code"], notice["seal"]} <= {row.strip() for row in notice["text"].splitlines()}
    assert "Camille Dumont" in notice["text"]
    with httpx.Client(base_url=line["portal"], trust_env=False) as http:
        election = http.get("/api/election").json()
        opens_at, now = map(datetime.fromisoformat, (election["opens_at"], election["portal_time"]))
        assert opens_at <= now < datetime.fromisoformat(election["closes_at"])
        results = http.get("/api/results").json()["ballots"]
    assert [ballot["state"] for ballot in results] == ["open"] * 5
    assert [ballot["cast"] for ballot in results] == [0] * 5


def test_at_the_results_a_small_election_was_held(start: Start) -> None:
    process = start("--lang", "en", "--at", "results")
    line = announced(process)
    (mail,) = told(process)["mails"]
    assert "The vote closed on" in mail["body"], "it is sent as the demo starts"
    (link,) = [row for row in mail["body"].splitlines() if "/activation/" in row]
    with httpx.Client(base_url=line["portal"], trust_env=False) as http:
        election = http.get("/api/election").json()
        assert election["closes_at"] < election["portal_time"]
        token = link.rpartition("/")[2]
        assert http.post("/api/links/open", json={"token": token}).status_code == 200
        ballots = http.get("/api/results").json()["ballots"]
        assert [ballot["state"] for ballot in ballots] == ["counted"] * 5
        assert all(ballot["cast"] > 0 for ballot in ballots)
        for ballot in ballots:
            assert sum(each["votes"] for each in ballot["counts"]) == ballot["cast"]
            assert check(http.get(urn_path(ballot["uuid"])).content).ended
