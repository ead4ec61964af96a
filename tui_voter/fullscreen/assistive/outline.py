"""What a speech reader finds on a screen: the control that has the focus, and the text to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.widget import Widget

from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.described import Described, Kind, Text
from tui_voter.messages import gettext as _


def described(screen: BaseScreen) -> Described | None:
    """The control that has the focus, in words; None while the voter waits."""
    focused, chain = screen.focused, screen.focus_chain
    if focused is None or screen.is_waiting:
        return None
    describe = getattr(_owner(focused), "described", lambda: _row_of_focus(screen))
    found: Described | None = describe()
    has_places = bool(getattr(focused, "entries", None))
    if found is None or focused not in chain or has_places:
        return found
    position = _("{number} of {total}").format(number=chain.index(focused) + 1, total=len(chain))
    return found._replace(position=position)


def _row_of_focus(screen: BaseScreen) -> Described | None:
    spot = screen.painted.cursor_spot
    return Described(screen.painted.lines[spot.y].text.strip(), Kind.ENTRY) if spot else None


def _owner(control: Widget) -> Widget:
    """The field that ``control`` belongs to, or else ``control`` itself."""
    fields = (each for each in control.ancestors if getattr(each, "control", None) is control)
    return cast("Widget", next(fields, control))


def typed(screen: BaseScreen) -> Text | None:
    """The text in the field that has the focus; None without a field or if it is hidden."""
    read: Callable[[], Text | None] = getattr(screen.focused, "read", lambda: None)
    return read()


def lines(screen: BaseScreen) -> dict[int, str]:
    """The text in sight by line, without the title, the controls and their labels."""
    body = screen.body.region
    apart = [*map(_owner, screen.focus_chain), *screen.query(".title")]
    taken = {y for widget in apart for y in range(widget.region.y, widget.region.bottom)}
    strips = screen.painted.lines[body.y : body.bottom]
    return {
        y - body.y + round(screen.body.scroll_y): text
        for y, strip in enumerate(strips, body.y)
        if (text := strip.crop(body.x, body.right).text.strip()) and y not in taken
    }
