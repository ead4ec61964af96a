"""The client alone, installed without the extra ``portal``: what needs the portal says so."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest

from tests.test_cli import run
from tui_voter.contract.extra import command_for

ROOT = Path(__file__).parents[1]
NEEDED_BY_THE_CLIENT = {"rich"}  # through Textual


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed packages without those of the extra."""
    packages = tmp_path_factory.mktemp("alone")
    left_out = set()
    for wanted in requires("tui-voter") or ():
        name = re.split(r"[^\w.-]", wanted)[0]
        if re.search("extra == .portal", wanted) and name not in NEEDED_BY_THE_CLIENT:
            left_out |= {file.parts[0] for file in distribution(name).files or ()}
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name not in left_out and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    return packages


def run_alone(alone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A program that finds no other packages."""
    found = f"{alone}{os.pathsep}{ROOT}"
    return run(program=(sys.executable, "-S", "-m", *words), config=alone, PYTHONPATH=found)


SAYS = {
    "fr": "\u00a0: Les paquets du portail ne sont pas installés\u00a0; pour les installer\u00a0: ",
    "en": ": The portal’s packages are not installed; to install them: ",
}


@pytest.mark.parametrize(
    ("name", "words", "language"),
    [
        *(("tui-voter", ["tui_voter", "demo"], "fr"), ("tui-voter", ["tui_voter", "audit"], "en")),
        ("mock-portal", ["mock_server", "init"], "fr"),
        ("mock-portal", ["mock_server", "serve", "--help"], "en"),
        ("polling-board", ["mock_server.polling_board", "keys", "vote"], "fr"),
    ],
)
def test_one_sentence_says_what_to_install(
    alone: Path, name: str, words: list[str], language: str
) -> None:
    done = run_alone(alone, *words, "--lang", language)
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"{name}{SAYS[language]}")
    assert sentence.endswith("[portal]'")


def test_the_client_and_every_help_need_nothing_else(alone: Path) -> None:
    for program in ("tui_voter", "mock_server", "mock_server.polling_board"):
        done = run_alone(alone, program, "--help", "--lang", "en")
        assert (done.returncode, done.stderr) == (0, "")
        assert "usage: " in done.stdout
    done = run_alone(alone, "tui_voter", "--linear", "--lang", "en")
    assert "1 of 4, one-time link" in done.stdout
    assert (done.returncode, done.stderr) == (1, "")  # its standard input ended


FOLDER = json.dumps({"url": "file:///home/ann%20lee/tui-voter", "dir_info": {}})
GIT = json.dumps(
    {"url": "https://git.example/tui-voter", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}
)


INSTALLED = {
    "uv tool": (
        *("uv-receipt.toml", "uv", FOLDER, "uv tool install '/home/ann lee/tui-voter[portal]'"),
    ),
    "pipx": ("pipx_metadata.json", "pip", None, "pipx install --force 'tui-voter[portal]'"),
    "uv": (
        *("pyvenv.cfg", "uv", GIT),
        "uv pip install --python {prefix} 'tui-voter[portal] @ git+https://git.example/tui-voter'",
    ),
    "pip": ("pyvenv.cfg", "pip", None, "{python} -m pip install 'tui-voter[portal]'"),
}


@pytest.mark.parametrize(
    ("mark", "installer", "origin", "command"), INSTALLED.values(), ids=INSTALLED
)
def test_the_command_fits_how_the_program_was_installed(
    tmp_path: Path, mark: str, installer: str, origin: str | None, command: str
) -> None:
    (tmp_path / mark).touch()
    expected = command.format(prefix=tmp_path, python=sys.executable)
    assert command_for(tmp_path, installer, origin) == expected
