"""What each shell completes, in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

PROGRAMS: Final = {
    "tui-voter": "tui_voter",
    "mock-portal": "mock_server",
    "polling-board": "mock_server.polling_board",
}
BEGUN: Final = [
    ("tui-voter", "ver", {"verify"}),
    ("tui-voter", "--th", {"--theme"}),
    ("tui-voter", "verify --ol", {"--older"}),
    ("tui-voter", "demo --at ", {"opening", "results"}),
    ("mock-portal", "import", {"import-voters"}),
    ("mock-portal", "clock op", {"opening-in"}),
    ("polling-board", "se", {"seal"}),
]
ASKED: Final = {
    "bash": (
        'source "$1"; read -ra COMP_WORDS <<< "$2 $3"; [[ "$3" != *" " ]] || COMP_WORDS+=("");'
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _shtab_${2//-/_};"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    ),
    "fish": (
        'set -e argv[1]; source $argv[1]; complete -C "$argv[2] $argv[3]"'
        ' | string replace -r "\\t.*" ""'
    ),
}


def script(folder: Path, name: str, shell: str, language: str = "en") -> Path:
    file = folder / f"{name}.{shell}"
    command = [sys.executable, "-m", PROGRAMS[name], "--print-completion", shell]
    with file.open("w") as out:
        subprocess.run([*command, "--lang", language], stdout=out, check=True)
    return file


def found(shell: str) -> str:
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"there is no {shell}")
    return program


@pytest.mark.parametrize("shell", ASKED)
@pytest.mark.parametrize(("name", "begun", "offered"), BEGUN)
def test_what_is_begun_is_completed(
    shell: str, name: str, begun: str, offered: set[str], tmp_path: Path
) -> None:
    file = str(script(tmp_path, name, shell))
    offers = subprocess.run(
        [found(shell), "-c", ASKED[shell], shell, file, name, begun],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
    )
    assert set(offers.stdout.split()) == offered


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_zsh_knows_the_program(name: str, language: str, tmp_path: Path) -> None:
    file = script(tmp_path, name, "zsh", language)
    load = f'autoload compinit; compinit -uD; eval "$(< {file})"'
    known = subprocess.run(
        [found("zsh"), "-fc", f"{load}; print $_comps[{name}]"],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
    )
    assert known.stdout.strip()
    assert known.stderr == ""


def test_another_shell_is_refused_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_voter", "--lang", "en", "--print-completion", "cmd"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "choose from" in done.stderr
