"""``mock-portal``: its commands, its languages, and one sentence for bad input."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx
import pytest

from mock_server.cli.init import init
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings, usual_key_file
from mock_server.election.folder import SAMPLE
from mock_server.http.server import listen, serve_with
from tests.portal.conftest import Run, complaint
from tests.portal_database import sql
from tests.portal_process import CHEAP, DEMO_VOTER, OTHER_VOTER, RunningPortal, start_portal


def test_from_an_empty_folder_to_a_mailbox(run: Run, tmp_path: Path) -> None:
    assert run("init", "--opens-in", "2m") == (0, "60 voters are in the portal.\n", "")
    for name in ("mock-portal.db", "mock-portal.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert run("mailbox") == (0, "The mailbox is empty.\n", "")
    sql("mock-portal.db", "UPDATE voter SET activated_at = 1 WHERE address = ?", OTHER_VOTER)
    told = f"mock-portal: The account of {OTHER_VOTER} is already active.\n"
    assert run("invite", OTHER_VOTER) == (2, "", told)
    assert run("invite", DEMO_VOTER, DEMO_VOTER) == (0, "1 email was queued.\n", "")
    code, out, _err = run("mailbox", DEMO_VOTER.upper())
    assert code == 0
    assert f"To: {DEMO_VOTER}\n" in out
    assert "\nhttp://127.0.0.1:8000/activation/" in out
    assert run("invite") == (0, "59 emails were queued.\n", "")


def test_a_public_url_is_what_mails_and_sheets_name(run: Run, tmp_path: Path) -> None:
    """Without one no sheet is printed: another portal may be at the address where this one would
    usually serve."""
    run("init")
    told = complaint(run, "handouts", "pages")
    assert "The portal’s address is not known yet: give it with --public-url, or " in told
    assert told.endswith(" serve")
    assert run("handouts", "pages", "--public-url", "https://portail.exemple")[0] == 0
    (page, *_others) = sorted((tmp_path / "pages").glob("*.txt"))
    assert "https://portail.exemple/activation/" in page.read_text(encoding="utf-8")
    run("init", "--database", "b.db", "--public-url", "https://portail.exemple/")
    run("invite", "--database", "b.db", DEMO_VOTER)
    assert "\nhttps://portail.exemple/activation/" in run("mailbox", "--database", "b.db")[1]
    run("invite", "--database", "b.db", DEMO_VOTER, "--public-url", "https://other.exemple")
    assert "\nhttps://other.exemple/activation/" in run("mailbox", "--database", "b.db")[1]


DATABASE = Path("mock-portal.db")


DAMAGE: Final[dict[str, Callable[[], object]]] = {
    "": lambda: None,
    "text": lambda: DATABASE.write_text("not a database, but long enough to be looked at" * 50),
    "papers": lambda: Path("papers").mkdir(),
    "no key": lambda: Path("mock-portal.key").unlink(),
    "short key": lambda: Path("mock-portal.key").write_bytes(b"short"),
}

NOBODY_LISTENS = "postgresql://voter:hunter2@127.0.0.1:1/portal?password=hunter2"

DELIVER = ("serve", "--port", "0", "--deliver")

BAD_INPUT = [
    ("text", ["mailbox"], "is not a portal’s database"),
    ("no key", ["serve", "--port", "0"], "key file mock-portal.key cannot be read"),
    ("short key", ["serve", "--port", "0"], "is not a portal’s key file"),
    ("", ["invite", DEMO_VOTER, "who@b.exemple"], "No voter has the address or number who"),
    ("", ["mailbox", "--database", "none.db"], "There is no database none.db"),
    ("", ["mailbox", "--database", "oracle-of://x"], "not the URL of a usable database"),
    ("", ["mailbox", "--database", "sqlite://"], "needs a database in a file"),
    ("", ["mailbox", "--database", "postgresql+psycopg2://x"], "driver .* not installed"),
    ("", ["mailbox", "--database", "sqlite+aiosqlite:///x"], "not installed|not the URL"),
    ("", ["mailbox", "--database", NOBODY_LISTENS], r"voter:\*\*\*@127.* cannot be reached"),
    ("", ["init", "--database", NOBODY_LISTENS], "cannot be reached: .*refused"),
    ("", ["init"], "mock-portal.db already exists"),
    ("", ["init", "--database", "no/such/folder.db"], "cannot be written"),
    ("", ["init", "--database", "b.db", "--election", "none"], "none cannot be read: it does not"),
    ("", ["init", "--database", "b.db", "--opens-in", "soon"], "soon is not a valid duration"),
    ("", ["init", "--database", "b.db", "--public-url", "x"], "x is not a valid origin"),
    ("", ["serve", "--public-url", "https://192.0.2.2:8443"], "192.0.2.2:8443 .*by name"),
    ("", ["handouts", "a", "--public-url", "https://élu.example"], "ASCII"),
    ("", ["serve", "--port", "0", "--host", "0.0.0.0"], "0.0.0.0:.*--public-url"),  # noqa: S104 (refused)
    ("", ["serve", "--port", "70000"], "70000 is not a number from 0 to 65535"),
    ("", ["serve", "--workers", "0"], "0 is not a number from 1 to 64"),
    ("", ["serve", "--host", "no.such.host.invalid"], "address no.such.host.invalid cannot"),
    ("", ["serve", "--metrics", "here"], "here is not a valid address, e.g. 127.0.0.1:9464"),
    ("", [*DELIVER, "ftp://host"], "destination for emails is written"),
    ("", [*DELIVER, "smtp://"], "destination for emails is written"),
    ("", [*DELIVER, "smtp://host/path"], "destination for emails is written"),
    ("", [*DELIVER, "smtp://host:99999"], "destination for emails is written"),
    ("", [*DELIVER, "smtp://ho st"], "destination for emails is written"),
    ("", [*DELIVER, "smtp://user:hunter2@host"], "belongs in MOCK_PORTAL_SMTP_PASSWORD"),
    ("", [*DELIVER, "smtp://user@host"], "is missing: set it in MOCK_PORTAL_SMTP_"),
    ("papers", [*DELIVER, "maildir:papers"], "is not a maildir"),
    ("", ["backup", "none/b.tar"], "none/b.tar cannot be written: it does not exist"),
    ("", ["restore", "none.tar", "--database", "b.db"], "none.tar cannot be read"),
    ("", ["dance"], "unknown command: dance"),
]


@pytest.mark.parametrize(("damage", "words", "sentence"), BAD_INPUT)
def test_bad_input_is_one_sentence_and_changes_nothing(
    run: Run, damage: str, words: list[str], sentence: str
) -> None:
    run("init")
    DAMAGE[damage]()
    told = complaint(run, *words)
    assert re.search(sentence, told), told


def test_a_broken_election_makes_no_database(run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "election"))
    voters = folder / "voters.csv"
    hostile = voters.read_text(encoding="utf-8").replace("remi.", "remi\x1b]0;PWN\x07.", 1)
    voters.write_text(hostile, encoding="utf-8")
    told = complaint(run, "init", "--election", str(folder))
    assert "line 3, identifier: “remi\ufffd]0;PWN" in told
    assert "\x1b" not in told, "a file's own words give the terminal no command"


def test_a_busy_port(run: Run) -> None:
    run("init")
    with closing(socket.create_server(("127.0.0.1", 0))) as holder:
        port = str(holder.getsockname()[1])
        code, out, err = run("serve", "--port", port)
        for address, why in ((f"127.0.0.1:{port}", "already in use"), ("a..b:1", "not a valid")):
            told = run("serve", "--port", "0", "--metrics", address)[2]
            assert f"address {address} cannot be used for metrics: it is {why}" in told
    assert (code, out) == (2, "")
    assert err.startswith(f"mock-portal: Port {port} on 127.0.0.1 is already in use: stop ")
    assert "--port (0 for any free one)" in err


@pytest.mark.parametrize(
    ("name", "costs"),
    [
        ("MOCK_PORTAL_ARGON2", ("cheap", "8,1", "8,0,1", "1,1,1", "99999999,1,1")),
        ("MOCK_PORTAL_ALTCHA", ("much", "1000", "0,8000", "1000,0", "10001,1", "1,10000001")),
    ],
)
def test_a_cost_that_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, costs: tuple[str, ...]
) -> None:
    run("init")
    for cost in costs:
        monkeypatch.setenv(name, cost)
        code, _out, err = run("mailbox")
        assert (code, f"{name} must have the form" in err) == (2, True), cost


def workers_of(portal: RunningPortal) -> list[int]:
    children = Path(f"/proc/{portal.process.pid}/task/{portal.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    return [
        int(pid)
        for pid in children.read_text().split()
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_a_worker_that_cannot_start_again_is_tried_again(tmp_path: Path) -> None:
    """The others go on meanwhile."""
    journal, key, away = tmp_path / "journal", tmp_path / "portal.key", tmp_path / "away"
    os.mkfifo(journal)
    with (
        os.fdopen(os.open(journal, os.O_RDWR), encoding="utf-8") as said,  # whoever writes
        start_portal(tmp_path, workers=2, journal=journal) as portal,
    ):
        killed, healthy = workers_of(portal)
        key.rename(away)
        os.kill(killed, signal.SIGKILL)
        assert "a worker process has ended (-9), and is replaced" in said.readline()
        for seconds in (1, 2):
            assert (
                f"a worker process could not start, and is tried again in {seconds} s: "
                f"The portal’s key file {key} cannot be read: it does not exist."
            ) in said.readline()
            assert httpx.get(f"{portal.url}/health", trust_env=False, timeout=60).is_success
        away.rename(key)
        os.kill(healthy, signal.SIGKILL)
        response = httpx.get(f"{portal.url}/api/election", trust_env=False, timeout=60)
        assert response.status_code == 200


def test_workers_that_cannot_start_end_the_portal_with_one_sentence(tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "portal.db"), tmp_path / "portal.key", profile=CHEAP)
    init(settings, SAMPLE, None)
    missing = replace(settings, key_file=tmp_path / "none.key")
    told = pytest.raises(Fault, match=r"^The portal’s key file .*none.key cannot be read: ")
    with closing(listen("127.0.0.1", 0)) as sock, told:
        serve_with(missing, sock, 2, lambda: None)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o660])
def test_a_key_that_others_may_read_or_change_is_not_taken(
    run: Run, tmp_path: Path, mode: int
) -> None:
    run("init")
    key = tmp_path / "mock-portal.key"
    key.chmod(mode)
    for words in (("backup", "backup.tar"), ("serve", "--port", "0")):
        code, _out, err = run(*words)
        assert code == 2
        assert err == (
            "mock-portal: Others can read or change the portal’s key file mock-portal.key: "
            "protect it with chmod 600 mock-portal.key\n"
        )
    key.chmod(0o640)  # a service's group may read it
    assert run("backup", "backup.tar")[0] == 0


def test_a_reader_that_has_seen_enough(run: Run, tmp_path: Path) -> None:
    run("init")
    run("invite")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "mock_server", "mailbox"]
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_french_is_spoken_where_it_is_asked_for(run: Run) -> None:
    assert "codes de sortie" in run("--lang", "fr", "--help")[1]
    assert run("init", "--lang=fr")[1] == "60 électeurs sont dans le portail.\n"
    assert "existe déjà" in run("init", "--lang", "fr")[2]


@pytest.mark.parametrize(
    ("database", "key", "typed"),
    [
        *(("mock-portal.db", "", "invite"), ("sqlite:///mock-portal.db", "", "invite")),
        ("room 2.db", "", "invite --database 'room 2.db'"),
        ("sqlite:///room.db", "", "invite --database room.db"),
        ("mock-portal.db", "other.key", "invite --key-file other.key"),
        ("postgresql+psycopg://office:secret@db.exemple/vote", "", "invite --database URL"),
    ],
)
def test_a_command_to_type_names_what_is_not_usual_and_no_password(
    monkeypatch: pytest.MonkeyPatch, database: str, key: str, typed: str
) -> None:
    monkeypatch.delenv("MOCK_PORTAL_DATABASE", raising=False)
    settings = Settings(database, Path(key) if key else usual_key_file(database))
    assert settings.command("invite").endswith(f"mock-portal {typed}")
    monkeypatch.setenv("MOCK_PORTAL_DATABASE", database)
    assert "--database" not in settings.command("invite")
