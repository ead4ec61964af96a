"""Messages away from the focus: the status line, and the cursor of a braille display on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui_voter.fullscreen.widgets.words import Words


class News:
    """The messages of a screen away from the focus. A speech reader is told each one once, and the
    hardware cursor, which braille displays follow, stays on it until the next key."""

    def __init__(self, move_cursor: Callable[[], None]) -> None:
        """``move_cursor`` moves the hardware cursor if no frame is painted."""
        self._move_cursor = move_cursor
        self.line = Words(classes="rule status")
        """The status line."""
        self.default = ""
        """The text of the status line without a message, such as the position in a list."""
        self.latest = 0, ""
        """The number of the latest message, and its text."""
        self.unread: Words | None = None
        """The widget with a message that no key has followed yet, if any."""

    @property
    def text(self) -> str:
        """The text in the status line."""
        return str(self.line.content)

    @property
    def rows(self) -> int:
        """How many rows more the status line has than without its message."""
        if self.text == self.default:
            return 0
        has_row = bool(self.default) or not self.line.screen.has_class("-short")
        return max(0, self.line.outer_size.height - has_row)

    def say(self, text: str, *, news: bool = True) -> None:
        """Show ``text`` in the status line, or the default if it is empty. An announcement stays
        there until the next key or another ``text``."""
        if self.unread is self.line:
            if not text:
                return
            self.unread = None
        self.line.say(text or self.default)
        self.line.set_class(bool(text or self.default), "-said")
        self.line.set_class(not text, "-default")
        if text and news:
            self.inform(text)

    def set_default(self, default: str) -> None:
        """Show ``default`` in the status line from now on, in place of any other message."""
        self.default = default
        self.say("")

    def inform(self, text: str, *, again: bool = False) -> None:
        """Tell speech readers a message shown here or elsewhere. One that repeats the latest
        message is dropped unless ``again``."""
        number, before = self.latest
        if text != before or again:
            self.latest = number + 1, text

    def announce(self, text: str, *, again: bool = True) -> None:
        """Show the result of the voter's last key, and move the hardware cursor there."""
        self.inform(text, again=again)
        self.say(text)
        self.unread = self.line
        # The same text is not painted again, so the update that follows each frame is run here.
        self.line.call_after_refresh(self.line.app.post_display_hook)

    def repeat(self, text: str) -> None:
        """Show in the status line a message that is elsewhere on the screen, out of sight."""
        self.say(text, news=False)
        self.unread = self.line

    def point_at(self, words: Words) -> None:
        """Move the hardware cursor to ``words``, a new message, until the next key."""
        self.unread = words
        self._move_cursor()

    def take_as_read(self) -> None:
        """Move the hardware cursor back to the focus, because a key was pressed."""
        words, self.unread = self.unread, None
        if words is not None:
            self._move_cursor()
            if words is self.line:
                self.say("")


class Telling(Protocol):
    """A screen with messages away from the focus."""

    news: News
