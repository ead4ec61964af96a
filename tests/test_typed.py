"""Commands that a person is told to type."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tui_voter.__main__ import linear_command
from tui_voter.contract import typed

BIN = Path(sys.executable).parent


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which no program is, with a search path that finds none of ours."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_told_command_works_in_any_folder(elsewhere: Path) -> None:
    receipt = elsewhere / "mes reçus" / "l'accusé.json"
    receipt.parent.mkdir()
    receipt.write_text("{}")
    told = typed.command("tui-voter", "verify", str(receipt), "--urn", "none.bel")
    ended = subprocess.run(  # noqa: S602 (a shell is what it is for)
        told, shell=True, cwd=elsewhere, capture_output=True, text=True, check=False, timeout=60
    )
    assert "is neither a receipt nor an opened ballot" in ended.stderr, ended


def test_a_program_on_the_path_is_called_by_its_name_and_no_other_is(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(elsewhere))
    other = elsewhere / "tui-voter"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    assert shlex.split(typed.command("tui-voter", "forget")) == [str(BIN / "tui-voter"), "forget"]
    other.unlink()
    other.symlink_to(BIN / "tui-voter")
    assert typed.command("tui-voter", "forget") == "tui-voter forget"


def test_the_home_is_short_where_a_shell_finds_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(elsewhere))
    assert typed.command("x", f"{elsewhere}/a/b.json", "c d") == "x ~/a/b.json 'c d'"
    assert typed.command("x", f"{elsewhere}/a b") == f"x '{elsewhere}/a b'"
    assert typed.command("x", f"{elsewhere}more/b") == f"x {elsewhere}more/b"


def test_the_demo_is_typed_as_it_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(typed.BY_MAKE, raising=False)
    monkeypatch.setattr(sys, "argv", ["tui-voter", "demo"])
    assert linear_command() == typed.command("tui-voter", "demo", "--linear")
    monkeypatch.setenv(typed.BY_MAKE, "1")
    assert linear_command() == "make demo ARGS=--linear"
    assert typed.demo_command("--at", "home") == 'make demo ARGS="--at home"'
