"""The standard streams when a command ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from tui_voter.contract.text import shown as text_shown


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


def shown(text: str) -> str:
    """A voter's text made safe for a terminal: nothing in it is a control sequence."""
    return text_shown(text.replace("\t", " "), lines=True)


def say_if_heard(text: str) -> None:
    """Print, for programs that keep running when nobody reads their standard output any more."""
    with suppress(OSError):
        say(text)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
