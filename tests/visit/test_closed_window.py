"""The terminal's window is closed in the midst of a visit."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal
from tests.terminal import IN_LINES, PROGRAM, Terminal
from tests.visit.scene import signing_in
from tests.voters import FullscreenVoter, LinearVoter
from tui_voter.audit.player import sees


@pytest.mark.parametrize("voice", ["linear", "fullscreen"])
@pytest.mark.parametrize("shell_passes_it_on", [True, False])
def test_the_session_is_ended(
    portal: RunningPortal, address: str, voice: str, shell_passes_it_on: bool
) -> None:
    """The program hears of it by the end of what it reads, from the system and from the shell."""
    Visitor(portal, address).activate()
    of_voter = "FROM session WHERE voter_id = (SELECT id FROM voter WHERE address = ?)"
    portal.sql(f"DELETE {of_voter}", address)
    linear = IN_LINES if voice == "linear" else ()
    with Terminal((*PROGRAM, "--lang", "en", f"--portal={portal.url}", *linear)) as terminal:
        voter = LinearVoter(terminal) if voice == "linear" else FullscreenVoter(terminal)
        voter.play(*signing_in(address), sees("Welcome to your elections portal"))
        assert portal.sql(f"SELECT count(*) {of_voter}", address) == [(1,)]
        process = terminal.process
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), process.child_fd)  # the window is closed
        if shell_passes_it_on:
            for _time in range(2):
                process.kill(signal.SIGHUP)
        process.wait()
    assert portal.sql(f"SELECT count(*) {of_voter}", address) == [(0,)]
