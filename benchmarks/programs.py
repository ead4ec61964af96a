"""The programs that are measured, each on a pseudo-terminal of 80 by 24."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from pty import openpty
from select import select
from types import TracebackType
from typing import Final, Self

import pyte

TIMEOUT: Final = 20.0
COLUMNS: Final = 80
ROWS: Final = 24
FULL_SCREEN: Final = b"\x1b[?1049h"
"""What a program writes before it paints; what was written before are lines."""
SUBJECTS: Final = Path(__file__).with_name("subjects")

ENVIRONMENT: Final = {
    **{k: v for k, v in os.environ.items() if not k.startswith("TEXTUAL") and k != "NO_COLOR"},
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "COLUMNS": str(COLUMNS),
    "LINES": str(ROWS),
}


def subject(name: str, *arguments: str) -> list[str]:
    """The command that runs a program of ``benchmarks/subjects``."""
    return [sys.executable, str(SUBJECTS / f"{name}.py"), *arguments]


class Running:
    """A command on a terminal of its own, from ``started`` (seconds) until it is left."""

    def __init__(self, command: Sequence[str]) -> None:
        self._name = " ".join(command[-2:])
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._emulator = pyte.ByteStream(self._screen)
        self._emulated = 0
        self._terminal, theirs = openpty()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        os.close(theirs)
        self.written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._terminal)

    def wait_for(self, mark: bytes) -> float:
        """Read until ``mark`` has been written; the seconds since the start."""
        while mark not in self.written:
            if not self.read(TIMEOUT):
                raise SystemExit(f"{self._name}: no {mark!r} within {TIMEOUT} s")
        return time.perf_counter() - self.started

    def read(self, seconds: float) -> bool:
        """Read what is written next; False when ``seconds`` pass without anything."""
        if not select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            self.written += os.read(self._terminal, 65_536)
        except OSError as error:
            raise SystemExit(f"{self._name} ended:\n{self.written[-500:]!r}") from error
        return True

    def read_to_the_end(self) -> None:
        """All that it has left, once it has ended."""
        with suppress(OSError):
            while left := os.read(self._terminal, 65_536):
                self.written += left

    @property
    def screen(self) -> str:
        """What stands on the terminal, in lines, by all that was read so far."""
        self._emulator.feed(self.written[self._emulated :])
        self._emulated = len(self.written)
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def paints(self) -> bool:
        """Whether it runs and has the whole screen."""
        return self.process.poll() is None and FULL_SCREEN in self.written

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far (Linux)."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
