"""What the programs make for one person is that person's alone, whatever the umask allows."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.mail.maildir import Maildir
from tests.portal_process import DEMO_VOTER
from tests.test_cli import run as run_client
from tui_voter.machine.config import Config, save
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.receipts import KeptBallot, LocalBallots


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def assert_made_for_one(folder: Path, *names: str) -> None:
    """These are in ``folder``, and nothing that others may read, enter or change."""
    found = sorted(folder.rglob("*"))
    assert {path.name for path in found} >= set(names)
    assert [
        f"{stat.filemode(path.stat().st_mode)} {path.relative_to(folder)}"
        for path in found
        if path.stat().st_mode & 0o077
    ] == []


def test_the_preferences_of_a_whole_program(tmp_path: Path) -> None:
    """The folders above them too: who may rename one of those has what is in it."""
    config = tmp_path / "home" / ".config"
    done = run_client(
        "--lang", "en", "--linear", "--save", "--transcript", str(tmp_path / "heard"), config=config
    )
    assert done.stderr == ""
    assert_made_for_one(tmp_path, "home", ".config", "tui-voter", "config.toml", "heard")


def test_what_the_client_keeps_also_in_a_folder_that_was_open(tmp_path: Path) -> None:
    (tmp_path / "tui-voter").mkdir()
    save(Config(language="en"), tmp_path / "tui-voter" / "config.toml")
    ballots = LocalBallots(tmp_path / ".local" / "share" / "tui-voter" / "ballots")
    ballots.write("https://portail.exemple", "marie", (KeptBallot("uuid", "tracker"),))
    LocalFiles().write(str(tmp_path / "receipt.json"), "{}")
    assert_made_for_one(tmp_path, "config.toml", ".local", "share", "ballots", "receipt.json")


def test_all_that_a_portal_and_its_board_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in (
        *("init", f"invite {DEMO_VOTER}", "rehearse vote", "rehearse-count vote"),
        *("export-urns urns", "handouts handouts --public-url https://portail.exemple"),
        *("backup whole.backup", "export-voters voters.csv"),
    ):
        assert main(["--lang", "en", *line.split()]) == 0, capsys.readouterr().err
    Maildir.open(tmp_path / "mail")
    names = ("mock-portal.db", "mock-portal.key", "keys", "notices", "portal")
    assert_made_for_one(tmp_path, *names)
