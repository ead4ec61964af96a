"""The scrolling part of a screen, and what stays in sight of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region, Size
from textual.widget import Widget


def once_laid_out(widget: Widget, do: Callable[..., None], *args: object) -> None:
    """Call ``do`` when what changes now has its rows. Textual asks for a layout, or for a scroll,
    in one refresh and does it by the next: nothing less tells that it is done."""
    widget.call_after_refresh(widget.call_after_refresh, do, *args)


class Sight(NamedTuple):
    """What a frame shows of a body."""

    terminal: Size
    size: Size
    """The body's own."""
    top: int
    """The line that it begins with, of all that scrolls."""
    has_focus: bool
    """What has the focus is in sight, all of it."""


def shows_focus_again(
    before: Sight, now: Sight, *, holds_focus: bool, voter_scrolled: bool
) -> bool:
    """Whether the focus is to be shown between two frames of which the second has another layout.

    ``holds_focus`` is False where one reads and the focus waits below: what is read from its top on
    is read from there on at any size. A voter who has scrolled stays there when there are more
    rows.
    """
    is_resized = before.terminal != now.terminal
    if not (holds_focus or (before.has_focus and (before.top > 0 or not is_resized))):
        return False
    if before.terminal.width != now.terminal.width:
        return True  # all lines have moved, and nothing tells what was in sight
    if before.terminal.height < now.terminal.height and not voter_scrolled:
        return True  # there may be room again for what stands above
    return before.has_focus and not now.has_focus and before.top == now.top


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The scrolling part of a screen."""

    holds_focus = True
    """What has the focus stays in sight; not so where one reads, and the focus waits below."""
    shows_notice = False
    """A notice at the top stays in sight, whatever has the focus."""
    voter_scrolled = False
    """The voter scrolls: what comes into sight is told to a speech reader."""
    _shown: Sight | None = None
    """What the latest frame showed that came before any layout that is still under way."""

    def on_resize(self) -> None:
        once_laid_out(self, self._follow_focus)

    def _follow_focus(self) -> None:
        """The layout is done: the focus comes back into sight, where it is to be."""
        if not self.is_attached or self._shown is None:
            return  # the question was withdrawn meanwhile, or it is the first layout
        if shows_focus_again(
            self._shown,
            self.sight,
            holds_focus=self.holds_focus,
            voter_scrolled=self.voter_scrolled,
        ):
            self.show_focus(afresh=True)
        self._shown = self.sight

    def note_frame(self) -> None:
        """A frame was painted. One in another size is the first of a layout that is under way."""
        if not self.is_attached:
            return
        sight = self.sight
        if self._shown is None or self._shown.size == sight.size:
            self._shown = sight

    def note_scroll(self) -> None:
        """The voter scrolls: a layout that is under way brings back nothing from before that."""
        self.voter_scrolled = True
        self._shown = None

    @property
    def sight(self) -> Sight:
        """What is in sight now."""
        terminal = self.screen.outer_size  # as of this layout, unlike the program's own size
        return Sight(terminal, self.outer_size, round(self.scroll_y), self.sees_focus)

    @property
    def focused(self) -> Widget | None:
        """What has the focus, if it is in here."""
        focused = self.screen.focused
        return focused if focused is not None and self in focused.ancestors else None

    @property
    def sees_focus(self) -> bool:
        """What has the focus is in sight, or the cursor in what is taller than the body."""
        if self.focused is None:
            return False
        place, top, rows = self.place_of(self.focused), round(self.scroll_y), self.size.height
        if place.height > rows:
            spot: Offset | None = getattr(self.focused, "cursor_screen_offset", None)
            return spot is not None and self.region.contains_point(spot)
        return top <= place.y and place.bottom <= top + rows

    def place_of(self, widget: Widget) -> Region:
        """Where ``widget``, or what of it is to be seen, is of all that scrolls, as of now:
        nothing of it need be painted yet."""
        entry: Region | None = getattr(widget, "entry_in_sight", None)
        region = entry or Region(0, 0, *widget.virtual_region.size)
        while widget is not self:
            region = region.translate(widget.virtual_region.offset)
            widget = cast("Widget", widget.parent)
        return region

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Bring what has the focus into sight, or what else asks for it."""
        return Offset() if self.shows_notice else super().scroll_to_region(region, **options)

    def show_focus(self, *, afresh: bool = False) -> None:
        """Bring what has the focus into sight: with all that stands above it, from the title on,
        where there is room for that; else amid what is around it. What is in sight already stays
        where it is, unless the voter has lost their place and looks ``afresh``."""
        focused = self.focused
        if focused is None or self.shows_notice:
            return
        place, is_lost = self.place_of(focused), not self.sees_focus
        focused.scroll_visible(animate=False, immediate=True)
        if place.bottom <= self.size.height:
            self.scroll_home(animate=False, immediate=True)
        elif (afresh or is_lost) and place.height < self.size.height:
            self.scroll_to_region(place, animate=False, immediate=True, center=True, x_axis=False)

    def turn(self, pages: int) -> None:
        """Scroll by so many pages, so that one or two lines of those before stay in sight."""
        self.scroll_relative(y=pages * max(self.size.height - 2, 1), animate=False)
