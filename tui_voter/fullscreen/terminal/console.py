"""Frames for the Linux console, which has no synchronised output and takes two kilobytes at a time:
without care, readers could see a frame that is half painted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

AT_ONCE: Final = 2048
"""The most bytes that the kernel writes at once, so that nobody sees half of them."""

MOVE: Final = r"(?=\x1b\[\d+;\d+H)"


class ConsoleFile:
    """The file that Textual's thread writes to, for the console with the descriptor ``fd``."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int:
        return self._fd

    def write(self, text: str) -> None:
        """Write ``text`` in pieces. Raises ``OSError`` if the console is gone."""
        for piece in pieces(text):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._fd, rest) :]

    def flush(self) -> None:
        """Do nothing, as nothing is buffered."""


def pieces(frame: str) -> Iterator[bytes]:
    """``frame`` in pieces short enough to be written at once, unless a single row is longer. Each
    piece ends by moving the cursor to its final position, so that a braille display, which shows
    the cursor's row, never jumps to a row being painted."""
    *rows, home = (part.encode() for part in re.split(MOVE, frame))
    piece = b""
    for row in rows:
        if piece and len(piece + row + home) > AT_ONCE:
            yield piece + home
            piece = b""
        piece += row
    yield piece + home
