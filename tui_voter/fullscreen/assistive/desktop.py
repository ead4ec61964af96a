"""This program as a window of the desktop, for the screen readers there."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual import events

from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.messages import gettext as _
from tui_voter.messages import language

if TYPE_CHECKING:
    from tui_voter.fullscreen.assistive.presence import Presence

RETURN_DELAY: Final = 0.2
"""Seconds after the terminal has the focus again until this program's window takes it back: a
reader tells the terminal's own window first, and would tell all of this one a second time."""
CONSOLE: Final = "linux"
"""The terminal whose readers follow the cursor, and need no window."""


class Desktop:
    """The program's window on the desktop, which is there while the accessible theme is on and a
    screen reader can look for it."""

    def __init__(self, name: str, *, changed: Callable[[], None]) -> None:
        """``changed`` is called when the voter has left the terminal's window or come back."""
        self.presence: Presence | None = None
        self._name = name
        self._changed = changed
        self._last_told = 0.0
        """When the latest event came that says whether the voter is in the terminal's window."""

    async def join(self) -> None:
        """Be there for screen readers, where the desktop has a bus for them."""
        is_elsewhere = "SSH_CONNECTION" in os.environ  # the voter sits before another computer
        has_desktop = "DBUS_SESSION_BUS_ADDRESS" in os.environ and not is_elsewhere
        if self.presence is not None or not has_desktop:
            return
        if sys.platform != "linux":
            return  # what speaks D-Bus is installed there alone
        from tui_voter.fullscreen.assistive.bus import Absent
        from tui_voter.fullscreen.assistive.presence import join

        with suppress(Absent):
            self.presence = await join(self._name, language())

    async def leave(self) -> None:
        """Take the window away."""
        presence, self.presence = self.presence, None
        if presence is not None:
            await presence.leave()

    @property
    def advice(self) -> str:
        """What a voter with a screen reader is told where it finds nothing here; "" otherwise."""
        if self.presence is not None or os.environ.get("TERM") == CONSOLE:
            return ""
        return _(
            "With a screen reader, quit (Ctrl+Q) and start again with --linear: everything is then "
            "read line by line."
        )

    @property
    def is_away(self) -> bool:
        """The voter is in another window, whose reader is to tell nothing of this one."""
        return self.presence is not None and not self.presence.is_active

    def look(self, screen: BaseScreen | None) -> None:
        """Tell what is new on ``screen``, which has just been painted."""
        if self.presence is not None and screen is not None:
            self.presence.look(screen)

    def suspend(self) -> None:
        """The program is being stopped: readers would wait for its answers."""
        if self.presence is not None:
            self.presence.is_active = False

    def heed(self, event: events.Event) -> None:
        """Take from ``event`` whether the voter is in the terminal's window."""
        if isinstance(event, events.AppFocus):
            loop = asyncio.get_running_loop()
            loop.call_later(RETURN_DELAY, self._come_back, event.time)
        elif isinstance(event, events.AppBlur | events.Key):
            self._activate(isinstance(event, events.Key), event.time)

    def _come_back(self, since: float) -> None:
        if self._last_told <= since:  # otherwise they may be elsewhere again
            self._activate(True, since)

    def _activate(self, active: bool, moment: float) -> None:
        self._last_told = moment
        if self.presence is not None and active != self.presence.is_active:
            self.presence.is_active = active
            self._changed()
