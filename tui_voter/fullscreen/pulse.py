"""One look a second at a countdown, and keeping it in step with the portal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import Countdown, CountdownView

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

TICK: Final = 1.0
"""Seconds between two looks at the time."""
NUDGE: Final = 0.3
"""Seconds to shift the looks by when one fell on the edge of a second."""


class Pulse:
    """Calls ``look`` with what ``countdown`` shows now: every second, and when its clock was
    set by the portal. ``owner`` is the widget or application whose messages it runs among.
    """

    def __init__(
        self, owner: MessagePump, countdown: Countdown, look: Callable[[CountdownView], None]
    ) -> None:
        self._owner = owner
        self._countdown = countdown
        self._look = look
        self._seen: CountdownView | None = None
        self._started = monotonic()
        self._syncing: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None
        self._stopped = False

    def start(self) -> None:
        """Look now, and every second from now on."""
        self._tick()

    def stop(self) -> None:
        """No look any more."""
        self._stopped = True
        if self._next is not None:
            self._next.cancel()
        if self._syncing is not None:
            self._syncing.cancel()

    def look(self) -> None:
        """Show what is true now."""
        self._seen = self._countdown.view()
        self._look(self._seen)

    def _tick(self) -> None:
        """Called by the event loop itself: a message a second would wake all of Textual."""
        try:
            self._look_again()
        except Exception as error:  # noqa: BLE001 - a fault of ours: the program tells it
            self._owner.app._handle_exception(error)  # noqa: SLF001 - where Textual takes faults

    def _look_again(self) -> None:
        before = self._seen
        self.look()
        if self._stopped:
            return  # what was seen put an end to it
        if self._seen is not None and self._seen.parts and self._seen == before:
            self._started += NUDGE  # this look fell just short of the second
        # Not set_timer: Textual's drops a one-shot timer whose moment has passed before its
        # task first runs, and the countdown would stand still for ever.
        delay = TICK - (monotonic() - self._started) % TICK
        loop = asyncio.get_running_loop()
        self._next = loop.call_later(delay, self._tick)
        idle = self._syncing is None or self._syncing.done()
        if idle and self._countdown.sync_due():
            self._syncing = asyncio.create_task(self._sync(), name="sync")

    async def _sync(self) -> None:
        try:
            await self._countdown.sync()
            self.look()
        except Exception as error:  # noqa: BLE001 - a fault of ours: the program tells it
            self._owner.app._handle_exception(error)  # noqa: SLF001 - where Textual takes faults
