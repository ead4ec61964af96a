"""No reader stays behind, however the test that started it ends; nor does one end others."""

from __future__ import annotations

import os
import select
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.screenreader.conftest import braille, desktop, speech
from tests.screenreader.fenrir import PYTHON, QUIETLY
from tests.terminal import PATIENCE

HOLDER = """
import sys
from pathlib import Path
from tests.screenreader.{module} import {reader}
terminal = {reader}(("cat",), Path(sys.argv[1]))
print({pid}, flush=True)
sys.stdin.readline()
"""


def ends_with_its_test(folder: Path, module: str, reader: str, leader: str) -> None:
    """Kill a process that has started a reader; wait for the reader's end."""
    program = HOLDER.format(module=module, reader=reader, pid=leader)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        number = int(holder.stdout.readline())
        members = {pid: os.pidfd_open(pid) for pid in (number, *group_of(number))}
        with ExitStack() as started:
            for member in members.values():
                started.callback(os.close, member)
            os.kill(number, signal.SIGSTOP)  # it cannot see for itself that nobody is there
            holder.send_signal(signal.SIGKILL)
            for pid, member in members.items():
                ready, _, _ = select.select([member], [], [], PATIENCE)
                assert ready, f"{reader} lives on: {Path(f'/proc/{pid}/cmdline').read_text()}"


def group_of(leader: int) -> list[int]:
    """The processes of the group that ``leader`` leads: what a reader has started."""
    found = subprocess.run(["pgrep", "--pgroup", str(leader)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


@braille
@pytest.mark.smoke
def test_brltty_ends_with_its_test(tmp_path: Path) -> None:
    ends_with_its_test(tmp_path, "brltty", "BrailleTerminal", "terminal._reader.pid")


@speech
@pytest.mark.smoke
def test_fenrir_ends_with_its_test(tmp_path: Path) -> None:
    ends_with_its_test(tmp_path, "fenrir", "SpokenTerminal", "terminal.process.pid")


GROUP = "terminal.holds_within(lambda: bool(terminal._inner), 20) and terminal.process.pid"


@desktop
@pytest.mark.smoke
def test_no_part_of_a_desktop_outlives_its_test(tmp_path: Path) -> None:
    ends_with_its_test(tmp_path, "orca", "OrcaTerminal", GROUP)


ALONE = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
"""A world of its own, in which "every process" is none of ours."""
NO_SOUND = "sound#enabled=False;speech#driver=dummyDriver;remote#driver=dummyDriver"


@speech
@pytest.mark.smoke
def test_fenrir_without_a_terminal_ends_no_other_process() -> None:
    try:
        subprocess.run([*ALONE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no namespace of processes can be made")
    pty = "screen#driver=ptyDriver;keyboard#driver=ptyDriver;keyboard#keyboardLayout=pty"
    fenrir = shlex.join([PYTHON, "-c", QUIETLY, "-f", "-e", "-o", f"{NO_SOUND};{pty}"])
    bystander = f"sleep 60 & timeout -k 5 {PATIENCE} {fenrir} < /dev/null; kill -0 $! && echo alive"
    done = subprocess.run([*ALONE, "sh", "-c", bystander], capture_output=True, text=True)
    assert done.stdout == "alive\n"
