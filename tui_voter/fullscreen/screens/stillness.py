"""What has to wait until the voter's hands are still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Final

from textual._time import get_time

if TYPE_CHECKING:
    from tui_voter.fullscreen.screens.frame import Frame

CALM: Final = 0.5
"""Seconds without a key after which nobody is typing: a password manager leaves some tens of
milliseconds between two keys, a fast typist two hundred."""
MOMENT: Final = 1.1
"""Seconds without Enter, behind which one is meant for what cannot be undone: a double press leaves
a quarter of a second, and a key held down repeats itself after a second at the latest."""


class Stillness:
    """Calls ``act`` once, when no key has come for a while."""

    def __init__(self, screen: Frame, act: Callable[[], None]) -> None:
        self._screen = screen
        self._act = act
        self._timer: asyncio.TimerHandle | None = None

    @property
    def awaited(self) -> bool:
        return self._timer is not None

    def wait(self, seconds: float | None = None) -> None:
        """From now on; what was waited for before is put off until then."""
        self.stop()
        # Not set_timer: Textual's drops a one-shot timer that starts late.
        loop, call_next = asyncio.get_running_loop(), self._screen.call_next
        wait = CALM if seconds is None else seconds
        self._timer = loop.call_later(wait, call_next, self._look)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        # By when keys came, not by when they were handled: on a busy machine they may wait.
        if (wait := CALM - self._screen.host.quiet_for()) > 0:
            self.wait(wait)
        else:
            self._act()


class Confirmation:
    """Of what cannot be undone, by a second press. The first may be one too many at the page
    before; so may one that comes before the request can have been read, or close behind another."""

    def __init__(self) -> None:
        self.is_asked_for = False
        self.is_given = False
        self._waits_since = inf  # the request was painted, or the latest press
        self._is_meant = False  # that press, which came a moment later

    def ask(self, screen: Frame) -> None:
        """The request was told on ``screen``."""
        self.is_asked_for = True
        # The first refresh is that of the words; by the second one they have their rows.
        screen.call_after_refresh(screen.call_after_refresh, self._begin)

    def _begin(self) -> None:
        self._waits_since = get_time()

    def note_press(self, moment: float) -> None:
        """Something was pressed at this ``moment``, whatever it does."""
        self._is_meant = moment - self._waits_since >= MOMENT
        if self._waits_since < moment:  # it is painted
            self._waits_since = moment

    def take(self) -> bool:
        """Whether the latest press, which is one of the button, gives it."""
        self.is_given = self.is_given or (self.is_asked_for and self._is_meant)
        return self.is_given
