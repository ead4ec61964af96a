"""The journey as a task that runs beside the screens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.dialogue import Dialogue, Quit
from tui_voter.fullscreen.dialogue import FullscreenDialogue

FIRST_WORD: Final = 0.05
"""Seconds that the journey has to ask its first question. One that asks later, of the portal say,
finds the voter before a screen that says so, and not before an empty terminal."""
GRACE: Final = 2.0
"""Seconds that the journey has to clean up after itself when the voter leaves: without an end, one
that waits for the network would keep the terminal."""


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
        """``ended`` is called when it has ended, by itself or not; ``crash`` with the fault that
        ended it."""
        self._journey = journey
        self._dialogue = dialogue
        self._ended = ended
        self._crash = crash
        self._task: asyncio.Task[None] | None = None
        self.has_asked = asyncio.Event()
        """Its first question is there."""
        self.was_left = False
        """It did not come to its own end."""

    @property
    def has_begun(self) -> bool:
        return self._task is not None

    async def begin(self) -> None:
        """Let it ask, so that its first question is the first frame."""
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
        """Let it end: by itself, where it waits for the voter or cleans up."""
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
