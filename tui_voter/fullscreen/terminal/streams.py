"""The standard output and error at the end of the program."""

from __future__ import annotations

import os
import sys

from tui_voter import crash
from tui_voter.letters import fitted


def let_go() -> None:
    """Discard output that nobody can read any more, because the terminal was closed or ``head`` has
    ended. Python would otherwise end with exit code 120."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None if closed from the start
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())  # Python writes the rest when it exits
            os.close(nowhere)


def tell_crash(error: BaseException) -> None:
    """Write the message about a crash to the real standard error."""
    stream = sys.__stderr__
    if stream is None:
        return
    try:
        sentence, place = crash.told(error)
        print(fitted(sentence, stream), place, sep="\n", file=stream, flush=True)
    except OSError:
        return  # the terminal is gone, so nobody can read it
