"""What whoever runs a portal asks of it: does it live, is it ready, what does it count; and its
journal, with nothing in it that a client or a voter said, nor of a vote."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from tests.portal.captcha_solver import solve
from tests.portal.conftest import Portal, refused
from tests.portal.http.lean_http import SlowRequest
from tests.portal_database import everything
from tests.portal_process import CHEAP, OTHER_VOTER, RunningPortal, start_portal
from tests.portal_seal import seal
from tui_voter.contract.errors import ErrorCode

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
        *({CANARY: CANARY}, CANARY),
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
        SlowRequest(portal.url, "/api/links", b'{"address"').break_off()
        fail(portal)
        worker = portal.process.pid
    text = journal.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == sent + 3
    assert all(set(line) == REQUEST for line in requests)
    assert {line["worker"] for line in lines} == {worker}
    routes, codes = ({line[name] for line in requests} for name in ("route", "code"))
    assert {"(none)", "/activation/{token}", "/api/links/open"} <= routes
    assert {"", "not_found", "invalid_request", "session_ended", "internal"} <= codes
    (gone,) = [line for line in requests if line["status"] == 0]
    assert (gone["route"], gone["code"]) == ("/api/links", "")
    (failure,) = [line for line in lines if line["level"] != "info"]
    assert failure["event"] == "failure", "an upload that is broken off is none"
    assert failure["errors"] == ["IntegrityError", "IntegrityError"]
    assert (failure["method"], failure["route"]) == ("POST", "/api/links")
    assert any("link_mails.py:" in place for place in failure["places"])
    for secret in (CANARY, CANARY[::-1], "127.0.0.1", "localhost", "Camille", "exemple"):
        assert secret.lower() not in text.lower()


@pytest.mark.parametrize("asked", [True, False])
def test_a_journal_for_eyes_is_lines_or_failures_alone(tmp_path: Path, asked: bool) -> None:
    journal = tmp_path / "journal"
    options = ["--log", "text"] if asked else []
    with start_portal(tmp_path, workers=1 + asked, options=options, journal=journal) as portal:
        sent = say_canaries(portal)
        before = journal.read_text().splitlines()
        fail(portal)
    assert len(before) == (sent if asked else 0)
    assert all(line.endswith(" ms") for line in before)
    whole = journal.read_text()
    assert (" POST /api/links/open 404 link_unknown " in whole) is asked
    assert " POST /api/links IntegrityError from IntegrityError\n  " in whole
    assert CANARY not in whole


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


BALLOT = "csa-national"


def test_the_journal_the_metrics_and_the_mails_say_nothing_of_it(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    options = ["--log", "json", "--metrics", "127.0.0.1:0", "--mix-every", "1"]
    with start_portal(
        tmp_path, opens_in="1s", made_ago=timedelta(minutes=1), options=options, journal=journal
    ) as portal:
        sealed = seal(portal.settings, tmp_path / "board")
        session = portal.activate(portal.invite().rpartition("/")[2])
        ballot = sealed.fill(BALLOT, 1, 2)
        election = sealed.elections[BALLOT]
        headers = {"Authorization": f"Bearer {session}"}
        with httpx.Client(base_url=portal.url, headers=headers, trust_env=False) as http:
            requests = [
                http.get("/api/booth"),
                http.post("/api/booth/code", json={"verifier": "0" * 64}),
                http.post("/api/booth/code", json={"verifier": sealed.verifier(1)}),
                http.post(
                    f"/api/ballots/{BALLOT}/cast",
                    json={"verifier": sealed.verifier(1), "ballot": ballot.text.decode()},
                ),
                http.post(
                    f"/api/ballots/{BALLOT}/cast",
                    json={"verifier": sealed.verifier(1), "ballot": "{}"},
                ),
                http.post("/api/receipts", json={"uuid": election.uuid, "tracker": ballot.tracker}),
                http.get(f"/urn/{election.uuid}.bel"),
            ]
        assert [each.status_code for each in requests] == [200, 422, 200, 201, 409, 200, 200]
        metrics = httpx.get(metrics_url(portal), trust_env=False).text
        mails = "\n".join(f"{mail.subject}\n{mail.body}" for mail in portal.mailbox())
        kept = everything(portal.settings.database)
    written = journal.read_text() + metrics
    assert written.count("/api/ballots/{ballot_id}/cast") >= 3
    assert "/urn/{uuid}.bel" in written
    signature, verifier = requests[3].json()["signature"], sealed.verifier(1)
    secrets = (ballot.tracker, signature, election.uuid, BALLOT, session, verifier, sealed.codes[1])
    assert [secret for secret in secrets if secret in written + mails] == []
    assert "Camille" not in written
    assert signature not in kept
    assert verifier not in kept


@pytest.mark.both_databases
def test_a_portal_is_ready_with_a_database_of_its_version(portal: Portal) -> None:
    for path in ("/health", "/ready"):
        assert portal.http.get(path).status_code == 200
        assert portal.http.head(path).status_code == 200
    for damage in (
        *("UPDATE alembic_version SET version_num = '99'", "DELETE FROM alembic_version"),
        "DROP TABLE alembic_version",
    ):
        portal.sql(damage)
        problem = refused(portal.http.get("/ready"), ErrorCode.BUSY)
        assert problem["retry_after"] > 0
        assert portal.http.get("/health").status_code == 200


Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scrape(url: str) -> Samples:
    text = httpx.get(url, trust_env=False).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((f"mock_portal_{name}", frozenset(labels.items())), 0)


def metrics_url(portal: RunningPortal) -> str:
    assert portal.process.stdout is not None
    return portal.process.stdout.readline().split()[-1].rstrip(".")


def test_the_metrics_of_all_workers_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = tmp_path / "tmp"
    folders.mkdir()
    monkeypatch.setenv("TMPDIR", str(folders))
    with start_portal(tmp_path, workers=2, options=["--metrics", "127.0.0.1:0"]) as portal:
        url = metrics_url(portal)
        (folder,) = folders.glob("mock-portal-metrics-*")
        assert folder.stat().st_mode & 0o077 == 0
        token = portal.invite().rpartition("/")[2]
        for number in range(20):  # each over a connection of its own, so that all work
            with httpx.Client(base_url=portal.url, trust_env=False) as http:
                if number == 0:
                    portal.activate(token)
                assert http.get("/api/election").status_code == 200
                assert http.get(f"/activation/canary-{number}?canary").status_code == 200
                assert http.get(f"/canary/{number}").status_code == 404
                http.request("CANARY", "/api/election")
        samples = scrape(url)
    answered = {"method": "GET", "status": "200"}
    assert value(samples, "requests_total", route="/api/election", **answered) == 20
    assert value(samples, "requests_total", route="/activation/{token}", **answered) == 20
    assert value(samples, "request_seconds_count", method="GET", route="/api/election") == 20
    assert value(samples, "refusals_total", route="(none)", code="not_found") == 20
    assert value(samples, "hash_seconds_count") == value(samples, "hash_wait_seconds_count")
    assert value(samples, "hash_seconds_count") >= 2, "the password and the answer"
    assert value(samples, "database_wait_seconds_count", kind="write") >= 3
    assert value(samples, "sessions") == 1
    assert "canary" not in str(samples).lower()
    assert list(folders.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_lets_requests_finish_and_takes_no_new_ones(tmp_path: Path, workers: int) -> None:
    with start_portal(tmp_path, workers=workers) as portal:
        token = portal.invite().rpartition("/")[2]
        address = (urlsplit(portal.url).hostname or "", urlsplit(portal.url).port or 0)
        slow = SlowRequest(portal.url, "/api/links/open", b'{"token": "%b"}' % token.encode())
        idle = [HTTPConnection(*address, timeout=30) for _number in range(8)]
        for connection in idle:  # until it is answered, it may wait for its worker
            connection.request("GET", "/health")
            assert connection.getresponse().read() == b"alive\n"
        portal.process.send_signal(signal.SIGTERM)
        for connection in idle:
            with closing(connection):
                assert connection.sock.recv(1) == b"", "a connection at rest is ended at once"
        if workers == 1:  # of several, one may not have heard of the end yet
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(address, 30)
        with pytest.raises(subprocess.TimeoutExpired):
            portal.process.wait(1)  # it waits for the request, and so do we
        answer = slow.finish()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"name":"Camille D."' in answer
        assert portal.process.wait(30) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, 30)


def test_a_portal_goes_on_where_nobody_reads_what_it_says(tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "portal.db"), tmp_path / "portal.key", profile=CHEAP)
    init(settings, SAMPLE, None)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = str(free.getsockname()[1])
    reader, writer = os.pipe()
    os.close(reader)
    words = ["serve", "--log", "json", "--database", settings.database, "--port", port]
    command = [sys.executable, "-m", "mock_server", *words]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
    os.close(writer)
    try:
        # It tries to connect until the portal listens, and waits until it serves.
        patient = httpx.HTTPTransport(retries=6)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient) as http:
            for _time in range(3):
                assert http.get("/ready", timeout=60).status_code == 200
    finally:
        process.terminate()
    assert process.wait(30) == 0


def test_invitations_to_another_address_are_told_until_sent_anew(tmp_path: Path) -> None:
    def told_at(url: str, *, invites: bool = False) -> str:
        with start_portal(tmp_path, options=("--public-url", url)) as portal:
            if invites:
                portal.invite()
                portal.invite(OTHER_VOTER)
            portal.process.send_signal(signal.SIGTERM)
            assert portal.process.stdout
            return portal.process.stdout.read()

    assert told_at("https://vote.exemple", invites=True) == ""
    assert told_at("https://vote.exemple.fr", invites=True) == (
        "2 waiting invitations name another address than https://vote.exemple.fr: to send them "
        "anew, run mock-portal invite\n"
    )
    assert told_at("https://vote.exemple.fr") == ""
