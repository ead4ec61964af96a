"""No reader stays behind, however the test that started it ends; nor does one end others."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screenreader.conftest import braille, desktop, speech
from tests.screenreader.fenrir import ON_A_TERMINAL, PYTHON, QUIETLY
from tests.terminal import PATIENCE

HOLDER = """
import sys
from pathlib import Path
from tests.screenreader.{module} import {reader}
terminal = {reader}(("cat",), Path(sys.argv[1]))
print({pid}, flush=True)
sys.stdin.readline()
"""


OPENED = "terminal.holds_within(lambda: bool(terminal._inner), 20) and terminal.process.pid"


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("module", "reader", "leader"),
    [
        pytest.param("brltty", "BrailleTerminal", "terminal._reader.pid", marks=braille),
        pytest.param("fenrir", "SpokenTerminal", "terminal.process.pid", marks=speech),
        pytest.param("orca", "OrcaTerminal", OPENED, marks=desktop),
    ],
)
def test_a_reader_ends_with_its_test(module: str, reader: str, leader: str, tmp_path: Path) -> None:
    """Whoever has started it is killed, and all of its processes come to their end."""
    program = HOLDER.format(module=module, reader=reader, pid=leader)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        number = int(holder.stdout.readline())
        started = subprocess.run(["pgrep", "--pgroup", str(number)], capture_output=True, text=True)
        members = {pid: os.pidfd_open(pid) for pid in (number, *map(int, started.stdout.split()))}
        os.kill(number, signal.SIGSTOP)  # it cannot see for itself that nobody is there
        holder.send_signal(signal.SIGKILL)
        for pid, member in members.items():
            with os.fdopen(member):
                ready, _, _ = select.select([member], [], [], PATIENCE)
                assert ready, f"{reader} lives on: {Path(f'/proc/{pid}/cmdline').read_text()}"


ALONE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
"""A world of its own, in which "every process" is none of ours."""


@speech
@pytest.mark.smoke
def test_fenrir_without_a_terminal_ends_no_other_process() -> None:
    try:
        subprocess.run([*ALONE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no namespace of processes can be made")
    options = f"{ON_A_TERMINAL};speech#driver=dummyDriver"
    fenrir = shlex.join([PYTHON, "-c", QUIETLY, "-f", "-e", "-o", options])
    bystander = f"sleep 60 & timeout -k 5 {PATIENCE} {fenrir} < /dev/null; kill -0 $! && echo alive"
    done = subprocess.run([*ALONE, "sh", "-c", bystander], capture_output=True, text=True)
    assert done.stdout == "alive\n"
