"""What comes too close together to be more than one gesture: a double click, a button that is
pressed again because nothing seems to happen, keys that a program types. Only what was painted when
it began can have been meant by any of it."""

from __future__ import annotations

from math import inf


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
