"""Keys and presses of the mouse answer only what the voter has seen.

A terminal keeps what is typed while a program is busy, and the second press of a double click may
find something else under the pointer: neither may answer a question that was not on the screen.
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
"""Seconds in which nobody sees something and answers it. What follows a dropped key sooner is the
rest of what was typed with it, and a press of the mouse that follows a change of the layout sooner
was aimed at what stood there before."""
BURST: Final = 0.05
"""Seconds: keys that follow each other sooner are typed by a program. They are one burst, however
long it is, and would otherwise answer the next question half-way through."""

Places = Mapping[Widget, Region]


class Gesture:
    """A series of presses, each at most ``apart`` seconds after the one before it."""

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self.since = -inf
        """When the first press of it came."""
        self.latest = -inf
        """When the latest one did."""

    def began(self, when: float) -> float:
        """When the gesture began that belongs to what comes now, ``when``."""
        if when - self.latest > self._apart:
            self.since = when
        self.latest = when
        return self.since


class TypeAhead:
    """What was painted when, and which presses came too early to answer it."""

    def __init__(self) -> None:
        self.screen: Screen[Any] | None = None
        """The screen that the terminal shows."""
        self.shown_since = 0.0
        """When it was first painted; 0 for the program's first screen, before which nothing was
        there to be answered."""
        self.layout_changed = 0.0
        """When something that can be pressed was last painted in another place."""
        self._places: Places = {}
        """Where each widget that can be pressed was painted last."""
        self._former_places: Places = {}
        """Where they stood before the layout changed."""
        self._dropped = 0.0
        """When the latest key or press came that was dropped."""
        self._burst = Gesture(BURST)
        self._clicks = Gesture(App.CLICK_CHAIN_TIME_THRESHOLD)

    @property
    def clicked_since(self) -> float:
        """When the mouse was pressed first of the presses, a double click say, to which the latest
        one belongs."""
        return self._clicks.since

    def show(self, screen: Screen[Any]) -> None:
        """``screen`` has been painted."""
        visible = screen._compositor.visible_widgets  # noqa: SLF001 - where all was painted
        places = {each: place for each, (place, _clip) in visible.items() if each.can_focus}
        now = get_time()
        if screen is not self.screen:
            self.shown_since = now if self.screen else 0.0
            self.screen, self._former_places = screen, places
        elif places != self._places:
            if now - self.layout_changed > REACTION:
                self._former_places = self._places
            self.layout_changed = now
        self._places = places

    def is_too_early(self, press: events.Key | events.MouseDown, screen: Screen[Any]) -> bool:
        """Whether ``press`` came before ``screen`` was seen, or with something that did."""
        began = self._burst.began(press.time)
        if isinstance(press, events.MouseDown):
            began = min(began, self._clicks.began(press.time))
            if began <= self.layout_changed + REACTION and self._has_moved(press):
                began = -inf
        was_seen = self.screen is screen and began >= self.shown_since
        return not was_seen or press.time - self._dropped <= REACTION

    def drop(self, moment: float) -> None:
        """What came at that ``moment`` is dropped, and so is the rest of it."""
        self._dropped = moment

    def drop_burst(self) -> None:
        """Drop the rest of what the voter types or clicks at this moment."""
        self._dropped = max(get_time(), self._burst.latest)

    def _has_moved(self, press: events.MouseDown) -> bool:
        """Whether something else is under the pointer than before the layout changed."""
        x, y = press.screen_x, press.screen_y

        def there(places: Places) -> Places:
            return {each: place for each, place in places.items() if place.contains(x, y)}

        return there(self._places) != there(self._former_places)
