"""No reader stays behind, however the test that started it ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.screenreader.conftest import braille, speech
from tests.terminal import PATIENCE

HOLDER = """
import sys
from pathlib import Path
from tests.screenreader.{module} import {reader}
terminal = {reader}(("cat",), Path(sys.argv[1]))
print({pid}, flush=True)
sys.stdin.readline()
"""


def ends_with_its_test(folder: Path, module: str, reader: str, pid: str) -> None:
    """Kill a process that has started a reader; wait for the reader's end."""
    program = HOLDER.format(module=module, reader=reader, pid=pid)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        number = int(holder.stdout.readline())
        started = os.pidfd_open(number)
        with closing(os.fdopen(started)):
            os.kill(number, signal.SIGSTOP)  # it cannot see for itself that nobody is there
            holder.send_signal(signal.SIGKILL)
            ready, _, _ = select.select([started], [], [], PATIENCE)
            assert ready, f"{reader} lives on"


@braille
def test_brltty_ends_with_its_test(tmp_path: Path) -> None:
    ends_with_its_test(tmp_path, "brltty", "BrailleTerminal", "terminal._reader.pid")


@speech
def test_fenrir_ends_with_its_test(tmp_path: Path) -> None:
    ends_with_its_test(tmp_path, "fenrir", "SpokenTerminal", "terminal.process.pid")
