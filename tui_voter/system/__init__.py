"""What the operating system lends beyond what Python has everywhere.

All that only POSIX systems have stands in :mod:`.posix`; where that cannot be imported,
:mod:`.elsewhere` has what does without it.
"""

from enum import IntEnum

try:
    from tui_voter.system.posix import (
        IS_POSIX,
        Echo,
        Source,
        elapsed_seconds,
        listen,
        stop,
        stop_job,
        write_no_core,
        write_whole,
    )
except ImportError:
    from tui_voter.system.elsewhere import (  # type: ignore[assignment] # the same in other ways
        IS_POSIX,
        Echo,
        Source,
        elapsed_seconds,
        listen,
        stop,
        stop_job,
        write_no_core,
        write_whole,
    )

__all__ = [
    "IS_POSIX",
    "Echo",
    "End",
    "Source",
    "elapsed_seconds",
    "listen",
    "stop",
    "stop_job",
    "write_no_core",
    "write_whole",
]


class End(IntEnum):
    """The signals that end a program, with their numbers on every system that has them."""

    HUNG_UP = 1
    INTERRUPTED = 2
    QUIT = 3
    TERMINATED = 15
