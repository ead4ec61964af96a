"""The scrolling part of a screen, which keeps in sight what must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region
from textual.widget import Widget

from tui_voter.fullscreen.widgets.chrome import Key, KeysRow
from tui_voter.fullscreen.widgets.sight import (
    END,
    FOCUS,
    NOTHING,
    TOP,
    Span,
    Together,
    View,
    Wanted,
    line_to_show,
)
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.widgets.news import Telling


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The scrolling part of a screen."""

    wanted: Wanted = TOP
    """What must be in sight."""

    # --- What must be in sight ----------------------------------------------------------

    def want(self, wanted: Wanted) -> None:
        """Keep ``wanted`` in sight from now on."""
        self.wanted = wanted
        self.settle()

    def show_focus(self) -> None:
        """Keep the focus in sight from now on, as the voter has pressed a key there."""
        self.want(FOCUS)

    def settle(self) -> None:
        """Scroll at once to what must be in sight; the screen calls this after each layout."""
        if not (self.is_attached and self.size):
            return  # the question has been withdrawn, or nothing is laid out yet
        view = self._view()
        line = line_to_show(self.wanted, view)
        if line != view.top:
            self.scroll_to(y=line, animate=False, immediate=True)

    def _view(self) -> View:
        spans = tuple(map(self._span, self._regions()))
        covered = cast("Telling", self.screen).news.rows
        rows, lines = self.size.height, self.virtual_size.height
        return View(rows, lines, round(self.scroll_y), spans, covered)

    def _regions(self) -> Iterator[Region]:
        """The regions to keep in sight, the most needed one first. With the focus these are what is
        around it, such as its field, and the widgets above and below that belong to it."""
        if isinstance(self.wanted, Together):
            yield from map(self.region_of, self.wanted.widgets)
        elif (focused := self.focused) is not None:
            around = [focused, *focused.ancestors[: focused.ancestors.index(self)]]
            ends = (getattr(each, end, None) for end in ("head", "below") for each in around)
            yield from map(self.region_of, [*around, *filter(None, ends)])

    def _span(self, region: Region) -> Span:
        """The lines of ``region``, or its first ones if it is taller than the body."""
        return Span(region.y, region.y + min(region.height, self.size.height))

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus, if it is in this body."""
        focused = self.screen.focused
        return focused if focused is not None and self in focused.ancestors else None

    @property
    def sees_focus(self) -> bool:
        """Whether the widget with the focus is in sight, or its current entry or line."""
        return self.sees_focus_in(self.size.height)

    def sees_focus_in(self, rows: int) -> bool:
        """Whether it would be with so many ``rows`` in sight, from the line shown at the top
        then."""
        if self.focused is None:
            return False
        view = self._view()._replace(rows=rows)
        spans = (self._span(self.region_of(self.focused)),)
        return view._replace(spans=spans, top=line_to_show(self.wanted, view)).shows

    def region_of(self, widget: Widget) -> Region:
        """The region of ``widget``, or of its current entry, within the scrolling content, even
        before anything is painted."""
        entry: Region | None = getattr(widget, "entry_in_sight", None)
        region = entry or Region(0, 0, *widget.virtual_region.size)
        return region.translate(self.offset_of(widget))

    def offset_of(self, widget: Widget) -> Offset:
        """Where ``widget`` begins within the scrolling content."""
        offset = widget.virtual_region.offset
        while (widget := cast("Widget", widget.parent)) is not self:
            offset += widget.virtual_region.offset + Offset(*widget.gutter.top_left)
        return offset

    @property
    def title_above(self) -> str:
        """The title while it is scrolled out of sight, else ""."""
        titles = self.query(".title").results(Words)
        above = (each for each in titles if self.region_of(each).y < round(self.scroll_y))
        return next((str(each.content) for each in above), "")

    # --- What the voter scrolls ---------------------------------------------------------

    @property
    def voter_scrolled(self) -> bool:
        """Whether the voter has scrolled: a speech reader then reads what comes into sight."""
        return self.wanted in (NOTHING, END)

    def note_scroll(self, *_event: Any) -> None:
        """Leave the body where it is from now on, because the voter scrolls."""
        self.wanted = NOTHING

    # Textual calls these before its own, which scroll by the wheel and the scroll bar.
    on_mouse_scroll_up = on_mouse_scroll_down = note_scroll
    on_scroll_to = on_scroll_up = on_scroll_down = note_scroll

    def go(self, lines: float) -> None:
        """Scroll by ``lines`` for the voter."""
        self.note_scroll()
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def turn(self, pages: int) -> None:
        """Scroll by ``pages``, keeping up to two lines of the former page in sight."""
        self.go(pages * max(self.size.height - 2, 1))

    # --- The keys that scroll -----------------------------------------------------------

    def keys_to_turn(self) -> Iterator[Key]:
        """The keys that turn pages, if the body is longer than the screen. Without a scroll bar,
        only these keys in the footer say that there is more."""
        if self.is_attached and self.lacks > 0:
            no_bar = self.screen.has_class("-accessible") or self.screen.has_class("-mono")
            yield Key(_("PgUp PgDn"), _("page"), "screen.turn(1)", needed=no_bar)

    @property
    def lacks(self) -> int:
        """How many rows more the body would need so as not to scroll, with the footer that there is
        without its own keys; none if that is 0 or less."""
        ends = (each.virtual_region_with_margin.bottom for each in self.children if each.display)
        longer = max(ends, default=0) - self.container_size.height
        row = self.screen.query_one(KeysRow)
        return longer - row.height_of("screen.turn(1)", "screen.to_end")

    def keys_to_scroll(self) -> Iterator[Key]:
        """The keys that turn pages, and those that scroll to the top and to the end."""
        for key in self.keys_to_turn():
            yield key
            yield Key(_("Home End"), _("top, end"), "screen.to_end")
