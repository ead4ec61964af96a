"""Terminals of any kind: of 40 columns, without escapes or accents; slips of the hand at the linear
prompts, of which no secret is shown; a window that is closed in the midst of a visit."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM, Terminal
from tests.visit.conftest import MakeVoter
from tests.visit.scene import ACTIVATES, WELCOME, Scene, signing_in
from tests.voters import GOOD_PASSWORD, LinearVoter, voter_at
from tui_voter.audit.player import choose, fill, quit_, sees

SERIAL = {"TERM": "vt100", "ACCESSIBLE": "1", "PYTHONIOENCODING": "ascii"}
LINES = {
    "dumb, 40 columns": {"TERM": "dumb", "COLUMNS": "40"},
    "ASCII only": {"TERM": "dumb", "LC_ALL": "C"},
    "a serial line of Python's own ASCII": SERIAL,
}


@pytest.mark.parametrize("line", LINES)
def test_a_whole_activation(portal: RunningPortal, address: str, line: str, tmp_path: Path) -> None:
    environment = {**LINES[line], "XDG_CONFIG_HOME": str(tmp_path)}
    link, command = portal.invite(address), (*PROGRAM, "--lang", "en", f"--portal={portal.url}")
    with Terminal(command, columns=40, rows=12, environment=environment) as terminal:
        LinearVoter(terminal).play(
            *(fill(link=link), *ACTIVATES, choose("vote"), sees("The vote opens in"), quit_())
        )
        assert b"\x1b" not in terminal.written
        assert terminal.written.isascii() is ("ASCII" in line)


@pytest.mark.voices("linear")
def test_no_slip_of_the_hand_shows_a_secret(scene: Scene, make_voter: MakeVoter) -> None:
    voter = make_voter("fr", scene.portal.url)
    assert isinstance(voter, LinearVoter)
    voter.play(fill(link=scene.link), sees("Create your password"))
    echoed = voter.record.count(scene.token)
    voter.reply_to("Mot de passe", "/back")
    voter.play(sees("Enter: {label}"))
    voter.reply_to("lien", "")
    assert voter.record.count(scene.token) == echoed
    voter.reply_to("Mot de passe", "")
    voter.play(sees("Show what I type"))
    voter.reply_to("Mot de passe", GOOD_PASSWORD)
    voter.reply_to("Retapez", GOOD_PASSWORD)
    voter.reply_to("captcha", "/quit")
    voter.quit_anyway()
    assert voter.terminal.wait_for_exit() == 1
    assert GOOD_PASSWORD not in voter.record


@pytest.mark.parametrize(
    ("voice", "shell_passes_it_on"), [("linear", True), ("linear", False), ("fullscreen", True)]
)
def test_the_session_is_ended(
    portal: RunningPortal, address: str, voice: str, shell_passes_it_on: bool
) -> None:
    """The program hears of it by the end of what it reads, from the system and from the shell."""
    visitor = Visitor(portal, address)
    visitor.activate()
    visitor.end_sessions()
    with voter_at(voice, f"--portal={portal.url}") as voter:
        voter.play(*signing_in(address), WELCOME)
        assert visitor.sessions() == 1
        process = voter.terminal.process
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), process.child_fd)  # the window is closed
        if shell_passes_it_on:
            for _time in range(2):
                process.kill(signal.SIGHUP)
        process.wait()
    assert visitor.sessions() == 0
