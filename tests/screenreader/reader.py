"""What the screen readers have in common: a terminal, and somebody who follows it."""

import re
import select
import time
from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

import pexpect

from tests.terminal import PATIENCE, Terminal


class Entry(NamedTuple):
    """One utterance, or what a braille display showed from ``moment`` (monotonic) on."""

    moment: float
    text: str


class ReadTerminal(Terminal):
    """A terminal that is read to somebody. ``entries`` is what they were told, in order."""

    reader: ClassVar[str]
    ear: int
    """The descriptor that what is told comes from."""
    entries: list[Entry]

    # --- What each reader does its own way

    def listen(self) -> None:
        """Take in what the reader tells now."""
        raise NotImplementedError

    def pass_on(self, data: bytes) -> None:
        """The program wrote ``data``: let the reader see it, where it does not do so itself."""

    @property
    def is_followed(self) -> bool:
        """Whether the reader has told what stands where the cursor is."""
        raise NotImplementedError

    @property
    def cursor(self) -> tuple[int, int]:
        return self._screen.cursor.x, self._screen.cursor.y

    # --- Waiting

    def read(self) -> None:
        if not self._take(PATIENCE):
            raise pexpect.TIMEOUT(f"nothing within {PATIENCE} s")

    def rest(self, seconds: float) -> list[Entry]:
        """Do nothing for ``seconds``; what was told meanwhile."""
        before = len(self.entries)
        self.holds_within(lambda: False, seconds)
        return self.entries[before:]

    def follow(self, patience: float) -> bool:
        """Wait until the reader is where the cursor is; False where it does not get there."""
        return self.holds_within(lambda: self.is_followed, patience)

    def holds_within(self, reached: Callable[[], object], seconds: float) -> bool:
        """Until it is so; False where it is not within ``seconds``."""
        end = time.monotonic() + seconds
        while not reached():
            if (left := end - time.monotonic()) <= 0:
                return False
            self._take(left)
        return True

    def _take(self, seconds: float) -> bool:
        """Receive what comes first, from the program or the reader; False when nothing does."""
        ready, _, _ = select.select([self.process.child_fd, self.ear], [], [], seconds)
        if self.ear in ready:
            self.listen()
        if self.process.child_fd in ready:
            before = len(self.written)
            super().read()
            self.pass_on(self.written[before:])
        return bool(ready)

    def told(self, text: str) -> None:
        """The reader told ``text``."""
        self.entries.append(Entry(time.monotonic(), text))


def bare(text: str) -> str:
    """The letters and digits of ``text``, as a listener tells them.

    Readers name some signs, drop others, and break off where a line of the screen ends.

    >>> bare("2 sur 4, mot de passe : /aide") == bare(" 2 sur 4, mot de pa , sse   slash aide")
    True
    """
    words = re.findall(r"\w+", text.casefold().replace("_", " "))
    return "".join(word for word in words if word not in _SIGNS)


_SIGNS: Final = {"slash", "dash", "at", "hash", "star", "plus", "tilde", "backslash", "dollar"}
"""How Fenrir names the signs that it speaks."""
