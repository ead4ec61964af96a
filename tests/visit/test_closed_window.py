"""The terminal's window is closed in the midst of a visit."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal
from tests.visit.scene import signing_in
from tests.voters import voter_at
from tui_voter.audit.player import sees


@pytest.mark.parametrize(
    ("voice", "shell_passes_it_on"), [("linear", True), ("linear", False), ("fullscreen", True)]
)
def test_the_session_is_ended(
    portal: RunningPortal, address: str, voice: str, shell_passes_it_on: bool
) -> None:
    """The program hears of it by the end of what it reads, from the system and from the shell."""
    Visitor(portal, address).activate()
    of_voter = "FROM session WHERE voter_id = (SELECT id FROM voter WHERE address = ?)"
    portal.sql(f"DELETE {of_voter}", address)
    with voter_at(voice, f"--portal={portal.url}") as voter:
        voter.play(*signing_in(address), sees("Welcome to your elections portal"))
        assert portal.sql(f"SELECT count(*) {of_voter}", address) == [(1,)]
        process = voter.terminal.process
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), process.child_fd)  # the window is closed
        if shell_passes_it_on:
            for _time in range(2):
                process.kill(signal.SIGHUP)
        process.wait()
    assert portal.sql(f"SELECT count(*) {of_voter}", address) == [(0,)]
