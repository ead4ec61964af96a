"""The journal: a line for each request, and nothing in it that a client or a voter said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.portal.captcha_solver import solve
from tests.portal.http.lean_http import SlowRequest
from tests.portal_process import RunningPortal, start_portal

CANARY: Final = "c4n4ry"
"""Part of all that is sent, whatever it is."""

REQUEST: Final = {"time", "level", "worker", "event", "method", "route", "status", "code", "ms"}


def say_canaries(portal: RunningPortal) -> int:
    """Send them wherever something can be sent; the number of requests."""
    sent = 0
    headers = {
        "Authorization": f"Bearer {CANARY}",
        "User-Agent": CANARY,
        "Referer": f"http://{CANARY}/",
        "X-Forwarded-For": CANARY,
        f"X-{CANARY}": CANARY,
        "Cookie": f"a={CANARY}",
        "Accept-Language": CANARY,
    }
    bodies: tuple[Any, ...] = (
        {"token": CANARY},
        {"address": f"{CANARY}@a.exemple", "captcha_id": CANARY, "captcha_answer": CANARY},
        {"identifier": CANARY, "password": CANARY, "captcha_id": CANARY, "captcha_answer": CANARY},
        {CANARY: CANARY},
        CANARY,
    )
    with httpx.Client(base_url=portal.url, headers=headers, trust_env=False) as http:
        for path in ("/", f"/{CANARY}", f"/activation/{CANARY}", f"/recovery/{CANARY}"):
            for method in ("GET", "HEAD", "POST", "OPTIONS"):
                http.request(method, f"{path}?{CANARY}={CANARY}")
                sent += 1
        for path in ("profile", "claims", f"documents/{CANARY}", "faq", f"ballots/{CANARY}/roll"):
            http.get(f"/api/{path}?after={CANARY}")
            sent += 1
        for path in ("links", "links/open", "sign-in", "recovery", "activation", "claims"):
            for body in bodies:
                http.post(f"/api/{path}?{CANARY}", json=body)
                sent += 1
        http.post("/api/links", content=f'{{"{CANARY}"'.encode())
        sent += 1
    return sent


def fail(portal: RunningPortal) -> None:
    """Requests that fail in the database, with a voter's address in them."""
    with httpx.Client(base_url=portal.url) as http:
        captcha = http.post("/api/links/captcha").json()
        answered = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
        with portal.refusing("link_request"):
            response = http.post("/api/links", json={"address": f"{CANARY}@a.exemple", **answered})
    assert response.status_code == 500


def test_the_journal_says_what_happened_and_to_nobody_who(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    with start_portal(tmp_path, options=["--log", "json"], journal=journal) as portal:
        sent = say_canaries(portal)
        fail(portal)
        worker = portal.process.pid
    text = journal.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == sent + 2
    assert all(set(line) == REQUEST for line in requests)
    assert {line["worker"] for line in lines} == {worker}
    routes, codes = ({line[name] for line in requests} for name in ("route", "code"))
    assert {"(none)", "/activation/{token}", "/api/links/open"} <= routes
    assert {"", "not_found", "invalid_request", "session_ended", "internal"} <= codes
    (failure,) = [line for line in lines if line["event"] == "failure"]
    assert failure["errors"] == ["IntegrityError", "IntegrityError"]
    assert (failure["method"], failure["route"]) == ("POST", "/api/links")
    assert any("link_mails.py:" in place for place in failure["places"])
    for secret in (CANARY, CANARY[::-1], "127.0.0.1", "localhost", "Camille", "exemple"):
        assert secret.lower() not in text.lower()


@pytest.mark.parametrize("asked", [True, False])
def test_a_journal_for_eyes_is_lines_or_failures_alone(tmp_path: Path, asked: bool) -> None:
    journal = tmp_path / "journal"
    options = ["--log", "text"] if asked else []
    with start_portal(tmp_path, workers=2, options=options, journal=journal) as portal:
        sent = say_canaries(portal)
        before = journal.read_text().splitlines()
        fail(portal)
    assert len(before) == (sent if asked else 0)
    assert all(line.endswith(" ms") for line in before)
    whole = journal.read_text()
    assert (" POST /api/links/open 404 link_unknown " in whole) is asked
    assert " POST /api/links IntegrityError from IntegrityError\n  " in whole
    assert CANARY not in whole


def test_an_upload_that_is_broken_off_is_no_failure(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    with start_portal(tmp_path, options=["--log", "json"], journal=journal) as portal:
        SlowRequest(portal.url, "/api/links", b'{"address"').break_off()
        fail(portal)
    told = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [line["errors"][0] for line in told if line["level"] != "info"] == ["IntegrityError"]
    gone = [line for line in told if line["event"] == "request" and line["status"] == 0]
    assert {(line["route"], line["code"]) for line in gone} == {("/api/links", "")}


OTHERS_WORDS: Final = """
import asyncio, logging
from mock_server.ops.journal import open_journal
from mock_server.core.settings import JournalForm

open_journal(JournalForm("{form}"))

async def fail():
    raise ValueError("c4n4ry")

async def forget():
    task = asyncio.create_task(fail())
    await asyncio.wait([task])

asyncio.run(forget())  # nobody asks for the task's failure: asyncio tells it, with its words
try:
    int("c4n4ry")
except ValueError:
    logging.getLogger("uvicorn.error").exception("c4n4ry %s", "c4n4ry")
    logging.getLogger("mock_server.some").exception("our own words")
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_other_libraries_words_are_not_repeated(form: str) -> None:
    script = [sys.executable, "-c", OTHERS_WORDS.format(form=form)]
    told = subprocess.run(script, capture_output=True, text=True, check=True).stderr
    assert told.count("ValueError") == 3
    for name in ("asyncio", "uvicorn.error", "our own words", ":", "<module>"):
        assert name in told
    assert CANARY not in told
