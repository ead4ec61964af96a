"""The standard streams, and text for a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from textwrap import fill
from typing import TextIO

from tui_voter.contract.text import shown as text_shown

Say = Callable[[str], None]
"""Prints a sentence, such as :func:`say`."""


def have_streams() -> None:
    """Open the null device for each standard stream that was closed: Python has None for it, and
    the next file that is opened would take its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115 (a number, and it stays)
            setattr(sys, name, stream)


def let_go() -> None:
    """Discard what can no longer be written to standard output and error, which may have lost their
    reader (a terminal that was closed, ``head``). Python would end with exit code 120."""
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
    """Print a line, in a program that keeps running even if nobody reads its standard output any
    more."""
    with suppress(OSError):
        say(text)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Print sentences for people, in the lines of :func:`in_lines`."""
    say(in_lines(text, sys.stdout))


def in_lines(text: str, stream: TextIO) -> str:
    """``text`` broken between words at the width of the terminal that shows it. If ``stream`` is
    not a terminal, its lines stay whole."""
    if not stream.isatty():
        return text
    width = os.get_terminal_size(stream.fileno()).columns or 80
    return "\n".join(
        fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
