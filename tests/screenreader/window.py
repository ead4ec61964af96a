"""``python -m tests.screenreader.window COPY FOLDER COMMAND...``: what runs in the terminal window
of :mod:`tests.screenreader.desktop`.

The program, in a terminal of its own between the window and itself, so that what it writes can
go to the terminal ``COPY`` as well.
"""

import os
import pty
import select
import sys
import termios
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.screenreader.speaking import ENDED, RECORD_END, STARTED

TYPED: Final = "typed"
"""One more record of the pipe: what the window has passed on of the keyboard, in hexadecimal."""

AT_ONCE: Final = 0.005
"""Seconds within which what comes was written at once: a terminal hands it over line by line, and
the window, which reads it a second time, would show it so."""


def main(copy: str, folder: Path, command: list[str]) -> None:
    """Until the program ends."""
    tty.setraw(0)
    (folder / "ready").read_bytes()  # waits until Orca follows the window
    pipe = os.open(folder / "speech", os.O_WRONLY)

    def tell(kind: str, text: str | int) -> None:
        os.write(pipe, f"{kind} {text}{RECORD_END}".encode())

    size = termios.tcgetwinsize(0)
    child, program = pty.fork()
    if child == 0:
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, 0)  # the terminal's haste is not the program's
        termios.tcsetwinsize(0, size)
        tell(STARTED, os.ttyname(0))
        os.execvp(command[0], command)  # noqa: S606 - as the test has it
    with suppress(OSError):  # the program has ended
        _pass_on(program, os.open(copy, os.O_WRONLY | os.O_NOCTTY), tell)
    tell(ENDED, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _pass_on(program: int, copy: int, tell: Callable[[str, str], None]) -> None:
    """Keys to the program, each told; what that writes to the window and to ``copy``."""
    while True:
        ready, _, _ = select.select([0, program], [], [])
        if 0 in ready:
            keys = os.read(0, 65536)
            os.write(program, keys)
            tell(TYPED, keys.hex())
        if program in ready:
            written = os.read(program, 65536)
            while select.select([program], [], [], AT_ONCE)[0]:
                written += os.read(program, 65536)
            os.write(1, written)
            os.write(copy, written)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
