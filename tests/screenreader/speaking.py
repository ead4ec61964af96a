"""What the speech readers have in common: what they say comes through a pipe."""

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.screenreader.reader import ReadTerminal, bare
from tests.terminal import PATIENCE, Terminal, hides_what_is_typed

RECORD_END: Final = "\x1e"
SPOKEN, STARTED, ENDED = "spoken", "started", "ended"
"""Records of the pipe: an utterance, the terminal that the reader has made for the program, the
program's exit code; each with a space and a text."""


class SpeakingTerminal(ReadTerminal):
    """A terminal whose program is read aloud: the ``reader`` has processes of its own, and writes
    records to the file ``speech`` of ``folder``, which is for this reader alone."""

    def __init__(self, reader: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.entries = []
        self._unfinished = b""
        self._inner = ""
        self._exit_code: int | None = None
        self._answered = 0  # entries before the last key
        self._written_before = 0  # characters before the last key
        pipe = folder / "speech"
        os.mkfifo(pipe)
        self.ear = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        Terminal.__init__(self, tuple(reader), columns=80, rows=24, environment=environment)

    def listen(self) -> None:
        self._unfinished += os.read(self.ear, 65536)
        *records, self._unfinished = self._unfinished.split(RECORD_END.encode())
        for record in records:
            kind, _space, text = record.decode("utf-8", "replace").partition(" ")
            self.note(kind, text)

    def note(self, kind: str, text: str) -> None:
        """A record has come."""
        if kind == SPOKEN:
            self.told(text)
        elif kind == STARTED:
            self._inner = text
        elif kind == ENDED:
            self._exit_code = int(text)

    @property
    def is_followed(self) -> bool:
        """What was said since the last key ends with the cursor's row. (What was typed is
        echoed with its row, and a title may have the same words: it is not enough to have
        heard the row.)"""
        row = bare(self.row_of_the_cursor)
        due = max(1, bare(self.transcript[self._written_before :]).count(row)) if row else 0
        heard = ""
        for entry in self.entries[self._answered :]:
            heard += bare(entry.text)
            if heard.endswith(row) and heard.count(row) >= due:
                return True
        return not row

    @property
    def hides(self) -> bool:
        """The reader's own terminal shows nothing: ask the program's."""
        self.holds_within(lambda: bool(self._inner), PATIENCE)
        inner = os.open(self._inner, os.O_RDWR | os.O_NOCTTY)
        try:
            return hides_what_is_typed(inner)
        finally:
            os.close(inner)

    def wait_for_exit(self) -> int:
        """The program's own exit code: the reader stays."""
        self.holds_within(lambda: self._exit_code is not None, PATIENCE)
        assert self._exit_code is not None, "the program goes on"
        return self._exit_code

    def __exit__(self, *error: object) -> None:
        # A reader does not end with its program, or waits for a thread that does not end. The
        # program in its other terminal is hung up on.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        super().__exit__(*error)
        os.close(self.ear)

    def type(self, text: str) -> None:
        self._answered, self._written_before = len(self.entries), len(self.transcript)
        super().type(text)
