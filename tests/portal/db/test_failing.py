"""A database that is full, read-only, damaged or out of reach: what commands say of it, and what
the portal answers."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mock_server.cli import main
from tests import portal_database
from tests.portal.conftest import Portal, refused
from tests.portal.db.postgres import Server
from tests.portal_process import DEMO_VOTER, RunningPortal, start_portal
from tui_voter.contract.errors import ErrorCode


class Disk:
    """A small disk of its own, that can be filled and made read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if fault := self._mount("-t", "tmpfs", "-o", "size=4m", "tmpfs"):
            pytest.skip(f"no disk can be mounted here: {fault}")

    def _mount(self, *words: str) -> str:
        """Why it cannot be done; "" if it is."""
        done = subprocess.run(["mount", *words, str(self.folder)], capture_output=True, text=True)
        return done.stderr.strip() if done.returncode else ""

    def fill(self, *, but: int = 0) -> None:
        """Leave ``but`` bytes."""
        with (self.folder / "filling").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                file.truncate(file.tell() - but)

    def write_protect(self) -> None:
        """A disk on which a file is open for writing stays writable: it is "busy"."""
        fault = self._mount("-o", "remount,ro")
        assert not fault, fault


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def elsewhere(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A portal on the disk, which is the current folder; what stands on another one."""
    monkeypatch.chdir(disk.folder)
    assert main(["init"]) == 0
    assert main(["invite", DEMO_VOTER]) == 0
    assert main(["backup", str(tmp_path / "backup.tar")]) == 0
    assert main(["export-voters", str(tmp_path / "voters.csv")]) == 0
    text = (tmp_path / "voters.csv").read_text("utf-8").replace("@", "@other.")
    (tmp_path / "others.csv").write_text(text, "utf-8")
    capsys.readouterr()
    return tmp_path


FULL = "The disk of the database mock-portal.db is full: free some space, then try again."
READ_ONLY = (
    "The database mock-portal.db cannot be written to: it is read-only, or its folder or disk is."
)
READING = [["clock", "show"], ["mailbox"], ["inbox"], ["deliver", "--once", "smtp://127.0.0.1:1"]]
WRITING = [
    *(["serve", "--port", "0"], ["serve", "--port", "0", "--workers", "2"]),
    *(["clock", "set", "2026-12-01T07:58"], ["clock", "real"], ["invite"]),
    ["import-voters", "{elsewhere}/others.csv"],
]
MAKING = {
    "other.db": ["init", "--database", "other.db"],
    "again.db": ["restore", "{elsewhere}/backup.tar", "--database", "again.db"],
    "voters.csv": ["generate-voters", "90000", "voters.csv"],
    "out.tar": ["backup", "out.tar"],
}

Sentence = Callable[..., str]


@pytest.fixture
def sentence(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> Sentence:
    """The one sentence that a command ends with."""

    def sentence(*words: str) -> str:
        words = tuple(word.format(elsewhere=elsewhere) for word in words)
        assert main(["--lang", "en", *words]) == 2
        *progress, line = capsys.readouterr().err.splitlines()
        assert not progress or words[0] == "import-voters"
        return line.removeprefix("mock-portal: ")

    return sentence


@pytest.mark.parametrize("state", ["full", "full, and open", "read-only"])
def test_a_disk_that_cannot_be_written_to(disk: Disk, sentence: Sentence, state: str) -> None:
    """Where the database is open all the time, what SQLite keeps beside it is there, and it is
    read even on a full disk."""
    if state == "read-only":
        disk.write_protect()
    with closing(sqlite3.connect("mock-portal.db")) as holder:
        if state == "full, and open":
            holder.execute("SELECT count(*) FROM voter").fetchall()
        if state != "read-only":
            disk.fill()
        for words in WRITING if state == "full, and open" else (*READING, *WRITING):
            assert (words, sentence(*words)) == (words, READ_ONLY if state == "read-only" else FULL)


@pytest.mark.parametrize("full", [True, False])
def test_a_file_that_cannot_be_made(disk: Disk, sentence: Sentence, full: bool) -> None:
    if full:
        disk.fill(but=2**16)
    else:
        disk.write_protect()
    for made, words in MAKING.items():
        said = sentence(*words)
        assert (
            f"{made} cannot be written: the disk is {'full' if full else 'read-only'}." in said
            or (said == FULL.replace("mock-portal.db", made))
        )
        assert not Path(made).exists()


def test_a_damaged_database(sentence: Sentence) -> None:
    file = Path("mock-portal.db")
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    assert "mock-portal.db is damaged: restore it from a backup." in sentence("mailbox")


@pytest.mark.usefixtures("elsewhere")
def test_standard_output_on_a_full_disk() -> None:
    words = [sys.executable, "-m", "mock_server", "--lang", "en", "mailbox"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "mock-portal: Writing failed: the disk is full.\n")


def client_of(portal: RunningPortal) -> httpx.Client:
    return httpx.Client(base_url=portal.url, trust_env=False, timeout=60)


def test_a_portal_on_a_full_disk_is_busy_and_not_ready(disk: Disk, tmp_path: Path) -> None:
    """Until there is room again; and its journal says so once, not for each request."""
    journal = tmp_path / "journal"
    with start_portal(disk.folder, journal=journal) as portal, client_of(portal) as http:
        portal.invite()
        assert http.get("/ready").is_success
        disk.fill()
        for _time in range(3):
            response = http.post("/api/links/captcha")
            assert refused(response, ErrorCode.BUSY)["retry_after"] > 0
            refused(http.get("/ready"), ErrorCode.BUSY)
            assert http.get("/health").is_success
            assert http.get("/api/election").is_success
        (disk.folder / "filling").unlink()
        assert http.get("/ready").is_success
        assert http.post("/api/links/captcha").is_success
    lines = journal.read_text("utf-8").splitlines()
    assert [line.partition("mock_server.ops.journal ")[2] for line in lines] == [
        "the database cannot be used: its disk is full",
        "the database can be written to again",
    ]


def test_a_portal_that_nobody_writes_to_finds_out_by_itself(disk: Disk) -> None:
    with start_portal(disk.folder) as portal, client_of(portal) as http:
        disk.fill()
        refused(http.get("/ready"), ErrorCode.BUSY)


@pytest.fixture
def kind() -> str:
    """Of a portal that has no disk of its own."""
    return "postgresql"


@pytest.fixture
def in_folder(tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The commands find the database in the environment, where no list of processes shows
    its password."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("MOCK_PORTAL_DATABASE", empty_database)
    return empty_database


def test_a_portal_is_made_once(
    in_folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--lang", "en", "init"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mock-portal.key"]
    before = portal_database.everything(in_folder)
    assert main(["init", "--lang", "en"]) == 2
    assert "already exists and was not changed." in capsys.readouterr().err
    assert portal_database.everything(in_folder) == before


def test_no_portal_is_made_among_other_tables(
    in_folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    portal_database.sql(in_folder, "CREATE TABLE recipe (name TEXT)")
    assert main(["init", "--lang", "en"]) == 2
    assert "contains other tables and was not changed." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [], "nor a key"


def end_connections(postgresql: Server) -> None:
    postgresql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'mock-portal'"
    )


def name_of(portal: Portal) -> str:
    return portal.settings.database.partition("?")[0].rpartition("/")[2]


def test_a_server_that_went_away_is_busy_then_found(portal: Portal, postgresql: Server) -> None:
    token = portal.invite()
    portal.open(token)
    end_connections(postgresql)
    postgresql.run(f"ALTER DATABASE {name_of(portal)} ALLOW_CONNECTIONS false")
    for _time in range(2):  # on a connection that was lost, and on none
        refused(portal.post("links/open", token=token), ErrorCode.BUSY)
    postgresql.run(f"ALTER DATABASE {name_of(portal)} ALLOW_CONNECTIONS true")
    portal.open(token)


def test_a_read_only_server_is_busy_and_not_ready(
    portal: Portal, postgresql: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def make(read_only: str) -> None:
        setting = f"default_transaction_read_only = {read_only}"
        postgresql.run(f"ALTER DATABASE {name_of(portal)} SET {setting}")
        end_connections(postgresql)

    make(read_only="on")
    for _time in range(3):
        refused(portal.post("links/captcha"), ErrorCode.BUSY)
        refused(portal.http.get("/ready"), ErrorCode.BUSY)
    make(read_only="off")
    portal.post("links/captcha")
    assert portal.http.get("/ready").is_success
    assert portal.post("links/captcha").is_success
    assert [line for line in caplog.messages if "the database" in line] == [
        "the database cannot be used: it is read-only",
        "the database can be written to again",
    ]
