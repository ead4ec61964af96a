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
    ("tui-voter", "verify --ol", {"--older"}),
    ("tui-voter", "demo --at ", {"opening", "results"}),
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


def asked(shell: str, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"there is no {shell}")
    environment = {**os.environ, "HOME": str(home)}
    return subprocess.run(
        [program, *words], capture_output=True, text=True, env=environment, check=True
    )


@pytest.mark.parametrize("shell", ASKED)
@pytest.mark.parametrize(("name", "begun", "offered"), BEGUN)
def test_what_is_begun_is_completed(
    shell: str, name: str, begun: str, offered: set[str], tmp_path: Path
) -> None:
    file = str(script(tmp_path, name, shell))
    offers = asked(shell, "-c", ASKED[shell], shell, file, name, begun, home=tmp_path)
    assert set(offers.stdout.split()) == offered


@pytest.mark.parametrize("name", PROGRAMS)
def test_zsh_knows_the_program(name: str, tmp_path: Path) -> None:
    load = f'autoload compinit; compinit -uD; eval "$(< {script(tmp_path, name, "zsh", "fr")})"'
    known = asked("zsh", "-fc", f"{load}; print $_comps[{name}]", home=tmp_path)
    assert known.stdout.strip()
    assert known.stderr == ""
