"""The programs that are measured, each on a pseudo-terminal of 80 by 24, in a home of its own."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from pty import openpty
from select import select
from types import TracebackType
from typing import Final, Self

import pyte

from benchmarks.shared.clocks import cpu_seconds
from benchmarks.shared.figures import Subject

TIMEOUT: Final = 30.0
"""Seconds without output: a limit for failures, not a measure."""
COLUMNS: Final = 80
ROWS: Final = 24
FULL_SCREEN: Final = b"\x1b[?1049h"
"""What a program writes before it paints; what was written before are lines."""
SUBJECTS: Final = Path(__file__).parents[1] / "subjects"
SETTLED: Final = 3.0
"""Seconds in which what is loaded after the first frame comes to rest."""

ENVIRONMENT: Final = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "COLUMNS": str(COLUMNS),
    "LINES": str(ROWS),
    "PYTHONHASHSEED": "0",
}
"""Nothing of the caller's but where programs are; each program gets an empty HOME as well."""

BARE: Final = "bare Textual"
OURS: Final = "this"
BESIDE: Final = "beside it"


def subject(name: str, *arguments: str, python: str = sys.executable) -> list[str]:
    """The command that runs a program of ``benchmarks/subjects``."""
    return [python, str(SUBJECTS / f"{name}.py"), *arguments]


def visit(*options: str, python: str = sys.executable) -> list[str]:
    """The command of the voter's program, as it is installed with ``python``."""
    return [python, str(Path(python).with_name("tui-voter")), "--lang", "fr", *options]


def comparing(doc: str, seen: Subject, rounds: int) -> argparse.Namespace:
    """The options of a benchmark that can measure another checkout in turn with this one:
    ``rounds``, and ``pythons``, the interpreters by name."""
    parser = argparse.ArgumentParser(description=doc.partition("\n\n")[0])
    parser.add_argument(
        "--beside",
        dest="pythons",
        metavar="CHECKOUT",
        type=_beside,
        default={OURS: sys.executable},
        help="another checkout, with a .venv, that is measured in turn",
    )
    return seen.options(parser, rounds=(rounds, 1))


def note_ours(
    seen: Subject, figure: str, found: Mapping[str, float], unit: str, goal: float, kind: str = ""
) -> None:
    """Note what was ``found`` of this checkout, and of the other where one was measured; ``kind``
    stands behind their names."""
    seen.note(figure, found[OURS + kind], unit, goal, beside=found.get(BESIDE + kind))


def _beside(checkout: str) -> Mapping[str, str]:
    python = Path(checkout).absolute() / ".venv/bin/python"
    if not python.exists():
        raise argparse.ArgumentTypeError(f"no {python}: run make there first")
    return {OURS: sys.executable, BESIDE: str(python)}


class Running:
    """A command on a terminal of its own, from ``started`` (seconds) until it is left; with more
    variables of the environment where it is not the first start."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] = {}) -> None:
        self._name = " ".join(command[-2:])
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._emulator = pyte.ByteStream(self._screen)
        self._emulated = 0
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        made = {**ENVIRONMENT, "HOME": self._home.name, **environment}
        self._terminal, theirs = openpty()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=made,
            cwd=made["HOME"],
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
        self._home.cleanup()

    def wait_for(self, mark: bytes) -> float:
        """Read until ``mark`` has been written; the seconds since the start."""
        while mark not in self.written:
            if not self.read(TIMEOUT):
                raise SystemExit(f"{self._name}: no {mark!r} within {TIMEOUT} s")
        return time.perf_counter() - self.started

    def read(self, seconds: float) -> bool:
        """Read what is written next; False when ``seconds`` pass without anything."""
        if not select([self._terminal], [], [], max(seconds, 0))[0]:
            return False
        try:
            self.written += os.read(self._terminal, 65_536)
        except OSError as error:
            raise SystemExit(f"{self._name} ended:\n{self.written[-500:]!r}") from error
        return True

    def rest(self, seconds: float) -> float:
        """Read for so long; when the last of it came."""
        end, last = time.perf_counter() + seconds, 0.0
        while (left := end - time.perf_counter()) > 0:
            if self.read(left):
                last = time.perf_counter()
        return last

    def wait_until(self, shown: Callable[[str], bool], seen: Subject) -> float:
        """Read until ``shown`` is true of the screen; when the last of it came, 0 where it stood
        there already."""
        end, last = time.perf_counter() + TIMEOUT, 0.0
        while not shown(self.screen):
            seen.check(self.read(end - time.perf_counter()), self.screen)
            last = time.perf_counter()
        return last

    def come_to_rest(self, shown: str, seen: Subject) -> None:
        """Wait until nothing is written any more, and check that ``shown`` stands on the screen."""
        self.wait_until(lambda screen: shown in screen, seen)
        self.rest(seen.seconds(SETTLED))
        seen.check(self.paints and shown in self.screen, self.screen)

    def ended(self) -> int:
        """Wait until it ends by itself; its exit code. A wait with a timeout would look again only
        after pauses that grow."""
        overdue = threading.Timer(TIMEOUT, self.process.kill)
        overdue.start()
        try:
            return self.process.wait()
        finally:
            overdue.cancel()

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
        """Of a core that it has had so far (Linux)."""
        return cpu_seconds(self.process.pid)


def modules(command: Sequence[str], mark: str) -> tuple[int, int]:
    """How many modules it has loaded when ``mark`` is written: all of them, and those of our own.
    Python writes a line to the same terminal for each beyond those that it always has."""
    python, *arguments = command
    with Running([python, "-X", "importtime", *arguments]) as program:
        program.wait_for(mark.encode())
        before = program.written.partition(mark.encode())[0]
    always = subprocess.check_output([python, "-c", "import sys; print(*sys.modules)"])
    names = {*always.split(), *re.findall(rb"import time: +\d+ \| +\d+ \| +([\w.]+)", before)}
    return len(names), sum(name.partition(b".")[0] == b"tui_voter" for name in names)


def tell_instructions(programs: Mapping[str, tuple[Sequence[str], str]]) -> None:
    """Print how many instructions each program takes until its mark is written, or to its end
    where the mark is empty, and their ratio to the first one's. They do not depend on load."""
    if shutil.which("valgrind") is None:
        print("instructions: valgrind is not installed, so they are not counted")
        return
    bare = 0
    for name, (command, mark) in programs.items():
        count = _instructions(command, mark)
        bare = bare or count
        print(f"{name:<20} {count / 1e6:8.0f} million instructions   {count / bare:.3f}")


def _instructions(command: Sequence[str], mark: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        options = ("--cache-sim=no", "--cachegrind-out-file=/dev/null", f"--log-file={log}")
        with Running(["valgrind", "--tool=cachegrind", *options, *command]) as program:
            if mark:
                program.wait_for(mark.encode())
                program.process.send_signal(signal.SIGUSR2)  # which no program heeds
            program.ended()
        found = re.search(r"I\s+refs:\s+([\d,]+)", log.read_text())
    if found is None:
        raise SystemExit(f"{' '.join(command[-2:])}: valgrind counted nothing")
    return int(found[1].replace(",", ""))
