"""Leaving by a key: what would be lost is said first, and the same key then leaves."""

from __future__ import annotations

from tui_voter.dialogue import Heading, unfinished
from tui_voter.fullscreen.widgets.news import News
from tui_voter.messages import gettext as _


def loss(heading: Heading, *, is_typing: bool) -> str:
    """What leaving now would lose, in a sentence; "" for nothing. ``is_typing`` says whether
    something has been typed that was not sent."""
    if is_typing:
        return unfinished()
    notice = heading.loss()
    return notice.text if notice is not None else ""


class Quitting:
    """Whether a key that quits leaves the program: at once where nothing would be lost, otherwise
    only while the screen says what would be."""

    def __init__(self) -> None:
        self._warning = ""
        """What leaving loses, as it was last told."""

    def may_leave(self, news: News, loss: str) -> bool:
        """Whether the voter may leave now. Otherwise ``news`` tells them the ``loss``."""
        if not loss or self.is_warned(news):
            return True
        self._warning = _("{loss} Press Ctrl+Q or Ctrl+C again to leave.").format(loss=loss)
        news.announce(self._warning)
        return False

    def is_warned(self, news: News) -> bool:
        """Whether the status line says now what leaving loses."""
        return bool(self._warning) and news.text == self._warning
