"""Fenrir, the speech reader, between the program and the one who listens.

Fenrir runs the program in a terminal of its own, passes on what it writes, and speaks. What
it speaks comes through a pipe, an utterance a record, instead of from a synthesiser.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Final

from tests.screenreader.reader import Entry, ReadTerminal, bare
from tests.terminal import PATIENCE, hides_what_is_typed

FENRIR: Final = shutil.which("fenrir") or ""
QUIETLY: Final = f"""
import builtins, os, runpy, sys
builtins.print = lambda *texts, **how: None
kill_one = os.kill
os.kill = lambda number, sign: kill_one(number, sign) if number > 0 else None
sys.argv[0] = {FENRIR!r}
runpy.run_path({FENRIR!r}, run_name="__main__")
"""
"""Fenrir without ``print``. It writes to the terminal by other means; its character echo,
which it takes any prompt for that stands one to three columns to the right of the one
before, also prints what it says, over the program's own lines.

Nor does it signal every process of the machine: without a terminal, or told to end before it has
started its program, it takes the -1 that stands for none to ``kill``."""
PYTHON: Final = "/usr/bin/python3"
"""The interpreter that Fenrir is installed for."""
RECORD_END: Final = "\x1e"
SPOKEN, STARTED, ENDED = "spoken ", "started ", "ended "


class SpokenTerminal(ReadTerminal):
    """A terminal whose program is read aloud: ``spoken`` is what was said so far.

    ``folder`` is for this reader alone, and empty again afterwards but for its scripts.
    """

    reader: ClassVar[str] = "Fenrir"

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.entries = []
        self._unfinished = ""
        self._inner = ""  # the terminal that Fenrir has made for the program
        self._exit_code: int | None = None
        self._answered = 0  # entries before the last key
        self._written_before = 0  # characters before the last key
        pipe = folder / "speech"
        os.mkfifo(pipe)
        self.ear = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        to_pipe = f"> {shlex.quote(str(pipe))}"
        say = _script(folder / "say", f"printf '{SPOKEN}%s\\036' \"$*\" {to_pipe}")
        app = _script(
            folder / "app",
            f'printf "{STARTED}%s\\036" "$(tty)" {to_pipe}',
            shlex.join(command),
            f'printf "{ENDED}%s\\036" "$?" {to_pipe}',
        )
        settings = {
            "sound#enabled": "False",
            "speech#driver": "genericDriver",
            "speech#genericSpeechCommand": f"{say} fenrirText",
            "screen#driver": "ptyDriver",
            "keyboard#driver": "ptyDriver",
            "keyboard#keyboardLayout": "pty",
            "remote#driver": "dummyDriver",
            "general#shell": str(app),
        }
        options = ";".join(f"{name}={value}" for name, value in settings.items())
        super().__init__(
            (PYTHON, "-c", QUIETLY, "-f", "-e", "-o", options),
            columns=80,
            rows=24,
            environment=environment,
        )

    @property
    def spoken(self) -> list[Entry]:
        return self.entries

    def listen(self) -> None:
        self._unfinished += os.read(self.ear, 65536).decode("utf-8", "replace")
        *records, self._unfinished = self._unfinished.split(RECORD_END)
        for record in records:
            if record.startswith(SPOKEN):
                self.told(record.removeprefix(SPOKEN))
            elif record.startswith(STARTED):
                self._inner = record.removeprefix(STARTED)
            else:
                self._exit_code = int(record.removeprefix(ENDED))

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
        """Fenrir's own terminal shows nothing: ask the program's."""
        self.holds_within(lambda: bool(self._inner), PATIENCE)
        inner = os.open(self._inner, os.O_RDWR | os.O_NOCTTY)
        try:
            return hides_what_is_typed(inner)
        finally:
            os.close(inner)

    def wait_for_exit(self) -> int:
        """The program's own exit code: Fenrir stays."""
        self.holds_within(lambda: self._exit_code is not None, PATIENCE)
        assert self._exit_code is not None, "the program goes on"
        return self._exit_code

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # When its program has ended, Fenrir waits for a thread that does not end. It has
        # processes of its own; the program in its other terminal is hung up on.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        super().__exit__(kind, error, trace)
        os.close(self.ear)

    def type(self, text: str) -> None:
        self._answered, self._written_before = len(self.entries), len(self.transcript)
        super().type(text)


def _script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path
