"""The streams that a command leaves behind."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import Final


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


_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Unicode's default-ignorable code points that are letters or marks: joiners, fillers,
variation selectors."""


def is_shown(character: str) -> bool:
    """Whether a terminal shows the character and does nothing else with it: Python takes
    the no-break spaces of French for unprintable, and what nobody sees for printable."""
    return (character.isprintable() and not _UNSEEN.match(character)) or character in "\u00a0\u202f"


def shown(text: str) -> str:
    """A voter's text as a terminal can be given it: nothing in it is a command."""
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c if c == "\n" or is_shown(c) else "\ufffd" for c in lines)


def say_if_heard(text: str) -> None:
    """For what goes on where nobody reads its standard output any more."""
    with suppress(OSError):
        say(text)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
