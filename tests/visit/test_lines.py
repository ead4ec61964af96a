"""The whole activation on lines alone: a dumb terminal of 40 columns, and ASCII letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM, Terminal
from tests.visit.scene import ACTIVATES
from tests.voters import LinearVoter
from tui_voter import messages
from tui_voter.audit.player import choose, fill, quit_, sees

LINES = {
    "dumb, 40 columns": {"TERM": "dumb", "COLUMNS": "40"},
    "ASCII only": {"TERM": "dumb", "LC_ALL": "C"},
    "a serial line of Python's own ASCII": {
        "TERM": "vt100",
        "ACCESSIBLE": "1",
        "PYTHONIOENCODING": "ascii",
    },
}


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_voter_opens_their_space_line_by_line(
    portal: RunningPortal, address: str, line: str, tmp_path: Path
) -> None:
    messages.use("en")
    environment = {**LINES[line], "XDG_CONFIG_HOME": str(tmp_path)}
    link = portal.invite(address)
    with Terminal(
        (*PROGRAM, "--lang", "en", f"--portal={portal.url}"),
        columns=40,
        rows=12,
        environment=environment,
    ) as terminal:
        LinearVoter(terminal).play(
            *(fill(link=link), *ACTIVATES, choose("vote"), sees("The vote opens in"), quit_())
        )
        assert b"\x1b" not in terminal.written
        assert terminal.written.isascii() is ("ASCII" in line)
