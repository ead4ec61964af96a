"""What the operating system provides beyond what Python has on every system.

Everything that only POSIX systems have is in :mod:`.posix`. If that cannot be imported,
:mod:`.elsewhere` replaces it.
"""

from enum import IntEnum
from typing import Final

SUSPEND: Final = "\x1a"
"""Ctrl-Z as a key."""

try:
    from tui_voter.system.posix import (
        IS_POSIX,
        Echo,
        Source,
        elapsed_seconds,
        in_turn,
        listen,
        stop,
        write_no_core,
        write_whole,
    )
except ImportError:
    from tui_voter.system.elsewhere import (  # type: ignore[assignment] # the same in other ways
        IS_POSIX,
        Echo,
        Source,
        elapsed_seconds,
        in_turn,
        listen,
        stop,
        write_no_core,
        write_whole,
    )

__all__ = [
    "IS_POSIX",
    "SUSPEND",
    "Echo",
    "End",
    "Source",
    "elapsed_seconds",
    "in_turn",
    "listen",
    "stop",
    "write_no_core",
    "write_whole",
]


class End(IntEnum):
    """The signals that end a program, with their numbers on every system that has them."""

    HUNG_UP = 1
    INTERRUPTED = 2
    QUIT = 3
    TERMINATED = 15
