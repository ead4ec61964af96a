"""A timer that updates the visible countdowns once a second, and keeps them in step with the
portal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from tui_voter.dialogue import Countdown, CountdownView

TICK: Final = 1.0
"""Seconds between two updates."""
NUDGE: Final = 0.3
"""Seconds by which updates are shifted when one falls on the edge of a second. Otherwise each one
falls just before or just after the edge, so that the countdown stops and then skips a second."""

Show = Callable[[CountdownView], None]


class Pulse:
    """Passes the view of each countdown to its followers: every second from :meth:`start` on, and
    when the portal has set its clock. ``crash`` is called with an unexpected exception."""

    def __init__(self, crash: Callable[[Exception], None]) -> None:
        self._crash = crash
        self._followed: dict[Countdown, _Followed] = {}
        self._started: float | None = None
        self._next: asyncio.TimerHandle | None = None

    def follow(self, countdown: Countdown, show: Show) -> Callable[[], None]:
        """Call ``show`` now and at every update, until the returned function is called."""
        followed = self._followed.setdefault(countdown, _Followed(countdown))
        followed.callbacks.append(show)
        show(countdown.view())
        if self._started is not None and self._next is None:
            self._wait()

        def leave() -> None:
            followed.callbacks.remove(show)
            if not followed.callbacks:
                followed.stop()
                self._followed.pop(countdown)

        return leave

    def start(self) -> None:
        """Update every second from now on, while there are followers."""
        self._started = monotonic()
        self._tick()

    def stop(self) -> None:
        """Stop updating."""
        if self._next is not None:
            self._next.cancel()
        for followed in self._followed.values():
            followed.stop()

    def _tick(self) -> None:
        """Update all countdowns. The event loop calls it: a message would wake all of Textual."""
        self._next = None
        try:
            still = [followed.show() for followed in [*self._followed.values()]]
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            self._crash(error)
            return
        if any(still) and self._started is not None:
            self._started += NUDGE  # this call came just before the full second
        for followed in self._followed.values():
            followed.keep_in_step(self._crash)
        if self._followed:
            self._wait()

    def _wait(self) -> None:
        # Textual's set_timer drops a timer that is due before its task first runs, and the
        # countdown would stop for ever.
        delay = TICK - (monotonic() - (self._started or 0)) % TICK
        self._next = asyncio.get_running_loop().call_later(delay, self._tick)


class _Followed:
    """A countdown and its followers."""

    def __init__(self, countdown: Countdown) -> None:
        self.callbacks: list[Show] = []
        self._countdown = countdown
        self._seen: CountdownView | None = None
        self._syncing: asyncio.Task[None] | None = None

    def show(self) -> bool:
        """Show the current time left; True if a running countdown shows the same as before."""
        before, self._seen = self._seen, self._countdown.view()
        for show in [*self.callbacks]:
            show(self._seen)
        return bool(self._seen.parts) and self._seen == before

    def keep_in_step(self, crash: Callable[[Exception], None]) -> None:
        """Ask the portal for its time in the background, if that is due."""
        if self._countdown.sync_due() and (self._syncing is None or self._syncing.done()):
            self._syncing = asyncio.create_task(self._sync(crash), name="sync")

    async def _sync(self, crash: Callable[[Exception], None]) -> None:
        try:
            await self._countdown.sync()
            self.show()
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            crash(error)

    def stop(self) -> None:
        if self._syncing is not None:
            self._syncing.cancel()
