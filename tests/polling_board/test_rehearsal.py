"""The made-up board of demos and trainings, by commands: one seals, another counts."""

from pathlib import Path

import pytest

from mock_server.cli import main


def test_a_sealed_election_is_not_rehearsed_and_no_folder_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = ["--database", str(tmp_path / "portal.db"), "--key-file", str(tmp_path / "portal.key")]

    def run(*words: str | Path) -> int:
        return main(["--lang", "en", *map(str, words), *stored])

    assert run("init") == 0
    (tmp_path / "passphrases.txt").touch()
    assert run("rehearse", tmp_path) == 2
    assert "passphrases.txt already exists and was not changed." in capsys.readouterr().err
    assert not (tmp_path / "prepared.json").exists()
    assert run("rehearse-count", tmp_path / "nothing") == 2
    assert "trustees.json cannot be read: it does not exist." in capsys.readouterr().err
    assert run("rehearse", tmp_path / "vote") == 0
    capsys.readouterr()
    assert run("rehearse", tmp_path / "again") == 2
    assert "The election is sealed" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()
