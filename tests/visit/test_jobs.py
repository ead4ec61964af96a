"""The demo as a job of an interactive shell: Ctrl+Z, ``fg``, Ctrl+C, and a closed terminal."""

import os
import re
import select
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from time import monotonic

import pytest

from tests.terminal import PATIENCE, Terminal
from tests.ways import some

pytestmark = pytest.mark.posix
SHELLS = {"bash": ("bash", "--norc", "--noprofile", "-i"), "sh": ("sh", "-i")}
LINES, WINDOW = "--linear", ""
BIN = Path(sys.executable).parent
STARTED = {
    "make": f"make --no-print-directory -C {shlex.quote(str(Path(__file__).parents[2]))} demo"
    f" -o .venv/.program CATALOGUES= BIN={BIN} ARGS='{{}}'",
    "alone": f"{BIN}/tui-voter demo {{}}",
}
"""What is typed with the options."""
READY = "What next[?] "
OPENING = "Démonstration"


class Shell(Terminal):
    """A shell in which someone types commands."""

    def __init__(self, shell: str, temporary: Path) -> None:
        temporary.mkdir()
        self.temporary = temporary
        super().__init__(
            SHELLS[shell], environment={"PS1": "What next? ", "TMPDIR": str(temporary)}
        )
        self.wait_to_hear(READY)

    def run(self, command: str, pattern: str = READY) -> str:
        """Type a command; what is put out until ``pattern``."""
        return self.press(f"{command}\r", pattern)

    def settings(self) -> str:
        """Those of the terminal, as the shell gives them to a command."""
        found = re.search("(?:[0-9a-f]+:){9,}[0-9a-f]+", self.run("stty -g"))
        assert found is not None
        return found[0]

    def press(self, key: str, pattern: str = READY) -> str:
        since = len(self.transcript)
        self.type(key)
        return self.wait_to_hear(pattern, since)

    def processes(self) -> list[int]:
        """What was started there and runs, the portal in its own session included."""
        mark = f"TMPDIR={self.temporary}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if mark in place.read_bytes().split(b"\0"):
                    found.append(int(place.parent.name))
        return [pid for pid in found if pid != self.process.pid]

    def wait_until_stopped(self) -> None:
        """Until the system has stopped the job, which in the background asks for the terminal: no
        key reaches it before that."""
        limit = monotonic() + PATIENCE
        while self._states() != {"T"}:
            assert monotonic() < limit, self._states()
            self.linger(0.05)

    def _states(self) -> set[str]:
        """The states of the job's processes, as the system names them."""
        states = set()
        for pid in self.processes():
            with suppress(OSError):  # it has ended since it was found
                if os.getsid(pid) == self.process.pid:
                    states.add(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0])
        return states


@contextmanager
def watched(shell: Shell) -> Iterator[list[int]]:
    """Descriptors of what runs there, each of them ready at its end."""
    with ExitStack() as stack:
        watched = [os.pidfd_open(pid) for pid in shell.processes()]
        for each in watched:
            stack.enter_context(closing(os.fdopen(each)))
        yield watched


def assert_ended(processes: list[int]) -> None:
    for each in processes:
        assert select.select([each], [], [], PATIENCE)[0], "a process lives on"


@pytest.mark.parametrize(
    ("shell", "started", "voice"),
    some(
        *(("bash", "make", WINDOW), ("sh", "make", LINES), ("bash", "make", LINES)),
        of=product(SHELLS, STARTED, (LINES, WINDOW)),
    ),
)
def test_ctrl_z_gives_the_shell_back_and_fg_the_program(
    shell: str, started: str, voice: str, tmp_path: Path
) -> None:
    with Shell(shell, tmp_path / "tmp") as terminal:
        before = terminal.settings()
        terminal.run(STARTED[started].format(f"{voice} --lang fr"), OPENING)
        for _time in range(3):
            terminal.linger_until_still(0.3)
            stopped = terminal.press("\x1a")
            assert "\x1b[?1049l" in stopped or voice
            assert terminal.settings() == before
            terminal.run("bg")
            terminal.wait_until_stopped()
            terminal.run("fg", "Ouvrir la boîte mail|Démo, Entrée : ")
        with watched(terminal) as processes:
            assert len(processes) > 1
            terminal.linger_until_still(0.3)
            terminal.press("\x03\x03")
            assert_ended(processes)
        assert terminal.settings() == before
        assert terminal.processes() == []
    assert list(terminal.temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("voice", "stopped"),
    some((LINES, False), (WINDOW, True), of=product((LINES, WINDOW), (False, True))),
)
def test_a_closed_terminal_ends_all_of_it(voice: str, stopped: bool, tmp_path: Path) -> None:
    with Shell("bash", tmp_path / "tmp") as terminal:
        terminal.run(STARTED["make"].format(f"{voice} --lang fr"), OPENING)
        terminal.linger_until_still(0.3)
        if stopped:
            terminal.press("\x1a")
        with watched(terminal) as processes:
            assert len(processes) > 1
            terminal.process.ptyproc.fileobj.close()
            assert_ended(processes)
    assert list(terminal.temporary.iterdir()) == []
