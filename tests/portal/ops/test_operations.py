"""What whoever runs a portal asks of it: does it live, is it ready, what does it count; and
how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from tests.portal.conftest import Portal, refused
from tests.portal.http.lean_http import SlowRequest
from tests.portal_process import CHEAP, OTHER_VOTER, RunningPortal, start_portal
from tui_voter.contract.errors import ErrorCode


@pytest.mark.both_databases
def test_a_portal_is_ready_with_a_database_of_its_version(portal: Portal) -> None:
    for path in ("/health", "/ready"):
        assert portal.http.get(path).status_code == 200
        assert portal.http.head(path).status_code == 200
    for damage in (
        "UPDATE alembic_version SET version_num = '99'",
        "DELETE FROM alembic_version",
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


@pytest.mark.parametrize("workers", [1, 2])
def test_the_metrics_of_all_workers_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    folders = tmp_path / "tmp"
    folders.mkdir()
    monkeypatch.setenv("TMPDIR", str(folders))
    with start_portal(tmp_path, workers=workers, options=["--metrics", "127.0.0.1:0"]) as portal:
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
    assert told_at("https://vote.exemple") == ""
    assert told_at("https://vote.exemple.fr") == (
        "2 waiting invitations name another address than https://vote.exemple.fr: to send them "
        "anew, run mock-portal invite\n"
    )
    assert told_at("https://vote.exemple.fr", invites=True).startswith("2 waiting invitations")
    assert told_at("https://vote.exemple.fr") == ""
