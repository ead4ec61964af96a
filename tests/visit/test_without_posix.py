"""The client where nothing of POSIX is to be had: line by line over pipes, on a terminal that
shows all that is typed, and on the full screen with Textual's own driver."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal_process import RunningPortal
from tests.terminal import IN_LINES, PROGRAM, Terminal
from tests.visit.scene import ACTIVATES
from tests.voters import GOOD_PASSWORD, FullscreenVoter, LinearVoter
from tests.without_posix import NOWHERE, OURS
from tui_voter import messages
from tui_voter.audit.player import Reply, choose, fill, folded, quit_, sees

WARNING = "This terminal shows what you type: make sure that nobody else can read it."
THROUGH_PIPES = ("bash", "-c", 'stty -echo; exec "$@" < <(cat) > >(cat)', "pipes")


def opens_an_account(link: str) -> list[Reply]:
    return [fill(link=link), *ACTIVATES, choose("vote"), sees("The vote opens in"), quit_()]


@pytest.mark.parametrize(
    ("wiring", "language"), [((), "fr"), (THROUGH_PIPES, "en")], ids=["a terminal", "pipes"]
)
def test_line_by_line(
    portal: RunningPortal, address: str, wiring: tuple[str, ...], language: str, tmp_path: Path
) -> None:
    messages.use(language)
    with Terminal(
        (*wiring, *PROGRAM, *IN_LINES, "--lang", language, f"--portal={portal.url}"),
        environment={**NOWHERE, "XDG_CONFIG_HOME": str(tmp_path)},
    ) as terminal:
        voter = LinearVoter(terminal)
        voter.is_piped = wiring == THROUGH_PIPES
        voter.play(*opens_an_account(portal.invite(address)))
        shows_all = not wiring
        assert (folded(messages.gettext(WARNING)) in folded(terminal.transcript)) is shows_all
        assert (GOOD_PASSWORD in terminal.transcript) is shows_all
        assert b"\x1b" not in terminal.written


def test_textual_s_own_driver(portal: RunningPortal, address: str, tmp_path: Path) -> None:
    messages.use("fr")
    with Terminal(
        (*PROGRAM, "--lang", "fr", f"--portal={portal.url}"),
        environment={**OURS, "XDG_CONFIG_HOME": str(tmp_path)},
    ) as terminal:
        FullscreenVoter(terminal).play(*opens_an_account(portal.invite(address)))


def test_ctrl_c_leaves_line_by_line(tmp_path: Path) -> None:
    environment = {**NOWHERE, "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal((*PROGRAM, *IN_LINES, "--lang", "en"), environment=environment) as terminal:
        terminal.wait_to_hear("one-time link: ")
        terminal.type("\x03")
        assert terminal.wait_for_exit() == 1
        assert "You have left tui-voter." in terminal.transcript
        assert "Traceback" not in terminal.transcript


@pytest.mark.parametrize(
    ("voice", "lacks"), [("--linear", NOWHERE), ("--theme=visual", OURS)], ids=["linear", "full"]
)
def test_a_signal_ends_both_voices(voice: str, lacks: dict[str, str], tmp_path: Path) -> None:
    environment = {**lacks, "XDG_CONFIG_HOME": str(tmp_path)}
    with Terminal((*PROGRAM, voice, "--lang", "en"), environment=environment) as terminal:
        terminal.wait_for("(?i)one-time link")
        terminal.process.kill(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.written.count(b"\x1b[?1049h") == terminal.written.count(b"\x1b[?1049l")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command, env = [sys.executable, *arguments], {**inherited, **environment}
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env=env, check=False)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_linear_voice_s_own_tests() -> None:
    """Of all kinds of questions; those of a terminal that gives each key as it is typed are left
    out by the plugin. ``make torture`` runs all of the folder."""
    part = [f"tests/linear/test_{name}.py" for name in ("forms", "choices", "commands", "listings")]
    plugins = ["-p", "tests.without_posix.plugin", "-p", "no:cacheprovider"]
    done = run("-m", "pytest", "-q", *plugins, *part)
    assert done.returncode == 0, done.stdout[-5000:]
    assert re.search(r"\d{3} passed", done.stdout)


@pytest.mark.parametrize("module", ["termios", "fcntl", "resource"])
def test_nothing_of_posix_is_imported(module: str) -> None:
    """The tests above prove something only where this holds."""
    done = run(
        "-c", f"import tui_voter.system as it; print(it.IS_POSIX); import {module}", **NOWHERE
    )
    assert done.stdout == "False\n"
    assert "ModuleNotFoundError" in done.stderr
