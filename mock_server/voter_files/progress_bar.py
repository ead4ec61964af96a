"""How far an import has come, on standard error: a bar on a terminal, else plain lines."""

from __future__ import annotations

import os
import stat
import sys
import time
from gettext import gettext as _
from pathlib import Path
from typing import IO, Final

from mock_server.election.voters_csv import STANDARD
from mock_server.voter_files.importer import Progress

_WIDTH: Final = 20
_OFTEN: Final = 0.1
"""Seconds from one look of the bar to the next."""


def shown_on(stream: IO[str], path: Path) -> Progress:
    """For the import of this file. Lines where nothing can be overwritten, or is not to be."""
    size = _size(path)
    plain = not stream.isatty() or os.environ.get("TERM") == "dumb" or os.environ.get("ACCESSIBLE")
    return Lines(stream, size) if plain else Bar(stream, size)


def _size(path: Path) -> int:
    """Of what is read, in bytes; 0 where nobody knows, as with a pipe."""
    try:
        found = os.fstat(sys.stdin.fileno()) if path == STANDARD else path.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


class Lines(Progress):
    """A line for each tenth, or, where the size is not known, at each tenfold number."""

    def __init__(self, stream: IO[str], size: int) -> None:
        self._stream = stream
        self._size = size
        self._start = time.monotonic()
        self._told = 0

    def read(self, voters: int, position: int) -> None:
        tenths = position * 10 // self._size if self._size else len(str(voters // 1000))
        if tenths > self._told:
            self._told = tenths
            self._stream.write(self._sentence(voters, position) + "\n")
            self._stream.flush()

    def writing(self, voters: int) -> None:
        text = _("{count} voters read; they are being checked and written.").format(
            count=_figure(voters)
        )
        self._stream.write(text + "\n")
        self._stream.flush()

    def _sentence(self, voters: int, position: int) -> str:
        """ "45 %, 450 000 voters, 120 000 a second, 5 s left" """
        seconds = max(time.monotonic() - self._start, 0.001)
        said = _("{count} voters, {rate} a second").format(
            count=_figure(voters), rate=_figure(round(voters / seconds))
        )
        if not self._size or not position:
            return said
        left = round(seconds * (self._size - position) / position)
        minutes, rest = divmod(max(left, 0), 60)
        return _("{percent} %, {said}, {left} left").format(
            percent=min(position * 100 // self._size, 100),
            said=said,
            left=f"{minutes} min {rest} s" if minutes else f"{rest} s",
        )


class Bar(Lines):
    """One line, written over ten times a second at most."""

    def __init__(self, stream: IO[str], size: int) -> None:
        super().__init__(stream, size)
        self._next = 0.0

    def read(self, voters: int, position: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _OFTEN
            self._show(voters, position)

    def writing(self, voters: int) -> None:
        self._stream.write("\r\x1b[K")
        super().writing(voters)

    def _show(self, voters: int, position: int) -> None:
        done = position * _WIDTH // self._size if self._size else 0
        bar = f"[{'#' * done}{'-' * (_WIDTH - done)}] " if self._size else ""
        self._stream.write(f"\r{bar}{self._sentence(voters, position)}\x1b[K")
        self._stream.flush()


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
