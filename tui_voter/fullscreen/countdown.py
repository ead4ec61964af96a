"""The live countdown: large digits, one number repainted at a time.

In the accessible theme it is a sentence without seconds, painted once a minute: a screen
reader would read each second aloud.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.fullscreen.frame import Frame
from tui_voter.fullscreen.widgets.big_number import BigNumber
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _

TICK: Final = 1.0
"""Seconds between two looks at the time."""
NUDGE: Final = 0.3
"""Seconds to shift the ticks by when one fell on the edge of a second."""


class Cell(Widget):
    """One number in large digits, its unit below."""

    def __init__(self) -> None:
        super().__init__(classes="cell")
        self._number = BigNumber()
        self._unit = Words(classes="unit")

    def compose(self) -> ComposeResult:
        yield self._number
        yield self._unit

    def show(self, number: int, unit: str) -> None:
        self._number.show(number)
        self._unit.say(unit)


class CountdownBlock(Widget):
    """One :class:`Countdown`, shown as of now, every second."""

    def __init__(self, countdown: Countdown) -> None:
        super().__init__()
        self._countdown = countdown
        self._heading = Words(classes="over")
        self._cells = [Cell() for _n in range(4)]
        self._plain = Words(classes="plain")
        self._lines = Words(classes="hours")
        self._seen: CountdownView | None = None
        self._started = monotonic()
        self._syncing: asyncio.Task[None] | None = None
        self._next: asyncio.TimerHandle | None = None

    def compose(self) -> ComposeResult:
        yield self._heading
        with Horizontal(classes="cells"):
            yield from self._cells
        yield self._plain
        yield self._lines

    def on_mount(self) -> None:
        self.app.app_resume_signal.subscribe(self, lambda _app: self.look())
        self._tick()

    def on_unmount(self) -> None:
        if self._next is not None:
            self._next.cancel()
        if self._syncing is not None:
            self._syncing.cancel()

    def on_resize(self, event: events.Resize) -> None:
        """Large digits where they fit; otherwise the same in a line or two of text."""
        room = event.size.width >= 48 and self.app.size.height >= 16
        self.set_class(not room, "-plain")
        self.dress()

    def dress(self) -> None:
        """The theme or the room has changed."""
        self._seen = None
        self.look()

    def look(self) -> None:
        """Show what is true now."""
        view = self._countdown.view()
        before, self._seen = self._seen, view
        still = isinstance(self.screen, Frame) and self.screen.program.accessible
        if still and before is not None and _to_the_minute(view) == _to_the_minute(before):
            return  # nothing that may be read aloud has changed
        self._heading.say(view.heading)
        self.set_class(not view.parts, "-over")
        for cell, (number, unit) in zip(self._cells, view.parts, strict=False):
            cell.show(number, unit)
        if before is None or len(before.parts) != len(view.parts):
            for place, cell in enumerate(self._cells):
                cell.display = place < len(view.parts)
        if still or self.has_class("-plain"):  # out of sight, it would cost a layout a second
            self._plain.say(_in_words(view, seconds=not still))
        self._lines.say("\n".join(view.lines))

    def _tick(self) -> None:
        before = self._seen
        self.look()
        if self._seen is not None and self._seen.parts and self._seen == before:
            self._started += NUDGE  # this tick fell just short of the second
        # Not set_timer: Textual's drops a one-shot timer whose moment has passed before its
        # task first runs, and the countdown would stand still for ever.
        delay = TICK - (monotonic() - self._started) % TICK
        self._next = asyncio.get_running_loop().call_later(delay, self.call_next, self._tick)
        idle = self._syncing is None or self._syncing.done()
        if idle and self._countdown.sync_due():
            self._syncing = asyncio.create_task(self._sync(), name="sync")

    async def _sync(self) -> None:
        try:
            await self._countdown.sync()
            self.look()
        except Exception as error:  # noqa: BLE001 - a fault of ours: the program tells it
            self.app._handle_exception(error)  # noqa: SLF001 - where Textual takes faults


def _to_the_minute(view: CountdownView) -> tuple[str, str, tuple[tuple[int, str], ...]]:
    return view.phase, view.heading, tuple(view.parts[:-1])


def _in_words(view: CountdownView, *, seconds: bool) -> str:
    parts = view.parts if seconds else view.parts[:-1]
    if view.parts and not seconds and not any(number for number, _unit in parts):
        return _("less than a minute")
    return "  ".join(f"{number} {unit}" for number, unit in parts)
