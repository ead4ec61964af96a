"""The demo: a portal of its own, one key to take the link over, and nothing left behind."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.portal.captcha_solver import solve
from tests.terminal import PATIENCE, PROGRAM, Terminal
from tests.voters import GOOD_PASSWORD, FullscreenVoter, LinearVoter, TerminalVoter
from tui_voter import messages
from tui_voter.audit.player import choose, fill, quit_, sees, take


@contextmanager
def demo(voice: str, temporary: Path, *options: str) -> Iterator[TerminalVoter]:
    """The demo, with ``temporary`` as the machine's folder for temporary files."""
    temporary.mkdir()
    # on both sides of the command's name, where they mean the same
    before = ("--linear", "--lang", "fr") if voice == "linear" else ("--lang", "fr")
    command = (*PROGRAM, *before, "demo", *options)
    messages.use("fr")
    with Terminal(command, environment={"TMPDIR": str(temporary)}) as terminal:
        yield LinearVoter(terminal) if voice == "linear" else FullscreenVoter(terminal)


def portal_of(terminal: Terminal) -> int:
    """A descriptor of the demo's portal, a child of the program; it is ready at its end."""
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    (pid,) = children.read_text().split()
    return os.pidfd_open(int(pid))


def wait_for_end(process: int) -> None:
    ready, _, _ = select.select([process], [], [], PATIENCE)
    assert ready, "the portal lives on"


@pytest.mark.parametrize("voice", ["linear", "fullscreen"])
def test_the_whole_demo(voice: str, tmp_path: Path) -> None:
    with demo(voice, tmp_path / "tmp", "--opens-in", "90s") as voter:
        voter.play(
            sees("Demonstration"),
            fill(),
            sees("Mailbox of {address}"),
            take("take_link"),
            sees("Open your voter account"),
            fill(),
            fill(password=GOOD_PASSWORD, captcha=solve),
            fill(question="first-dish", answer="La blanquette"),
            choose("send"),
            sees("Your account has been activated."),
            take("home"),
            sees("Welcome to your elections portal"),
            choose("vote"),
            sees("The vote opens in"),
            quit_(),
        )
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("voice", ["linear", "fullscreen"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_behind_however_it_ends(
    voice: str, number: signal.Signals, tmp_path: Path
) -> None:
    with demo(voice, tmp_path / "tmp") as voter:
        voter.play(sees("Demonstration"), fill(), sees("Mailbox of {address}"))
        portal = portal_of(voter.terminal)
        with closing(os.fdopen(portal)):
            assert list((tmp_path / "tmp").iterdir()) != []
            voter.terminal.process.kill(number)
            voter.terminal.wait_for_exit()
            wait_for_end(portal)
    assert list((tmp_path / "tmp").iterdir()) == []
