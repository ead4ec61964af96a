"""The standard streams when the program ends."""

from __future__ import annotations

import os
import sys

from tui_voter import crash
from tui_voter.letters import fitted


def let_go() -> None:
    """Standard output and error may have lost their reader: a terminal that was closed, ``head``.
    Python would end with exit code 120 for what could not be written to them any more."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())  # the rest is written at the end
            os.close(nowhere)


def tell_crash(error: BaseException) -> None:
    """Write what is told of a crash to the real standard error."""
    stream = sys.__stderr__
    if stream is None:
        return
    try:
        sentence, place = crash.told(error)
        print(fitted(sentence, stream), place, sep="\n", file=stream, flush=True)
    except OSError:
        return  # the terminal is gone, and so is the reader
