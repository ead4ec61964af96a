"""``tui-voter`` from the shell: what is not understood gets one sentence and exit code 2."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.terminal import PROGRAM
from tui_voter.portal.api import new_link_token

LINK = f"https://portail.exemple/activation/{new_link_token()}"


def run(*arguments: str, config: Path) -> subprocess.CompletedProcess[str]:
    """The program without a terminal, with the preferences in ``config``."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "XDG_CONFIG_HOME": str(config), "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([LINK], "Un lien est un secret"),
        (["demo", "--opens-in", "banana"], "banana n’est pas une durée"),
        (["--portal", "ftp://portail.exemple"], "n’est pas l’adresse d’un portail"),
        (["--proxy", "proxy.exemple"], "n’est pas l’adresse d’un proxy"),
        (["--theme", "rose"], "choix inconnu"),
        (["--bogus"], "arguments inconnus"),
    ],
)
def test_what_is_not_understood(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run("--lang", "fr", *arguments, config=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_a_link_is_not_repeated(tmp_path: Path) -> None:
    done = run(LINK, config=tmp_path)
    assert LINK.rpartition("/")[2] not in done.stderr + done.stdout


def test_broken_preferences_are_told_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text("language = ")
    done = run("--lang", "en", config=tmp_path)
    assert (done.returncode, file.read_text()) == (2, "language = ")
    assert "not valid TOML" in done.stderr


def test_preferences_are_kept_on_request(tmp_path: Path) -> None:
    run("--lang", "en", "--linear", "--theme", "accessible", "--save", config=tmp_path)
    kept = (tmp_path / "tui-voter" / "config.toml").read_text()
    assert kept == 'language = "en"\nvoice = "linear"\ntheme = "accessible"\n'
    assert "unique link" in run(config=tmp_path).stdout


@pytest.mark.parametrize(("language", "says"), [("fr", "exemples"), ("en", "examples")])
def test_help_teaches_in_both_languages(tmp_path: Path, language: str, says: str) -> None:
    done = run("--help", "--lang", language, config=tmp_path)
    assert done.returncode == 0
    assert says in done.stdout
