"""What each shell completes, in the shells themselves."""

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
    *(("tui-voter", "ver", {"verify"}), ("tui-voter", "verify --ol", {"--older"})),
    ("tui-voter", "demo --at ", {"home", "opening", "ballot", "results"}),
    *(("mock-portal", "clock op", {"opening-in"}), ("polling-board", "se", {"seal"})),
]
ASKED: Final = (
    'source "$1"; read -ra COMP_WORDS <<< "$2 $3"; [[ "$3" != *" " ]] || COMP_WORDS+=("");'
    "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _shtab_${2//-/_};"
    'printf "%s\\n" "${COMPREPLY[@]}"'
)


def asked(home: Path, name: str, shell: str, words: tuple[str, ...]) -> str:
    """What a shell answers once it has the program's completions, whose file is ``FILE``."""
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"there is no {shell}")
    file = home / f"{name}.{shell}"
    command = [sys.executable, "-m", PROGRAMS[name], "--print-completion", shell, "--lang", "fr"]
    with file.open("w") as out:
        subprocess.run(command, stdout=out, check=True)
    done = subprocess.run(
        [program, *(word.replace("FILE", str(file)) for word in words)],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home)},
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(("name", "begun", "offered"), BEGUN)
def test_what_is_begun_is_completed(
    name: str, begun: str, offered: set[str], tmp_path: Path
) -> None:
    offers = asked(tmp_path, name, "bash", ("-c", ASKED, "bash", "FILE", name, begun))
    assert set(offers.split()) == offered


@pytest.mark.parametrize("name", PROGRAMS)
def test_zsh_knows_the_program(name: str, tmp_path: Path) -> None:
    load = f'autoload compinit; compinit -uD; eval "$(< FILE)"; print $_comps[{name}]'
    assert asked(tmp_path, name, "zsh", ("-fc", load)).strip()
