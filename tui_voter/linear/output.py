"""The lines that are put out: what a screen reader reads, and where it finds the cursor."""

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
"""Seconds after which a text is put out that no prompt and no wait has followed. Without it, a
voter who has a long list read out would hear nothing before its end."""

HEARD: Final = 1.0
"""Seconds that the cursor stays at least on what is waited for. Without it, a busy screen reader
finds the answer in its place, and reads that twice."""


class Output:
    """The page that lines are appended to: a terminal, a pipe or a file.

    ``record`` is called with every line that is put out.
    """

    def __init__(self, stdout: TextIO, record: Record = unrecorded) -> None:
        stdout.flush()
        self._fd = stdout.fileno()
        self._encoding = stdout.encoding
        self._record = record
        self._unwritten = bytearray()
        self.is_terminal: Final = os.isatty(self._fd)
        self.confidential = False
        """Whether what is put out now is for nobody but the voter."""
        self._is_masked = False  # how many lines are masked would tell one list from a blank vote
        self._has_confided = False
        self._is_unended = False  # a braille display shows the cursor's line, never an empty one
        self._left_at = -HEARD
        self.column = 0
        """The column where the cursor stands, or stood last; 0 where nobody sees it."""
        self.is_gone = False
        """Whether nobody reads or types any more. Whoever noticed has raised Quit, so that the
        signal which tells the same must not cut short what the journey does to clean up."""

    @property
    def width(self) -> int:
        """The columns of the terminal; 0 where lines have no limit."""
        return columns_of(self._fd)

    def shown(self, text: str) -> str:
        """``text`` as :meth:`write` puts it out."""
        return encoded(harmless(text), self._encoding).decode(self._encoding)

    def write(self, text: str) -> None:
        """Put ``text`` out together with all that is written until a prompt or a wait: a screen
        reader reads a text again to which something is added while it is read."""
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
        """Tell the record of ``text``; where it is confidential, only that there was something."""
        if not (self.confidential and self._is_masked):
            self._record(kind, MASK if self.confidential else text)
        self._is_masked = self.confidential

    def leave(self, text: str) -> None:
        """Put ``text`` out, and leave the cursor at its end while the voter waits."""
        self.write(f"{text}\n")
        self.flush()
        self._left_at = monotonic()
        self.column = columns(text.rpartition("\n")[2]) if self.is_terminal else 0

    def flush(self) -> None:
        """Put out what was written. Raises Quit when nobody is there to read it."""
        unwritten, self._unwritten = self._unwritten, bytearray()
        self._write(self._fd, bytes(unwritten))

    def echo(self, text: str, keyboard: int) -> None:
        """Show what is typed where it is typed, on ``keyboard`` (a file descriptor) where the page
        is no terminal."""
        self._end_line()
        self.flush()
        self._write(self._fd if self.is_terminal else keyboard, encoded(text, self._encoding))

    def unheard_for(self) -> float:
        """Seconds until what is waited for may have been heard."""
        return self._left_at + HEARD - monotonic() if self.is_terminal else 0.0

    def erase_confided(self) -> str:
        """Erase the page, with what has scrolled out of sight, where something confidential stood
        on it. Returns a sentence for the voter, "" where nothing had to be erased."""
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
        """Put out all that was written, and end its line."""
        self._end_line()
        with contextlib.suppress(Quit):  # nobody is there to see it
            self.flush()

    def _end_line(self) -> None:
        self._unwritten += b"\n" * self._is_unended
        self._is_unended = False

    def _flush_late(self) -> None:
        with contextlib.suppress(Quit):  # whoever writes or reads next is told
            self.flush()

    def _write(self, fd: int, data: bytes) -> None:
        try:
            write_whole(fd, data)
        except OSError as error:
            self.is_gone = True
            raise Quit from error
