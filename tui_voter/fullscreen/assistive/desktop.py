"""The program as a window of the desktop, for screen readers."""

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
"""Seconds that this program's window waits before it takes the focus from the terminal's: a reader
first speaks the terminal's window, and would otherwise speak this one twice."""
CONSOLE: Final = "linux"
"""The Linux console, whose readers follow the cursor and need no window."""


class Desktop:
    """The program's window on the desktop, which exists while the accessible theme is on and the
    desktop has an accessibility bus."""

    def __init__(self, name: str, *, changed: Callable[[], None]) -> None:
        """``changed`` is called when the voter leaves the terminal's window or comes back."""
        self.presence: Presence | None = None
        self._name = name
        self._changed = changed
        self._last_told = 0.0
        """The time of the latest event that says whether the terminal's window has the focus."""

    async def join(self) -> None:
        """Open the window, if the desktop has an accessibility bus."""
        is_elsewhere = "SSH_CONNECTION" in os.environ  # the voter uses another computer
        has_desktop = "DBUS_SESSION_BUS_ADDRESS" in os.environ and not is_elsewhere
        if self.presence is not None or not has_desktop:
            return
        if sys.platform != "linux":
            return  # the D-Bus package is installed on Linux only
        from tui_voter.fullscreen.assistive.bus import Absent
        from tui_voter.fullscreen.assistive.presence import join

        with suppress(Absent):
            self.presence = await join(self._name, language())

    async def leave(self) -> None:
        """Close the window."""
        presence, self.presence = self.presence, None
        if presence is not None:
            await presence.leave()

    @property
    def advice(self) -> str:
        """The advice for voters whose screen reader finds no window here, "" for none."""
        if self.presence is not None or os.environ.get("TERM") == CONSOLE:
            return ""
        return _(
            "With a screen reader, quit (Ctrl+Q) and start again with --linear: everything is then "
            "read line by line."
        )

    @property
    def is_away(self) -> bool:
        """Whether the voter is in another window, so that readers should not speak this one."""
        return self.presence is not None and not self.presence.is_active

    def look(self, screen: BaseScreen | None) -> None:
        """Tell readers what is new on ``screen``, which has just been painted."""
        if self.presence is not None and screen is not None:
            self.presence.look(screen)

    def suspend(self) -> None:
        """Deactivate the window before the program is stopped, or readers would wait for it."""
        if self.presence is not None:
            self.presence.is_active = False

    def note_window_focus(self, event: events.Event) -> None:
        """Note whether ``event`` shows that the terminal's window has got or lost the focus."""
        if isinstance(event, events.AppFocus):
            loop = asyncio.get_running_loop()
            loop.call_later(RETURN_DELAY, self._come_back, event.time)
        elif isinstance(event, events.AppBlur | events.Key):
            self._activate(isinstance(event, events.Key), event.time)

    def _come_back(self, since: float) -> None:
        if self._last_told <= since:  # the focus has not changed again since
            self._activate(True, since)

    def _activate(self, active: bool, moment: float) -> None:
        self._last_told = moment
        if self.presence is not None and active != self.presence.is_active:
            self.presence.is_active = active
            self._changed()
