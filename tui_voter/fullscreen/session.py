"""The session on every screen: the warning of its end, and extending it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.conversation.ways import own
from tui_voter.dialogue import Heading, Leaving, Role, TimeWatch
from tui_voter.fullscreen.keys import shown

INTERVAL: Final = 1.0
"""Seconds between two checks of the time left."""


class Session:
    """The session in the current heading, if there is one."""

    def __init__(
        self,
        *,
        is_shown: Callable[[], bool],
        announce: Callable[[str], None],
        crash: Callable[[Exception], None],
    ) -> None:
        """``is_shown`` says whether there is a screen on which ``announce`` can tell the voter
        something. ``crash`` gets an unexpected exception."""
        self._is_shown = is_shown
        self._announce = announce
        self._crash = crash
        self._heading = Heading()
        self._watch: TimeWatch | None = None
        self._next_look: asyncio.TimerHandle | None = None
        self._extending: asyncio.Task[None] | None = None

    def head(self, heading: Heading) -> None:
        """Take the session of ``heading``, which is shown from now on."""
        before, self._heading = self._heading, heading
        if heading.session is not before.session:
            self._watch = heading.session and TimeWatch(heading.session)
            self._look()

    def stop(self) -> None:
        """Stop warning of the session's end."""
        if self._next_look is not None:
            self._next_look.cancel()

    def _look(self) -> None:
        """Warn of the session's end in the status line, if it is near."""
        self.stop()
        if self._watch is None:
            return
        if self._is_shown() and self._watch.due():
            extend = f"{shown(Role.EXTEND)} {own(Role.EXTEND).label}"
            self._announce(f"{self._watch.limit.told()} {extend}")
        self._next_look = asyncio.get_running_loop().call_later(INTERVAL, self._look)

    def extend(self) -> None:
        """Extend the session, if there is one, and announce the result."""
        if self._watch is not None and (self._extending is None or self._extending.done()):
            extending = self._extend(self._watch)
            self._extending = asyncio.create_task(self._report(extending), name="extend")

    async def _extend(self, watch: TimeWatch) -> None:
        outcome = await watch.limit.extend()
        self._announce(outcome.text)

    async def _report(self, work: Awaitable[None]) -> None:
        """Do ``work``, which may ask a question: the voter may leave instead of answering, and a
        fault ends the program."""
        try:
            await work
        except Leaving:
            return
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            self._crash(error)
