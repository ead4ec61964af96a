"""A text that is typed or dictated where none is expected."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.widget import Widget

from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.list_box import ListBox

TEXT_PAUSE: Final = 1.0
"""Seconds: a space or a digit that follows a letter sooner belongs to a text. Without an end, who
has typed one letter by mistake could not choose by a number any more."""


class StrayText:
    """Finds the spaces and digits in such a text, so that they choose and press nothing."""

    def __init__(self) -> None:
        self._last_letter = 0.0
        """When the latest letter came, or what followed it."""

    def has(self, key: events.Key, focused: Widget | None) -> bool:
        """Whether ``key`` is a space or a digit in the midst of such a text."""
        goes_on = key.time - self._last_letter <= TEXT_PAUSE
        if not key.is_printable or not (goes_on or (key.character or "").isalpha()):
            self._last_letter = 0.0
            return False
        self._last_letter = key.time
        if isinstance(focused, ListBox) and not focused.takes_letters:
            return key.character == " " or (key.character or "").isdecimal()
        return key.character == " " and isinstance(focused, Button)
