"""Quitting by a key, with a warning first if something would be lost."""

from __future__ import annotations

from tui_voter.dialogue import Heading, unfinished
from tui_voter.fullscreen.widgets.news import News
from tui_voter.messages import gettext as _


def loss(heading: Heading, *, is_typing: bool) -> str:
    """A sentence on what leaving now would lose, "" for nothing. ``is_typing`` says whether typed
    text has not been sent yet."""
    if is_typing:
        return unfinished()
    notice = heading.loss()
    return notice.text if notice is not None else ""


class Quitting:
    """Decides whether a key that quits leaves the program: at once if nothing would be lost, or
    else only while the screen shows the warning."""

    def __init__(self) -> None:
        self._warning = ""
        """The latest warning of a loss."""

    def may_leave(self, news: News, loss: str) -> bool:
        """Whether the voter may leave now; if not, warn them of the ``loss`` in ``news``."""
        if not loss or self.is_warned(news):
            return True
        self._warning = _("{loss} Press Ctrl+Q or Ctrl+C again to leave.").format(loss=loss)
        news.announce(self._warning)
        return False

    def is_warned(self, news: News) -> bool:
        """Whether the status line shows the warning now."""
        return bool(self._warning) and news.text == self._warning
