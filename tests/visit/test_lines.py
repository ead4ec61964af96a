"""Terminals of any kind, a window that is closed, and ``--transcript`` on the full screen."""

import os
import signal
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM, Terminal
from tests.visit.scene import ACTIVATES, ACTIVE, WELCOME, signing_in
from tests.voters import GOOD_PASSWORD, FullscreenVoter, LinearVoter, too_short, voter_at
from tui_voter.audit.player import act, attempt, choose, fill, quit_, sees, take

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


ANSWER = "Blanquette-canari"
SHOW_SECRETS = "\x1bOQ"  # F2


def test_the_full_screen_is_written_down(
    portal: RunningPortal, address: str, tmp_path: Path
) -> None:
    link, file = portal.invite(address), tmp_path / "transcript.txt"
    command = (*PROGRAM, "--lang", "en", f"--portal={portal.url}", "--transcript", str(file))
    with Terminal(command, rows=60, environment={"XDG_CONFIG_HOME": str(tmp_path)}) as terminal:
        show = act(lambda: terminal.type(SHOW_SECRETS))
        FullscreenVoter(terminal).play(
            fill(link=f"Bonjour,\n\nvoici votre lien unique : {link}\n\nCordialement"),
            *(sees("Create your password"), show, attempt(password="Court"), too_short(5)),
            *(fill(password=GOOD_PASSWORD, captcha=solve), sees("Choose your challenge question")),
            *(show, fill(question="first-dish", answer=ANSWER), choose("send")),
            *(ACTIVE, take("home"), WELCOME, choose("vote"), sees("The vote opens in"), quit_()),
        )
        assert ANSWER[-2:] in terminal.written.decode()  # it was to be seen
    text, token = file.read_text(encoding="utf-8"), link.rpartition("/")[2]
    for secret in (GOOD_PASSWORD, GOOD_PASSWORD[:8], ANSWER, ANSWER[:6], token, token[:16]):
        assert secret not in text
    rows = text.splitlines()[1:]
    written = [" ".join(line.partition(" ")[2].split()) for line in rows]
    for line in (
        *("row: One-time link [secret]", "row: Password [secret]"),
        "message: ✗ Too short: 5 characters out of 12. Still needed: digit, sign",
    ):  # and a better strength, where it has been measured by then
        assert any(told.startswith(line) for told in written)
