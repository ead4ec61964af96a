"""What a screen says away from the focus: the status line, and where a braille display stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tui_voter.fullscreen.widgets.words import Words


class News:
    """What is said away from the focus: a speech reader is told it once, and a braille display
    finds its cursor there until the next key."""

    def __init__(self, place_cursor: Callable[[], None]) -> None:
        """``place_cursor`` moves the hardware cursor, where no frame does so."""
        self._place_cursor = place_cursor
        self.line = Words(classes="rule status")
        """The status line."""
        self.place = ""
        """What it says while nothing else is said: where the voter is in something long."""
        self.latest = 0, ""
        """What was said last, and its number."""
        self.unread: Words | None = None
        """Where something was said that no key has followed yet."""

    @property
    def text(self) -> str:
        """What the status line says."""
        return str(self.line.content)

    def say(self, text: str, *, news: bool = True) -> None:
        """One sentence in the status line; nothing else moves. Without one, the place; but what was
        announced stays until the next key."""
        if self.unread is self.line:
            if not text:
                return
            self.unread = None
        self.line.say(text or self.place)
        self.line.set_class(bool(text or self.place), "-said")
        self.line.set_class(not text, "-place")
        if text and news:
            self.inform(text)

    def show_place(self, place: str) -> None:
        """Say nothing else any more, and from now on where the voter is."""
        self.place = place
        self.say("")

    def inform(self, text: str, *, again: bool = False) -> None:
        """Something is said, here or elsewhere. It is told ``again`` where it was the last that was
        said."""
        number, before = self.latest
        if text != before or again:
            self.latest = number + 1, text

    def announce(self, text: str, *, again: bool = True) -> None:
        """Say what came of the voter's last key, and move a braille display there."""
        self.inform(text, again=again)
        self.say(text)
        self.unread = self.line
        # The same as before paints nothing: what is told with each frame is told without one.
        self.line.call_after_refresh(self.line.app.post_display_hook)

    def repeat(self, text: str) -> None:
        """Say in the status line what stands elsewhere, out of sight."""
        self.say(text, news=False)
        self.unread = self.line

    def stand_on(self, words: Words) -> None:
        """``words`` are new: a braille display stands there until the next key."""
        self.unread = words
        self._place_cursor()

    def take_as_read(self) -> None:
        """A key was pressed: the cursor goes back to where the voter is."""
        words, self.unread = self.unread, None
        if words is not None:
            self._place_cursor()
            if words is self.line:
                self.say("")


class Telling(Protocol):
    """A screen that says things away from the focus."""

    news: News
