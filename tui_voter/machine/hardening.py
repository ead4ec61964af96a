"""No core dump is written, so that what the voter types stays in this process.

If Ctrl+\\ or a fault of its own ended the program, all that it had in memory, such as a password,
would be written to disk in the clear (core(5)).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

from tui_voter.system import write_no_core

_PR_SET_DUMPABLE: Final = 4  # <linux/prctl.h>


def leave_no_core() -> None:
    """From now on the system dumps no core of this process, nor of its children.

    On Linux the process is not "dumpable" either: that holds where the limit does not, for a
    core that is piped to a program, and closes ``/proc/PID/environ`` and ``mem`` to the
    user's other processes (PR_SET_DUMPABLE(2const)). A system that refuses is passed over:
    nobody could do anything about it.
    """
    write_no_core()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
