"""The terminal's echo. Its state is always restored."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import termios
from typing import Any, Final

_LOCAL_FLAGS: Final = 3  # the place of the flags with ECHO and ICANON in termios attributes


class Echo:
    """The echo of the terminal on ``fd``; on anything else it does nothing.

    A terminal that is gone refuses every setting; there is nothing to restore then, so
    these refusals are passed over.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: list[Any] | None = termios.tcgetattr(fd) if os.isatty(fd) else None
        self.is_terminal: Final = self._before is not None

    def show(self, shown: bool) -> None:
        """From now on, typed characters are shown, or not."""
        if self._before is not None:
            with contextlib.suppress(termios.error):
                self._set(termios.ICANON | (termios.ECHO if shown else 0))

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

    def half_typed(self) -> bool:
        """Whether keys stand in a line that was not ended with Enter yet.

        A terminal counts them only while it takes keys one by one, so it does for a moment.
        """
        if self._before is None:
            return False
        count = array.array("i", [0])
        try:
            self._set(termios.ECHO)
            fcntl.ioctl(self._fd, termios.FIONREAD, count)
            self._set(termios.ICANON | termios.ECHO)
        except (OSError, termios.error):
            return True  # the terminal is gone, and so is the reader
        return count[0] > 0

    def _set(self, flags: int) -> None:
        settings = termios.tcgetattr(self._fd)
        settings[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
        settings[_LOCAL_FLAGS] |= flags
        termios.tcsetattr(self._fd, termios.TCSANOW, settings)
