"""Fenrir, the speech reader, between the program and the one who listens.

Fenrir runs the program in a terminal of its own, passes on what it writes, and speaks. What
it speaks comes through a pipe, an utterance a record, instead of from a synthesiser.
"""

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from tests.screenreader.speaking import ENDED, SPOKEN, STARTED, SpeakingTerminal

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
ON_A_TERMINAL: Final = (
    "sound#enabled=False;remote#driver=dummyDriver;screen#driver=ptyDriver;"
    "keyboard#driver=ptyDriver;keyboard#keyboardLayout=pty"
)
PYTHON: Final = "/usr/bin/python3"
"""The interpreter that Fenrir is installed for."""


class SpokenTerminal(SpeakingTerminal):
    """A terminal whose program Fenrir reads aloud, in a ``folder`` for this reader alone."""

    reader: ClassVar[str] = "Fenrir"

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        to_pipe = f"> {shlex.quote(str(folder / 'speech'))}"
        say = _script(folder / "say", f"printf '{SPOKEN} %s\\036' \"$*\" {to_pipe}")
        app = _script(
            folder / "app",
            f'printf "{STARTED} %s\\036" "$(tty)" {to_pipe}',
            shlex.join(command),
            f'printf "{ENDED} %s\\036" "$?" {to_pipe}',
        )
        speaks = f"speech#driver=genericDriver;speech#genericSpeechCommand={say} fenrirText"
        options = f"{ON_A_TERMINAL};{speaks};general#shell={app}"
        fenrir = (PYTHON, "-c", QUIETLY, "-f", "-e", "-o", options)
        super().__init__(fenrir, folder, environment)


def _script(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path
