"""Write lines to the terminal for a screen reader: its text, and the cursor's position."""

from __future__ import annotations

import asyncio
import contextlib
import os
from time import monotonic
from typing import Final, TextIO

from tui_voter.dialogue import Quit
from tui_voter.letters import columns_of, encoded
from tui_voter.linear.spelling import columns, harmless
from tui_voter.messages import gettext as _
from tui_voter.system import write_whole
from tui_voter.transcript import MASK, Kind, Record, unrecorded

ONE_PIECE: Final = 1.0
"""Seconds after which text is flushed even if no prompt and no wait has followed. Otherwise a long
list would be heard only once all of it was written."""

HEARD: Final = 1.0
"""The least seconds that the cursor stays on the line of a wait. Otherwise a busy screen reader
finds the result there instead, and reads it twice."""


class Output:
    """Where lines are appended: a terminal, a pipe or a file.

    ``record`` is called with every line that is written.
    """

    def __init__(self, stdout: TextIO, record: Record = unrecorded) -> None:
        stdout.flush()
        self._fd = stdout.fileno()
        self._encoding = stdout.encoding
        self._record = record
        self._unwritten = bytearray()
        self.is_terminal: Final = os.isatty(self._fd)
        self.confidential = False
        """Whether the text written now is for nobody but the voter."""
        self._is_masked = False  # whether a mask came last: their number could reveal a vote
        self._has_confided = False  # whether anything confidential was written
        self._is_unended = False  # whether a newline is held back: no empty cursor line
        self._left_at = -HEARD  # when the line of the last wait was written
        self.column = 0
        """The cursor's current or last column; 0 where nobody sees the cursor."""
        self.is_gone = False
        """Whether the voter's end of the terminal is gone. Whoever noticed has raised Quit, so that
        the signal which also reports it must not end the journey's cleanup."""

    @property
    def width(self) -> int:
        """The columns of the terminal; 0 if lines have no limit."""
        return columns_of(self._fd)

    def shown(self, text: str) -> str:
        """``text`` as :meth:`write` writes it."""
        return encoded(harmless(text), self._encoding).decode(self._encoding)

    def write(self, text: str) -> None:
        """Write ``text``, to be flushed with all that follows until a prompt or a wait: a screen
        reader starts again when text is added to what it is reading."""
        if not self._unwritten:
            asyncio.get_running_loop().call_later(ONE_PIECE, self._flush_late)
        self._end_line()
        data = encoded(harmless(text), self._encoding)
        self._is_unended = self.is_terminal and data.endswith(b"\n")
        self._unwritten += data[:-1] if self._is_unended else data
        *lines, prompt = data.decode(self._encoding).split("\n")
        for kind, line in (*((Kind.SAID, line) for line in lines), (Kind.ASKED, prompt)):
            if line:
                self.record(kind, line)
        self._has_confided |= self.confidential

    def record(self, kind: Kind, text: str) -> None:
        """Pass ``text`` to the record, or a mask if it is confidential."""
        if not (self.confidential and self._is_masked):
            self._record(kind, MASK if self.confidential else text)
        self._is_masked = self.confidential

    def leave(self, text: str) -> None:
        """Write ``text``, and leave the cursor at its end while the voter waits."""
        self.write(f"{text}\n")
        self.flush()
        self._left_at = monotonic()
        self.column = columns(text.rpartition("\n")[2]) if self.is_terminal else 0

    def flush(self) -> None:
        """Send the written text to the terminal. Raises Quit if nobody is there to read it."""
        unwritten, self._unwritten = self._unwritten, bytearray()
        self._write(self._fd, bytes(unwritten))

    def echo(self, text: str, keyboard: int) -> None:
        """Show typed text where it is typed: on ``keyboard``, a file descriptor, if the output is
        no terminal."""
        self._end_line()
        self.flush()
        self._write(self._fd if self.is_terminal else keyboard, encoded(text, self._encoding))

    def unheard_for(self) -> float:
        """Seconds to wait until the line of the last wait has been heard."""
        return self._left_at + HEARD - monotonic() if self.is_terminal else 0.0

    def erase_confided(self) -> str:
        """Clear the terminal and its history if anything confidential was written. Returns a
        sentence for the voter, "" if there was nothing to clear."""
        self.confidential = False
        if not (self._has_confided and self.is_terminal):
            return ""
        if os.environ.get("TERM", "dumb") == "dumb":
            return _("This terminal still shows something confidential: clear it, or close it.")
        self._has_confided = self._is_unended = False
        self.flush()
        self._write(self._fd, b"\x1b[H\x1b[2J\x1b[3J")
        return _("The terminal has been cleared: it showed something confidential.")

    def close(self) -> None:
        """Flush everything, and end the last line."""
        self._end_line()
        with contextlib.suppress(Quit):  # nobody is there to see it
            self.flush()

    def _end_line(self) -> None:
        self._unwritten += b"\n" * self._is_unended
        self._is_unended = False

    def _flush_late(self) -> None:
        with contextlib.suppress(Quit):  # the next write or read raises it again
            self.flush()

    def _write(self, fd: int, data: bytes) -> None:
        try:
            write_whole(fd, data)
        except OSError as error:
            self.is_gone = True
            raise Quit from error
