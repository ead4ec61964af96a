"""The scrolling part of a screen, which keeps the focus in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region, Size
from textual.widget import Widget


def once_laid_out(widget: Widget, do: Callable[..., None], *args: object) -> None:
    """Call ``do`` once current changes have been laid out. Textual requests a layout or a scroll in
    one refresh and has done it by the next, and reports its end in no other way."""
    widget.call_after_refresh(widget.call_after_refresh, do, *args)


class Sight(NamedTuple):
    """What one frame shows of a body."""

    terminal: Size
    size: Size
    """The size of the body."""
    top: int
    """The number of lines scrolled out of sight above."""
    has_focus: bool
    """Whether all of the widget with the focus is in sight."""


def shows_focus_again(
    before: Sight, now: Sight, *, holds_focus: bool, voter_scrolled: bool
) -> bool:
    """Whether to scroll to the focus after a change of layout from ``before`` to ``now``.

    ``holds_focus`` is False on a page to read, whose buttons have the focus further down: a page
    seen from its top stays there at any size. A voter who has scrolled stays where they are when
    the terminal grows.
    """
    is_resized = before.terminal != now.terminal
    if not (holds_focus or (before.has_focus and (before.top > 0 or not is_resized))):
        return False
    if before.terminal.width != now.terminal.width:
        return True  # all lines were broken anew: the former ones cannot be found
    if before.terminal.height < now.terminal.height and not voter_scrolled:
        return True  # there may be room again for the widgets above
    return before.has_focus and not now.has_focus and before.top == now.top


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The scrolling part of a screen."""

    holds_focus = True
    """Whether the focus is kept in sight; False for a page to read, with its buttons below."""
    shows_notice = False
    """Whether a notice at the top is kept in sight, wherever the focus is."""
    voter_scrolled = False
    """Whether the voter has scrolled: a speech reader then reads what comes into sight."""
    _shown: Sight | None = None
    """What was in sight before the layout that is under way, or else in the latest frame."""

    def on_resize(self) -> None:
        once_laid_out(self, self._follow_focus)

    def _follow_focus(self) -> None:
        """Scroll back to the focus, if need be, after a new layout."""
        if not self.is_attached or self._shown is None:
            return  # the question has been withdrawn, or this is the first layout
        if shows_focus_again(
            self._shown,
            self.sight,
            holds_focus=self.holds_focus,
            voter_scrolled=self.voter_scrolled,
        ):
            self.show_focus(afresh=True)
        self._shown = self.sight

    def note_frame(self) -> None:
        """Note what the painted frame shows, unless its new size means a layout is under way."""
        if not self.is_attached:
            return
        sight = self.sight
        if self._shown is None or self._shown.size == sight.size:
            self._shown = sight

    def note_scroll(self) -> None:
        """Note that the voter scrolls, so that a layout under way does not scroll back."""
        self.voter_scrolled = True
        self._shown = None

    @property
    def sight(self) -> Sight:
        """What is in sight now."""
        terminal = self.screen.outer_size  # as of this layout, unlike the program's own size
        return Sight(terminal, self.outer_size, round(self.scroll_y), self.sees_focus)

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus, if it is in this body."""
        focused = self.screen.focused
        return focused if focused is not None and self in focused.ancestors else None

    @property
    def sees_focus(self) -> bool:
        """Whether the widget with the focus is in sight, or if it is too tall, its cursor."""
        if self.focused is None:
            return False
        region, top, rows = self.region_of(self.focused), round(self.scroll_y), self.size.height
        if region.height > rows:
            spot: Offset | None = getattr(self.focused, "cursor_screen_offset", None)
            return spot is not None and self.region.contains_point(spot)
        return top <= region.y and region.bottom <= top + rows

    def region_of(self, widget: Widget) -> Region:
        """The region of ``widget``, or of its current entry, within the scrolling content, even
        before anything is painted."""
        entry: Region | None = getattr(widget, "entry_in_sight", None)
        region = entry or Region(0, 0, *widget.virtual_region.size)
        while widget is not self:
            region = region.translate(widget.virtual_region.offset)
            widget = cast("Widget", widget.parent)
        return region

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Bring ``region`` into sight, unless a notice is to stay there."""
        return Offset() if self.shows_notice else super().scroll_to_region(region, **options)

    def show_focus(self, *, afresh: bool = False) -> None:
        """Bring the focus into sight: together with everything from the title on if it fits, or
        else in the middle of the body. A focus that is in sight is not moved to the middle unless
        ``afresh``, after a change of layout."""
        focused = self.focused
        if focused is None or self.shows_notice:
            return
        region, is_lost = self.region_of(focused), not self.sees_focus
        focused.scroll_visible(animate=False, immediate=True)
        if region.bottom <= self.size.height:
            self.scroll_home(animate=False, immediate=True)
        elif (afresh or is_lost) and region.height < self.size.height:
            self.scroll_to_region(region, animate=False, immediate=True, center=True, x_axis=False)

    def turn(self, pages: int) -> None:
        """Scroll by ``pages``, keeping up to two lines of the former page in sight."""
        self.scroll_relative(y=pages * max(self.size.height - 2, 1), animate=False)
