"""The text to read on a screen, for a speech reader."""

from __future__ import annotations

from collections.abc import Callable

from tui_voter.fullscreen.screens.base import BaseScreen, owner
from tui_voter.fullscreen.widgets.described import Text


def typed(screen: BaseScreen) -> Text | None:
    """The text in the field that has the focus; None without a field or if it is hidden."""
    read: Callable[[], Text | None] = getattr(screen.focused, "read", lambda: None)
    return read()


def lines(screen: BaseScreen) -> dict[int, str]:
    """The text in sight by line, without the title, the controls and their labels."""
    body = screen.body.region
    apart = [*map(owner, screen.focus_chain), *screen.query(".title")]
    taken = {y for widget in apart for y in range(widget.region.y, widget.region.bottom)}
    strips = screen.painted.lines[body.y : body.bottom]
    return {
        y - body.y + round(screen.body.scroll_y): text
        for y, strip in enumerate(strips, body.y)
        if (text := strip.crop(body.x, body.right).text.strip()) and y not in taken
    }
