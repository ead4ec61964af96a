"""Text that is typed or dictated where no text is expected."""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

from textual import events
from textual.widget import Widget

TEXT_PAUSE: Final = 1.0
"""Seconds within which a space or digit after a letter belongs to the same text. Without a limit, a
voter who once typed a letter by mistake could no longer choose by number."""


@runtime_checkable
class Operated(Protocol):
    """A control that some characters operate, rather than being typed into it."""

    def is_operated_by(self, character: str) -> bool:
        """Whether ``character`` chooses or presses something, and letters do not."""
        ...


class StrayText:
    """Finds spaces and digits within such text, so that they choose and press nothing."""

    def __init__(self) -> None:
        self._last_letter = 0.0
        """The time of the latest key of such text; 0 outside any."""

    def has(self, key: events.Key, focused: Widget | None) -> bool:
        """Whether ``key`` is a space or digit within such text, and would choose something."""
        goes_on = key.time - self._last_letter <= TEXT_PAUSE
        if not key.is_printable or not (goes_on or (key.character or "").isalpha()):
            self._last_letter = 0.0
            return False
        self._last_letter = key.time
        return isinstance(focused, Operated) and focused.is_operated_by(key.character or "")
