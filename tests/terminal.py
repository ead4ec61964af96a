"""A real pseudo-terminal with the real program in it."""

import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from select import select
from time import monotonic, sleep
from typing import Self

import pyte
import pytest

from tui_voter.audit.player import folded

try:
    import termios

    import pexpect
except ImportError:  # as on Windows
    HAS_TERMINALS = False
else:
    HAS_TERMINALS = True

PROGRAM = (sys.executable, "-m", "tui_voter")
IN_LINES = ("--linear",)
"""The linear voice with all it has to say."""
PATIENCE = 20.0
"""Seconds until a wait gives up: a limit for failures, not a measure."""
APART = 0.06
"""Seconds that a person takes at least to see what a key did, and to press the next one."""

ASKED, SUPPORTED = b"\x1b[?2026$p", "\x1b[?2026;2$y"
BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"
"""Synchronised output: a program that knows of it puts these marks around each frame, so
that nobody looks at half a screen."""


def need_terminals() -> None:
    """Skip the test that opens a terminal where there is none of POSIX's, and in ``make quick``."""
    if not HAS_TERMINALS:
        pytest.skip("this system has no terminals of POSIX")
    if "WITHOUT_TERMINALS" in os.environ:
        pytest.skip("it opens a real terminal")


class Terminal:
    """``screen`` is what stands on it now; ``transcript`` all that was ever written. What is waited
    for has so many seconds of ``patience`` to come."""

    def __init__(
        self,
        command: tuple[str, ...],
        *,
        columns: int = 100,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        need_terminals()
        self._patience = patience
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._typed = False
        self.process = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(rows, columns),
            env=clean(os.environ) | {"TERM": "xterm-256color"} | dict(environment or {}),
            timeout=patience,
            preexec_fn=_heed_signals,
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.close(force=True)

    @property
    def screen(self) -> str:
        return "\n".join(self._row(y).rstrip() for y in range(self._screen.lines))

    @property
    def row_of_the_cursor(self) -> str:
        return self._row(self._screen.cursor.y)

    def _row(self, y: int) -> str:
        """What stands in a row, but for the sides of a card. The emulator's own ``display``
        measures each character anew to leave out the second, empty cell of a wide one."""
        row = self._screen.buffer[y]
        return "".join([row[x].data for x in range(self._screen.columns)]).replace("│", " ")

    @property
    def transcript(self) -> str:
        """For the linear voice, which only ever appends."""
        return self.written.decode("utf-8", "replace").replace("\r\n", "\n")

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def read(self) -> None:
        """Wait for the next output. Raises pexpect.EOF when there will be none."""
        self.take_in(self.process.read_nonblocking(65536, timeout=self._patience))

    def take_in(self, data: bytes) -> None:
        if ASKED in data:
            self.promise_frames()
        self.written += data
        self._stream.feed(data)

    def promise_frames(self) -> None:
        """The program asks whether the terminal knows of synchronised output."""
        self.type(SUPPORTED)

    def wait_for(self, pattern: str) -> str:
        """The screen, as soon as ``pattern`` stands on it, its white space folded."""
        self.wait_until(lambda: bool(re.search(pattern, folded(self.screen))), pattern)
        return self.screen

    def wait_to_hear(self, pattern: str, since: int = 0) -> str:
        """What was written after ``since`` characters, once ``pattern`` is in it."""
        while not re.search(pattern, folded(self.transcript[since:])):
            self.read_on(pattern)
        return self.transcript[since:]

    def wait_for_cursor(self, row: str) -> None:
        """Until the cursor stands on a row with this text."""
        self.wait_until(lambda: row in self.row_of_the_cursor, f"the cursor at {row!r}")

    def move(self, key: str, wanted: str) -> None:
        """Type a key and wait until the cursor stands on another row."""
        row = self.row_of_the_cursor
        self.type(key)
        self.wait_until(lambda: self.row_of_the_cursor != row, wanted)

    def linger(self, seconds: float) -> None:
        """Type nothing for so long, and take in what is painted meanwhile."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if select([self.process.child_fd], [], [], left)[0]:
                self.read()

    def linger_until_still(self, seconds: float) -> None:
        """Type nothing until nothing was painted for so long."""
        while select([self.process.child_fd], [], [], seconds)[0]:
            self.read()

    def wait_until(self, true: Callable[[], bool], wanted: str) -> None:
        """Until a whole frame stands and ``true``, however much is painted meanwhile."""
        limit = monotonic() + self._patience
        while not (self._is_painted and true()):
            if monotonic() > limit:
                raise AssertionError(self._missing(wanted))
            self.read_on(wanted)
        if self._typed:
            sleep(APART)
        self._typed = False

    @property
    def _is_painted(self) -> bool:
        return self.written.count(BEGIN) == self.written.count(END)

    @property
    def hides(self) -> bool:
        """Whether what is typed now is hidden."""
        return hides_what_is_typed(self.process.child_fd)

    def read_on(self, wanted: str) -> None:
        """Wait for the next output, while something is ``wanted`` that has not come yet."""
        try:
            self.read()
        except (pexpect.TIMEOUT, pexpect.EOF) as end:
            raise AssertionError(self._missing(wanted)) from end

    @property
    def broken(self) -> str:
        """What the program told last, if it broke: the kind of the error and its place."""
        told = re.search(r"^\w+, [\w.]+:\d+\s*\Z", self.transcript, re.M)
        return told[0].strip() if told else ""

    def _missing(self, wanted: str) -> str:
        broke = f", as the program broke: {self.broken}" if self.broken else ""
        return (
            f"{wanted!r} never came{broke}. The screen:\n{self.screen}\n"
            f"The last lines:\n{self.transcript[-1500:]}"
        )

    def type(self, text: str) -> None:
        self._typed = True
        self.process.send(text)

    def paste(self, text: str) -> None:
        """As a terminal pastes for a program that asked for bracketed paste."""
        self.process.send(f"\x1b[200~{text}\x1b[201~")

    def wait_for_exit(self) -> int:
        """The exit code, a signal's as 128 + n."""
        with suppress(pexpect.EOF):
            while True:
                self.read()
        return exit_code(self.process)


def exit_code(process: "pexpect.spawn") -> int:
    """That of a program that has come to its end, a signal's as 128 + n."""
    process.wait()
    return int(128 + process.signalstatus if process.exitstatus is None else process.exitstatus)


def hides_what_is_typed(terminal: int) -> bool:
    """Whether a program reads a line there that nobody is to see."""
    flags = termios.tcgetattr(terminal)[3]
    return bool(flags & termios.ICANON) and not flags & termios.ECHO


def _heed_signals() -> None:
    """A program ends with its terminal, and by Ctrl+C, also where the tests run under ``nohup`` or
    in the background."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what would change the program's voice, look or language."""
    noise = {
        *("ACCESSIBLE", "COLUMNS", "LINES", "NO_COLOR", "COLORTERM", "VTE_VERSION"),
        *("DBUS_SESSION_BUS_ADDRESS", "LANGUAGE", "LC_ALL", "LC_MESSAGES"),
    }
    return {
        key: value
        for key, value in environment.items()
        if key not in noise and not key.startswith("TEXTUAL")
    } | {"LANG": "C.UTF-8"}
