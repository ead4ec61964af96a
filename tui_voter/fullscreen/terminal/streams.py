"""The streams that the program leaves behind."""

from __future__ import annotations

import os
import sys


def let_go() -> None:
    """Standard output and error may have lost their reader: a terminal that was closed, ``head``.
    Python would end with exit code 120 for what could not be written to them any more."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where it was closed before
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())  # what is left of it is written at the end
            os.close(nowhere)
