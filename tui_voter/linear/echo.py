"""The terminal's echo. Its state is always restored."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import termios
from typing import Any, Final

_LOCAL_FLAGS: Final = 3  # the place of the flags with ECHO and ICANON in termios attributes
_CHARACTERS: Final = 6


class Echo:
    """The echo of the terminal on ``fd``; on anything else it does nothing.

    A terminal that is gone refuses every setting; there is nothing to restore then, so
    these refusals are passed over.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: list[Any] | None = termios.tcgetattr(fd) if os.isatty(fd) else None
        self.is_terminal: Final = self._before is not None

    def silence(self, *, hidden: bool = False) -> None:
        """From now on keys are taken one by one, and none is shown.

        What is ``hidden`` is taken line by line: by that, terminals know that a password is
        being typed. Ctrl-C and Ctrl-Z drop nothing of it.
        """
        if self._before is None:
            return
        with contextlib.suppress(termios.error):
            settings = termios.tcgetattr(self._fd)
            settings[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
            settings[_LOCAL_FLAGS] |= termios.NOFLSH | (termios.ICANON if hidden else 0)
            settings[_CHARACTERS][termios.VMIN], settings[_CHARACTERS][termios.VTIME] = 1, 0
            termios.tcsetattr(self._fd, termios.TCSANOW, settings)

    def is_begun(self) -> bool:
        """Whether something was typed on a hidden line, which the terminal itself holds until
        Enter. It counts keys only while it takes them one by one."""
        count = array.array("i", [0])
        if self._before is not None:
            self.silence()
            with contextlib.suppress(OSError):
                fcntl.ioctl(self._fd, termios.FIONREAD, count)
        return count[0] > 0

    def restore(self) -> None:
        """Give the terminal back as it was, without keys that nobody read."""
        self.forget_typed()
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSANOW, self._before)

    def forget_typed(self) -> None:
        """Drop the keys that were typed and not read, a begun line included."""
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._fd, termios.TCIFLUSH)
