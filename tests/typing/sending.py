"""Bursts of clicks and keys, sent to a program that asks forms on a real terminal."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

import pexpect

from tests.terminal import PATIENCE, Terminal

BURSTS: Final = int(os.environ.get("BURSTS", "6"))
SEED: Final = int(os.environ.get("BURST_SEED") or Random().randrange(10**6))  # noqa: S311 printed
SLOWEST: Final = 0.03
"""Seconds between two keys, at most, and between a key and a click."""
WALKED: Final = 120.0
"""Seconds until a program has walked through all journeys and asks its first form: a limit for
failures, not a measure."""

Burst = Sequence[tuple[str, float]]
"""What the terminal sends, each with the seconds before it."""


class Typist:
    """Who sends the bursts, and reads what the program has noted of them."""

    def __init__(self, terminal: Terminal, notes: Path) -> None:
        self.terminal = terminal
        self._notes = notes

    def wait_for(self, number: int) -> None:
        """Until the form of the burst of this number stands."""
        begins = f"\x1b]2;Burst {number}.\x07".encode()
        self.terminal.wait_until(lambda: begins in self.terminal.written, f"burst {number}")

    def send(self, burst: Burst) -> float:
        """Each after its time, reading what is shown meanwhile; without any time between them in
        one go. By how many seconds the latest came too late."""
        if not any(gap for _sent, gap in burst):
            self.terminal.type("".join(sent for sent, _gap in burst))
            return 0.0
        latest = 0.0
        for sent, gap in burst:
            until = time.monotonic() + gap
            while (left := until - time.monotonic()) > 0:
                self._read(left)
            self.terminal.type(sent)
            latest = max(latest, time.monotonic() - until)
        return latest

    def note(self, number: int, *, gives_up: bool = False) -> Any:
        """The note of this number; the burst is ended if none comes and it ``gives_up``."""
        limit = time.monotonic() + PATIENCE
        while True:
            lines = self._notes.read_text().splitlines() if self._notes.exists() else []
            if len(lines) > number:
                return json.loads(lines[number])
            if time.monotonic() > limit:
                assert gives_up, f"note {number} does not come:\n{self.terminal.screen}"
                self.end()
                limit, gives_up = time.monotonic() + PATIENCE, False
            self._read(0.02)

    def end(self) -> None:
        """The burst is over."""
        self.terminal.process.kill(signal.SIGUSR1)

    def _read(self, seconds: float) -> None:
        if select.select([self.terminal.process.child_fd], [], [], seconds)[0]:
            with suppress(pexpect.EOF):  # it was the last one
                self.terminal.read()


@contextmanager
def typist(kind: str, folder: Path, *, columns: int = 80) -> Iterator[Typist]:
    print(f"BURST_SEED={SEED} BURSTS={BURSTS}")  # noqa: T201
    notes = folder / "notes"
    command = (sys.executable, "-m", "tests.typing.program", kind, str(SEED), str(BURSTS))
    with Terminal((*command, str(notes)), columns=columns, patience=WALKED) as terminal:
        yield Typist(terminal, notes)
