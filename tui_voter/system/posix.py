"""What only POSIX systems provide: a terminal's settings, signals, limits of the process."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import resource
import signal
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    import asyncio  # slow to load, and not needed before a loop runs

IS_POSIX: Final = True

_OUTPUT_FLAGS: Final = 1  # the index of the flags OPOST and ONLCR in termios attributes
_LOCAL_FLAGS: Final = 3  # the index of ECHO and ICANON
_CHARACTERS: Final = 6


class Echo:
    """The echo of the terminal on ``fd``; on anything else it does nothing. Its state is always
    restored.

    A terminal that is gone refuses every setting, and has nothing to restore: such refusals are
    ignored.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: list[Any] | None = termios.tcgetattr(fd) if os.isatty(fd) else None
        self.is_terminal: Final = self._before is not None

    def silence(self, *, hidden: bool = False, asks: bool = False) -> None:
        """From now on, read keys one by one and show none of them.

        A ``hidden`` answer is read line by line, by which terminals know that a password is being
        typed. Ctrl-C drops nothing of it. Where a prompt ``asks``, Ctrl-Z is read as a key, which
        ends a hidden line: by its signal the whole job would stop, and the shell take the terminal,
        before this process can restore it.
        """
        if self._before is None:
            return
        with contextlib.suppress(termios.error):
            settings = termios.tcgetattr(self._fd)
            settings[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
            settings[_LOCAL_FLAGS] |= termios.NOFLSH | (termios.ICANON if hidden else 0)
            characters = settings[_CHARACTERS]
            characters[termios.VMIN], characters[termios.VTIME] = 1, 0
            if asks:
                nothing = os.fpathconf(self._fd, "PC_VDISABLE").to_bytes(1, "little")
                characters[termios.VEOL], characters[termios.VSUSP] = b"\x1a", nothing
            else:
                before = self._before[_CHARACTERS]
                characters[termios.VEOL] = before[termios.VEOL]
                characters[termios.VSUSP] = before[termios.VSUSP]
            termios.tcsetattr(self._fd, termios.TCSANOW, settings)

    def is_begun(self) -> bool:
        """Whether something was typed on a hidden line, which the terminal itself holds until
        Enter. The terminal counts keys only while they are read one by one."""
        count = array.array("i", [0])
        if self._before is not None:
            self.silence()
            with contextlib.suppress(OSError):
                fcntl.ioctl(self._fd, termios.FIONREAD, count)
        return count[0] > 0

    def restore(self) -> None:
        """Restore the terminal as it was, without keys that nobody read. A shell that has taken it
        already has its own settings."""
        if self._before is not None and _is_ours(self._fd):
            self.forget_typed()
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSANOW, self._before)

    def forget_typed(self) -> None:
        """Drop the keys that were typed and not read, including a line that was begun."""
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._fd, termios.TCIFLUSH)


def write_whole(fd: int, data: bytes) -> None:
    """Write ``data`` so that the reader of the terminal gets all of it at once, up to some 1,500
    bytes. A terminal that turns each end of a line into two characters passes on one line after the
    other: on a busy machine, a screen reader gets half of them, and reads them again with the rest.
    So line ends are turned here, before. Raises OSError if nobody is there to read it."""
    settings = _of_ended_lines(fd)
    if settings is None:
        _write_all(fd, data)
        return
    set_terminal(fd, _as_written(settings))
    try:
        _write_all(fd, data.replace(b"\n", b"\r\n"))
    finally:
        set_terminal(fd, settings)


def _as_written(settings: list[Any]) -> list[Any]:
    """A terminal's ``settings``, changed so that it passes on what is written as it is."""
    taken = [*settings]
    taken[_OUTPUT_FLAGS] &= ~termios.OPOST
    return taken


def _of_ended_lines(fd: int) -> list[Any] | None:
    """The settings of the terminal on ``fd``, if it only changes line ends and this process may
    change its settings: a process in the background would be stopped. None otherwise."""
    try:
        settings = termios.tcgetattr(fd)
    except termios.error:
        return None  # not a terminal, or gone
    ends_lines = termios.OPOST | termios.ONLCR
    if settings[_OUTPUT_FLAGS] & ends_lines != ends_lines:
        return None
    return settings if _is_ours(fd) else None


def _is_ours(fd: int) -> bool:
    """Whether this process may change the terminal's settings: no other job has it."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True  # it is not this process's controlling terminal


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


class Source:
    """Reads ``stream`` while the event loop runs, ``most`` bytes at a time."""

    def __init__(self, stream: TextIO, most: int) -> None:
        self._fd = stream.fileno()
        self._most = most
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self, ready: asyncio.Future[None]) -> None:
        """Complete ``ready`` once something can be read."""
        self._loop = ready.get_loop()
        try:
            self._loop.add_reader(self._fd, _settle, ready)
        except PermissionError:  # a regular file: reading it never blocks
            ready.set_result(None)

    def unwatch(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._fd)

    def read(self) -> bytes:
        """The bytes that came; b"" at the end, or if the terminal was closed."""
        try:
            return os.read(self._fd, self._most)
        except OSError:
            return b""


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def listen(
    loop: asyncio.AbstractEventLoop,
    ends: Mapping[int, Callable[[], object]],
    stop: Callable[[], object] | None = None,
) -> None:
    """Do what ``ends`` says when a signal would end the program, and ``stop`` at Ctrl-Z."""
    for number, act in ends.items():
        loop.add_signal_handler(number, act)
    if stop is not None:
        loop.add_signal_handler(signal.SIGTSTP, stop)


def stop() -> None:
    """Stop this process with whatever started it in the same job, until a shell continues them.

    The terminal must have been restored: once the first of them stops, the shell takes it.
    """
    before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.killpg(os.getpgrp(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, before)


def in_turn(folder: Path) -> contextlib.AbstractContextManager[object]:
    """Wait until no other program is within the same for this ``folder``. The system ends it with
    the program. A file system without such locks has no turns. Raises OSError without a folder."""
    stack = contextlib.ExitStack()
    fd = os.open(folder, os.O_RDONLY)
    stack.callback(os.close, fd)
    with contextlib.suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_EX)
    return stack


def ignore_continuing() -> None:
    """From now on, nothing else is done when this process is continued after a stop."""
    signal.signal(signal.SIGCONT, signal.SIG_DFL)


def write_no_core() -> None:
    """From now on the system writes no core of this process, nor of its children."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def elapsed_seconds() -> float:
    """Seconds on a clock that nobody sets and that runs on while the machine sleeps."""
    # macOS has no CLOCK_BOOTTIME; its monotonic clock counts sleep, unlike that of Linux.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def set_terminal(fd: int, settings: list[Any]) -> None:
    """Give a terminal its settings, if it is still there."""
    with contextlib.suppress(termios.error):
        termios.tcsetattr(fd, termios.TCSANOW, settings)


def take_as_written(fd: int) -> None:
    """From now on, the terminal on ``fd`` passes on what is written as it is
    (:func:`write_whole`)."""
    with contextlib.suppress(termios.error):
        termios.tcsetattr(fd, termios.TCSANOW, _as_written(termios.tcgetattr(fd)))
