"""Keys and clicks answer only what the voter has seen.

A terminal keeps what is typed while a program is busy, and the second press of a double click may
hit a new widget under the pointer: neither may answer a question that was not on the screen yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Final

from textual import events
from textual._time import get_time
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

REACTION: Final = 0.2
"""Seconds within which nobody can see something and react. Input that follows a dropped key sooner
belongs to that key, and a click that follows a change of layout sooner was aimed at what was there
before."""
BURST: Final = 0.05
"""Seconds within which a key that follows another was sent by a program. Such keys form one burst
of any length; the end of a burst must not answer the question after the one it was meant for."""

Regions = Mapping[Widget, Region]


class Gesture:
    """A series of presses, each at most ``apart`` seconds after the previous one."""

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self.since = -inf
        """The time of the first press."""
        self.latest = -inf
        """The time of the latest press."""

    def began(self, when: float) -> float:
        """Add a press at the time ``when``, and return when its gesture began."""
        if when - self.latest > self._apart:
            self.since = when
        self.latest = when
        return self.since


class TypeAhead:
    """Notes what was painted when, and finds the presses that came too early."""

    def __init__(self) -> None:
        self.screen: Screen[Any] | None = None
        """The screen that the terminal shows."""
        self.shown_since = 0.0
        """When that screen was first painted; 0 for the program's first screen, as no key can have
        been meant for an earlier one."""
        self.layout_changed = 0.0
        """When a focusable widget was last painted in a new position."""
        self._regions: Regions = {}
        """The region in which each focusable widget was last painted."""
        self._former_regions: Regions = {}
        """The regions before the layout changed."""
        self._dropped = 0.0
        """The time of the latest key or press that was dropped."""
        self._burst = Gesture(BURST)
        self._clicks = Gesture(App.CLICK_CHAIN_TIME_THRESHOLD)

    @property
    def clicked_since(self) -> float:
        """When the latest click began, which may be a double click."""
        return self._clicks.since

    def show(self, screen: Screen[Any]) -> None:
        """Note that ``screen`` has just been painted."""
        visible = screen._compositor.visible_widgets  # noqa: SLF001 - the only source of painted regions
        regions = {each: region for each, (region, _clip) in visible.items() if each.can_focus}
        now = get_time()
        if screen is not self.screen:
            self.shown_since = now if self.screen else 0.0
            self.screen, self._former_regions = screen, regions
        elif regions != self._regions:
            if now - self.layout_changed > REACTION:
                self._former_regions = self._regions
            self.layout_changed = now
        self._regions = regions

    def is_too_early(self, press: events.Key | events.MouseDown, screen: Screen[Any]) -> bool:
        """Whether ``press`` came before the voter saw ``screen``, or is part of such a gesture."""
        began = self._burst.began(press.time)
        if isinstance(press, events.MouseDown):
            began = min(began, self._clicks.began(press.time))
            if began <= self.layout_changed + REACTION and self._has_moved(press):
                began = -inf
        was_seen = self.screen is screen and began >= self.shown_since
        return not was_seen or press.time - self._dropped <= REACTION

    def drop(self, moment: float) -> None:
        """Note that the press at ``moment`` is dropped, so that what belongs to it is too."""
        self._dropped = moment

    def drop_burst(self) -> None:
        """Drop the rest of the burst of keys or clicks that is arriving now."""
        self._dropped = max(get_time(), self._burst.latest)

    def _has_moved(self, press: events.MouseDown) -> bool:
        """Whether the widgets under the pointer differ from before the layout changed."""
        x, y = press.screen_x, press.screen_y

        def there(regions: Regions) -> Regions:
            return {each: region for each, region in regions.items() if region.contains(x, y)}

        return there(self._regions) != there(self._former_regions)
