"""What only POSIX systems provide: signals, process groups, terminals, how a disk is mounted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

HUNG_UP: Final = signal.SIGHUP
ENDS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The signals that end a program."""
RESIZED: Final = signal.SIGWINCH
"""The signal that a terminal has another size."""
_LOCAL_FLAGS: Final = 3
"""The index of ECHO and ICANON in the attributes of a terminal."""


def listen(
    loop: asyncio.AbstractEventLoop, numbers: Sequence[int], act: Callable[[], object]
) -> None:
    """Call ``act`` when one of these signals comes."""
    for number in numbers:
        loop.add_signal_handler(number, act)


def listen_no_more(loop: asyncio.AbstractEventLoop, numbers: Sequence[int]) -> None:
    for number in numbers:
        loop.remove_signal_handler(number)


def hold_ends() -> None:
    """Let a signal that ends the program wait until :func:`release_ends`."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)


def release_ends() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def kill_session(leader: subprocess.Popen[str]) -> None:
    """End a process that began a session of its own, and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)


def is_read_only(folder: Path) -> bool:
    """Whether nothing can be written to the disk that a folder is on."""
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def usable_cores() -> int:
    """The cores that this process may use: all of the computer's, or those that it is kept to."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Terminal:
    """A terminal without a screen: a program of a session of its own runs on ``theirs``, and what
    it shows is read here.

    It passes on each key as it comes. It is nobody's controlling terminal, so whoever changes its
    size tells the program by :data:`RESIZED`.
    """

    def __init__(self) -> None:
        self._ours, self.theirs = os.openpty()
        os.set_blocking(self._ours, False)
        settings = termios.tcgetattr(self.theirs)
        settings[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
        termios.tcsetattr(self.theirs, termios.TCSANOW, settings)

    def resize(self, columns: int, rows: int) -> None:
        termios.tcsetwinsize(self._ours, (rows, columns))

    def hand_over(self) -> None:
        """The program has it: from now on it ends with the program."""
        os.close(self.theirs)

    async def read(self) -> bytes:
        """What the program shows next; b"" once it has ended."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                return os.read(self._ours, 65_536)
            except BlockingIOError:
                await _ready(self._ours, loop.add_reader, loop.remove_reader)
            except OSError:  # how Linux tells the end
                return b""

    async def write(self, keys: bytes) -> None:
        """Type, as fast as the program reads. Nothing happens once it has ended."""
        loop = asyncio.get_running_loop()
        while keys:
            try:
                keys = keys[os.write(self._ours, keys) :]
            except BlockingIOError:
                await _ready(self._ours, loop.add_writer, loop.remove_writer)
            except OSError:
                return

    def close(self) -> None:
        os.close(self._ours)


async def _ready(fd: int, watch: Callable[..., object], unwatch: Callable[[int], object]) -> None:
    """Wait until a file can be read, or written."""
    ready = asyncio.Event()
    watch(fd, ready.set)
    try:
        await ready.wait()
    finally:
        unwatch(fd)
