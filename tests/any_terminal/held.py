"""A program on a terminal of any size, which no emulator draws."""

import os
from collections.abc import Sequence
from pathlib import Path
from select import select
from time import monotonic
from typing import Final, Self

import pexpect

from tests.terminal import PATIENCE, clean, exit_code

ROOT: Final = Path(__file__).parents[2]
CRASHED: Final = "givethislinetothehelpdesk", "Traceback"
"""What is told of a crash, without the blanks that lines are broken at."""


class Held:
    """A program on a terminal that nobody looks at, so that it may have any size."""

    def __init__(self, command: Sequence[str], home: Path, columns: int, rows: int) -> None:
        own = clean(os.environ) | {"TERM": "xterm-256color"}
        own |= {"HOME": str(home), "PYTHONPATH": str(ROOT)}
        self._process = pexpect.spawn(
            command[0], list(command[1:]), dimensions=(rows, columns), env=own, cwd=str(home)
        )
        self._end = self._process.child_fd
        os.set_blocking(self._end, False)
        self.written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.close(force=True)

    def resize(self, columns: int, rows: int) -> None:
        self._process.setwinsize(rows, columns)

    def send(self, data: bytes) -> bool:
        """Whether the program is there to take it, which is read meanwhile."""
        limit = monotonic() + PATIENCE
        while data:
            readable, writable, _ = select([self._end], [self._end], [], limit - monotonic())
            assert readable or writable, f"it takes nothing more:\n{self.told[-2000:]}"
            if readable and not self._read():
                return False
            if writable:
                data = data[os.write(self._end, data[:256]) :]
        return True

    def _read(self) -> bool:
        try:
            data = os.read(self._end, 65536)
        except OSError:  # as Linux tells the end
            return False
        self.written += data
        return bool(data)

    def leave(self, key: bytes, again: float) -> int:
        """Press the ``key``, ``again`` after so many seconds, until it ends; the exit code, a
        signal's as 128 + n."""
        limit = monotonic() + 2 * PATIENCE
        while self.send(key) and self.goes_on(again):
            assert monotonic() < limit, f"it does not end:\n{self.told[-2000:]}"
        return exit_code(self._process)

    def wait(self) -> int:
        """The exit code of a program that ends by itself."""
        assert not self.goes_on(2 * PATIENCE), f"it does not end:\n{self.told[-2000:]}"
        return exit_code(self._process)

    def wait_for(self, *written: bytes) -> None:
        """Until each of these was ``written``."""
        while not all(each in self.written for each in written):
            readable = select([self._end], [], [], PATIENCE)[0]
            if not (readable and self._read()):
                raise AssertionError(f"{written!r} never came:\n{self.told[-2000:]}")

    def goes_on(self, seconds: float) -> bool:
        """Whether it is still there when so much time has passed."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            if select([self._end], [], [], left)[0] and not self._read():
                return False
        return True

    @property
    def told(self) -> str:
        return self.written.decode("utf-8", "replace")

    @property
    def has_crashed(self) -> bool:
        told = "".join(self.told.split())
        return any(sign in told for sign in CRASHED)
