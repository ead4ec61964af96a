"""The journey as a task that runs concurrently with the screens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.dialogue import Dialogue, Quit
from tui_voter.fullscreen.dialogue import FullscreenDialogue

FIRST_WORD: Final = 0.05
"""Seconds to wait for the first question. After that, a screen asks the voter to wait, for example
while the journey waits for the portal, instead of an empty terminal."""
GRACE: Final = 2.0
"""Seconds that the journey has to clean up when the voter leaves. Without a limit, a journey that
waits for the network would block the terminal."""


class JourneyTask:
    """One journey, from its first question to its end."""

    def __init__(
        self,
        journey: Callable[[Dialogue], Awaitable[None]],
        dialogue: FullscreenDialogue,
        *,
        ended: Callable[[], None],
        crash: Callable[[Exception], None],
    ) -> None:
        """When the journey ends, ``crash`` is called if it failed, and ``ended`` otherwise."""
        self._journey = journey
        self._dialogue = dialogue
        self._ended = ended
        self._crash = crash
        self._task: asyncio.Task[None] | None = None
        self.has_asked = asyncio.Event()
        """Set when the journey has asked its first question."""
        self.was_left = False
        """Whether the voter left before the journey's end."""

    @property
    def has_begun(self) -> bool:
        return self._task is not None

    async def begin(self) -> None:
        """Start the journey, and wait a moment for its first question to be the first frame."""
        self._task = asyncio.create_task(self._run(), name="journey")
        asked = asyncio.create_task(self.has_asked.wait(), name="first question")
        await asyncio.wait(
            {self._task, asked}, timeout=FIRST_WORD, return_when=asyncio.FIRST_COMPLETED
        )
        asked.cancel()

    async def _run(self) -> None:
        try:
            await self._journey(self._dialogue)
        except (Quit, asyncio.CancelledError):
            self.was_left = True
        except Exception as error:  # noqa: BLE001 - a fault of the journey ends the program
            self._crash(error)
            return
        self._ended()

    async def see_out(self) -> None:
        """End the journey: by :class:`Quit` if it waits for the voter, or else by cancelling it."""
        if self._task is None or self._task.done():
            return
        if not self._dialogue.asking:
            self._task.cancel()
        self._dialogue.leave()
        _, late = await asyncio.wait({self._task}, timeout=GRACE)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=GRACE)
