"""What a portal on PostgreSQL has of its own: who makes its database, and a server that
is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.cli import main
from tests import portal_database
from tests.portal.conftest import Portal, refused
from tests.portal.db.postgres import Server
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.errors import ErrorCode


@pytest.fixture
def kind() -> str:
    return "postgresql"


@pytest.fixture
def in_folder(tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The commands find the database in the environment, where no list of processes shows
    its password."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("MOCK_PORTAL_DATABASE", empty_database)
    return empty_database


def test_from_nothing_to_a_mailbox(
    in_folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words, sentence in (
        (["init"], "60 voters are in the portal."),
        (["invite", DEMO_VOTER], "1 email was queued."),
        (["mailbox"], f"To: {DEMO_VOTER}"),
        (["upgrade"], "is already at version "),
    ):
        assert main(["--lang", "en", *words]) == 0
        assert sentence in capsys.readouterr().out
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


def test_names_are_compared_byte_by_byte(in_folder: str) -> None:
    """Whatever the database's own order is: the pages of a roll depend on it."""
    main(["init"])
    order = "SELECT collation_name FROM information_schema.columns WHERE column_name = 'name_key'"
    assert portal_database.sql(in_folder, order) == [("C",)]


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
