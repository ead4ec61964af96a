"""Frames for the Linux console, where whoever looks meets what was painted so far: it knows of no
synchronised output, and takes two kilobytes at a time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Final

AT_ONCE: Final = 2048
"""Bytes of one write that nobody meets half of: the kernel takes no more at a time."""

MOVE: Final = re.compile(r"(?=\x1b\[\d+;\d+H)")


class ConsoleFile:
    """What Textual's thread writes to, on the console that ``fd`` is."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def fileno(self) -> int:
        return self._fd

    def write(self, text: str) -> None:
        """Raises OSError where the console is gone."""
        for piece in pieces(text):
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._fd, rest) :]

    def flush(self) -> None:
        """Nothing is held back."""


def pieces(frame: str) -> Iterator[bytes]:
    """``frame`` in parts that are short enough to be taken at once, where a row of it is. Each
    leaves the cursor where the whole frame does: a braille display, which shows the cursor's row,
    need not leave that for one that is being painted."""
    *rows, home = (part.encode() for part in MOVE.split(frame))
    piece = b""
    for row in rows:
        if piece and len(piece + row + home) > AT_ONCE:
            yield piece + home
            piece = b""
        piece += row
    yield piece + home
