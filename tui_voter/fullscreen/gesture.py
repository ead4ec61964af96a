"""Which presses of the mouse are one gesture: a double click, or a button that is pressed again
because nothing seems to happen. Only the first one was meant for what stood there."""

from __future__ import annotations

from math import inf

from textual import events
from textual.app import App


class Gesture:
    """The presses that have followed each other sooner than two clicks do."""

    def __init__(self) -> None:
        self._began = self._latest = -inf
        """The times of its first press and of its latest one."""

    def began(self, press: events.MouseDown) -> float:
        """When the gesture began that ``press``, the latest one, belongs to."""
        if press.time - self._latest > App.CLICK_CHAIN_TIME_THRESHOLD:
            self._began = press.time
        self._latest = press.time
        return self._began
