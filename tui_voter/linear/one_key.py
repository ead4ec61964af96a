"""Whether one key answers a choice of few, without Enter: a preference."""

from __future__ import annotations

from collections.abc import Callable

Keep = Callable[[bool], str]
"""Keeps the preference; "" once that is done, or why it cannot be."""


class OneKey:
    """The preference, and where it is kept."""

    def __init__(self, *, is_on: bool = False, keep: Keep = lambda _is_on: "") -> None:
        self.is_on = is_on
        self._keep = keep

    def switch(self) -> str:
        """The other way from now on; "" once that is kept, or why it cannot be."""
        self.is_on = not self.is_on
        return self._keep(self.is_on)
