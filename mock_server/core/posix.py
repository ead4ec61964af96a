"""What only POSIX systems provide: signals, process groups, how a disk is mounted."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

HUNG_UP: Final = signal.SIGHUP
ENDS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The signals that end a program."""


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
