"""The made-up board of demos and trainings, by commands: one seals, another counts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from mock_server.cli import main
from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE
from mock_server.training.rehearsal import code_of
from tests.portal_process import CHEAP
from tui_voter.sealing.archive import check
from tui_voter.sealing.codes import read_code


@pytest.fixture
def portal(tmp_path: Path) -> Settings:
    settings = Settings(
        database=str(tmp_path / "portal.db"), key_file=tmp_path / "portal.key", profile=CHEAP
    )
    init(settings, SAMPLE, None)
    return settings


def run(settings: Settings, *words: str | Path) -> int:
    stored = ["--database", settings.database, "--key-file", str(settings.key_file)]
    return main(["--lang", "en", *map(str, words), *stored])


def files(folder: Path, pattern: str) -> Sequence[Path]:
    return sorted(folder.glob(pattern))


def test_an_election_is_sealed_and_counted_by_a_command_each(
    portal: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "vote"
    assert run(portal, "rehearse", folder) == 0
    said = capsys.readouterr().out
    assert f"6 keys are in {folder / 'keys'}" in said
    assert f"The voting notices are in {folder / 'notices'}" in said
    assert f"Rehearsal only, the board’s passphrases: {folder / 'passphrases.txt'}" in said
    assert {path.stat().st_mode & 0o77 for path in folder.iterdir()} == {0}
    read_code(code_of(folder, 1))
    assert run(portal, "rehearse-count", folder) == 0
    said = capsys.readouterr().out
    assert said.count("0 ballots counted.") == 5
    assert run(portal, "clock", "show") == 0
    assert "The vote is closed." in capsys.readouterr().out, "as the voters' programs tell it"
    urns = files(folder / "urns", "*.bel")
    assert [check(urn.read_bytes()).ended for urn in urns] == [True] * 5
    assert len(files(folder / "urns", "*.share-*.json")) == 3 * 5
    database, _election, _url = open_database(portal)
    with closing(database), database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM tally").scalar_one() == 5 * 5


def test_a_sealed_election_is_not_rehearsed_and_no_folder_is_begun(
    portal: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "passphrases.txt").touch()
    assert run(portal, "rehearse", tmp_path) == 2
    assert "passphrases.txt already exists and was not changed." in capsys.readouterr().err
    assert not (tmp_path / "prepared.json").exists()
    assert run(portal, "rehearse-count", tmp_path / "nothing") == 2
    assert "trustees.json cannot be read: it does not exist." in capsys.readouterr().err
    assert run(portal, "rehearse", tmp_path / "vote") == 0
    capsys.readouterr()
    assert run(portal, "rehearse", tmp_path / "again") == 2
    assert "The election is sealed" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()
