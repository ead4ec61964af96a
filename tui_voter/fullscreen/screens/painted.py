"""A screen as text, as the terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip

from tui_voter.fullscreen.widgets.body import Body
from tui_voter.fullscreen.widgets.news import News

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host


class Painted:
    """The lines of a screen as they are painted, and the hardware cursor's place among them."""

    def __init__(self, screen: Screen[Any], body: Body, news: News) -> None:
        self._screen, self._body, self._news = screen, body, news

    @property
    def lines(self) -> list[Strip]:
        """All lines, from the top of the terminal to its bottom."""
        return self._screen._compositor.render_strips()  # noqa: SLF001 - the only source of painted lines

    @property
    def text(self) -> str:
        """All lines as text, without styles."""
        return "\n".join(line.text.rstrip() for line in self.lines)

    @property
    def blank(self) -> Offset | None:
        """The start of a blank line, if there is one. A reader that follows the cursor has nothing
        to read there."""
        lines = (y for y, line in enumerate(self.lines) if not line.text.strip())
        return next((Offset(0, y) for y in lines), None)

    @property
    def cursor_spot(self) -> Offset | None:
        """Where the hardware cursor belongs: in the accessible theme on a new message, which
        readers would miss otherwise; else on the control with the focus, or on the first line in
        sight. None if none of them can be seen."""
        screen, body, focused = self._screen, self._body, self._screen.focused
        if self._news.unread is not None and cast("Host", screen.app).look.accessible:
            unread = self._news.unread.content_region
            if unread and screen.region.contains_region(unread):
                return unread.offset
        spot: Offset | None = getattr(focused, "cursor_screen_offset", None)
        inside = focused is None or body in focused.ancestors
        scrolled_away = inside and (spot is None or not body.region.contains_point(spot))
        spot = self._first_line(body.content_region) if scrolled_away else spot
        return spot if spot is not None and screen.region.contains_point(spot) else None

    def _first_line(self, region: Region) -> Offset | None:
        """The start of the first line in ``region`` that is not blank, as a blank one would leave a
        braille display empty. If all are blank, the start of the first; None without any lines."""
        lines = self.lines[region.y : region.bottom]
        written = (n for n, line in enumerate(lines) if line.text.strip())
        return Offset(region.x, region.y + next(written, 0)) if lines else None
