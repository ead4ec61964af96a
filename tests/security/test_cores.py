"""What the voter types is in no image of the memory: a program that is ended by Ctrl+\\ or by a
fault dumps no core, and gives its terminal back."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.hostile_portal import SIGNS_IN, hostile_portal
from tests.voters import voter_at


@pytest.fixture
def cores_allowed() -> None:
    """As a developer's or a server's shell may allow them."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if hard == 0:
        pytest.skip("this machine forbids cores already")
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@pytest.mark.usefixtures("cores_allowed")
@pytest.mark.parametrize(
    ("voice", "number"),
    [("linear", signal.SIGQUIT), ("fullscreen", signal.SIGABRT), ("fullscreen", signal.SIGSEGV)],
)
def test_no_core_is_left(
    voice: str, number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    with (
        hostile_portal() as portal,
        voter_at(voice, f"--portal={portal.url}", environment=config) as voter,
    ):
        voter.play(*SIGNS_IN)
        os.kill(voter.terminal.process.pid, number)
        assert voter.terminal.wait_for_exit() == 128 + number
        assert not os.WCOREDUMP(voter.terminal.process.status)
    # the portal has answered and is remembered, and nothing else is left
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["config.toml"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit alone forbids cores")
def test_a_core_that_is_piped_to_a_program_is_none_either() -> None:
    """The limit does not hold there; and another process of the user may not look inside."""
    script = (
        "import ctypes, resource; from tui_voter.machine.hardening import leave_no_core;"
        "leave_no_core();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "(0, 0) 0\n"
