"""A terminal of any size, also one that says it has none: each program says what it has to say,
and ends with the exit code that is documented."""

import sys
from pathlib import Path

import pytest

from tests.any_terminal.held import Held
from tests.sealing.vectors import FOLDER
from tests.terminal import PROGRAM
from tests.ways import some

pytestmark = pytest.mark.slow

VERIFY = (*PROGRAM, "verify", "--lang", "en", "--urn")
BIN = Path(sys.executable).parent
PORTAL = (str(BIN / "mock-portal"), "--lang", "en")
BOARD = (str(BIN / "polling-board"), "--lang", "en")


@pytest.mark.parametrize(("columns", "rows"), some((0, 0), (1, 1), of=[(0, 0), (1, 1), (500, 200)]))
@pytest.mark.parametrize(
    ("command", "says", "code"),
    [
        ((*VERIFY, str(FOLDER / "closed.bel")), "Everything in this file holds.", 0),
        ((*VERIFY, "nowhere.bel"), "There is no file nowhere.bel.", 2),
        ((*PROGRAM, "--lang", "en", "--help"), "exit codes:", 0),
        ((*PROGRAM, "--lang", "en", "forget", "https://"), "is not the address of a portal", 2),
        ((*PORTAL, "init", "--database", "portal.db"), "60 voters are in the portal.", 0),
        *(((*PORTAL, "init", "--help"), "usage:", 0), ((*BOARD, "seal", "nowhere"), "nowhere", 2)),
    ],
    ids=["verify", "no-urn", "help", "forget", "portal", "portal-help", "board"],
)
def test_a_command_says_what_it_has_to_say(
    command: tuple[str, ...], says: str, code: int, columns: int, rows: int, tmp_path: Path
) -> None:
    with Held(command, tmp_path, columns, rows) as held:
        assert held.wait() == code, held.told
        assert says in " ".join(held.told.split()), held.told
