"""The card of what is read back, and of what came of it. Once it is sent, it turns into a sealed
envelope."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from textual.containers import Vertical
from textual.widget import Widget

from tui_voter.fullscreen.widgets.words import Words

FRAMES: Final = (
    """\
   ╭──────────────╮
┌──┴──────────────┴──┐
│╲                  ╱│
│  ╲______________╱  │
└────────────────────┘""",
    """\

┌────────────────────┐
│╲                  ╱│
│  ╲______________╱  │
└────────────────────┘""",
    """\

┌────────────────────┐
│  ╲              ╱  │
│     ╲___ ● ___╱    │
└────────────────────┘""",
)
"""The paper slides into its envelope, which is closed and sealed."""
EACH: Final = 0.2
"""Seconds of each frame."""


class Card(Vertical):
    """The title of a screen, and below it what the voter reads there, in a single colour."""

    def __init__(self, title: str, contents: Iterable[Widget]) -> None:
        super().__init__(classes="card")
        self._contents = [Words(title, classes="title"), *contents]
        self._envelope = Words(classes="envelope")
        self._motion: asyncio.Task[None] | None = None

    def compose(self) -> Iterable[Any]:
        yield self._envelope  # first, so that the last of the contents is the last on the card
        yield from self._contents

    def seal(self) -> None:
        """Begin to turn into an envelope, if there is room for it; nothing below moves."""
        if self._motion is None and self.size.height >= FRAMES[0].count("\n"):
            self.add_class("-sealed")
            self._motion = asyncio.create_task(self._move(), name="envelope")

    async def _move(self) -> None:
        for frame in FRAMES:
            self._envelope.say(frame)
            await asyncio.sleep(EACH)

    async def until_sealed(self) -> None:
        """Wait for the end of the motion, if it has begun."""
        if self._motion is not None:
            await self._motion

    def unseal(self) -> None:
        """Show the contents again, as they were not sent after all."""
        if self._motion is not None:
            self._motion.cancel()
            self._motion = None
            self.remove_class("-sealed")
