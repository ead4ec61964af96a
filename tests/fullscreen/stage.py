"""Play a journey on a screen without a terminal, and look at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual import events
from textual._time import get_time
from textual.geometry import Size
from textual.keys import _character_to_key

from tui_voter.dialogue import Dialogue
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.type_ahead import REACTION

TURNS = 20
"""Turns of the event loop in which what follows from a key at once has happened."""
PACE = REACTION + 0.01
"""Seconds between what a person presses and what they press next, at least: it is no burst."""
PATIENCE = 10.0
"""Seconds after which what is waited for does not come."""


class Stage:
    """The program, the keys, and what is seen."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._next = 0.0
        """When the voter's next key comes, by the program's clock, unless that is past."""

    @property
    def text(self) -> str:
        """What is on the screen, in lines."""
        return self.program.text

    def row(self, word: str) -> str:
        """The line that ``word`` stands in."""
        return next(line for line in self.text.splitlines() if word in line)

    @property
    def form(self) -> FormScreen:
        assert isinstance(self.program.screen, FormScreen)
        return self.program.screen

    @property
    def focused(self) -> str:
        """The name of the field that has the focus; "" when it is none's."""
        return next(
            (b.field.name for b in self.form.boxes if b.control is self.program.focused), ""
        )

    async def press(self, *keys: str) -> None:
        """At a person's pace: the first key not sooner behind what came before than is meant."""
        self.pass_by(PACE)
        for key in keys:
            await self._send(events.Key(key, key if len(key) == 1 else None))

    def pass_by(self, seconds: float) -> None:
        """Time that nobody waits for."""
        self._next = max(self._next, get_time()) + seconds

    async def enter(self, text: str) -> None:
        self.pass_by(PACE)
        for character in text:
            await self._send(events.Key(_character_to_key(character), character))

    async def paste(self, text: str) -> None:
        await self._send(events.Paste(text))

    async def click(self, words: str) -> None:
        """At a person's pace, click on the first place where ``words`` stand."""
        self.pass_by(PACE)
        y, line = next((y, row) for y, row in enumerate(self.text.splitlines()) if words in row)
        await self.click_at(line.index(words), y)

    async def click_at(self, x: int, y: int, *, when: float | None = None) -> None:
        """Now, or as if it came at that time of the program's clock."""
        for event in (events.MouseDown, events.MouseUp):
            await self._send(self._mouse(event, x, y), when)

    async def drag(self, x: int, y: int, to_x: int) -> None:
        await self._send(self._mouse(events.MouseDown, x, y))
        await self._send(self._mouse(events.MouseMove, to_x, y))
        await self._send(self._mouse(events.MouseUp, to_x, y))

    def _mouse(self, event: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
        return event(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)

    async def resize(self, columns: int, rows: int) -> None:
        size = Size(columns, rows)
        self.program.post_message(events.Resize(size, size))
        await self.settle()

    async def _send(self, event: events.Event, when: float | None = None) -> None:
        """As from the terminal; then all that follows from it at once."""
        event.set_sender(self.program)
        event.time = max(event.time, self._next) if when is None else when
        driver = self.program._driver
        assert driver is not None
        driver.process_message(event)
        await self.settle()

    async def settle(self) -> None:
        """Let the program take in what was sent, and do what follows from it at once."""
        taken = asyncio.Event()
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        if self.program.call_later(taken.set):
            with suppress(TimeoutError):  # it may be ending
                await asyncio.wait_for(taken.wait(), 1)
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        raise_fault(self.program)
        if self.program.is_running and not self.program._exit:
            self.program.screen._on_timer_update()

    async def until(self, true: Callable[[], Any]) -> None:
        """Let the program go on until ``true``."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self.settle()
                await asyncio.sleep(0.001)  # timers and threads need real time

    async def sees(self, *words: str) -> None:
        try:
            await self.until(lambda: all(word in self.text for word in words))
        except TimeoutError:
            raise AssertionError(f"no {words} on the screen:\n{self.text}") from None


def raise_fault(program: Program) -> None:
    """What broke the program is what a test fails with, not what is missing on the screen since."""
    if program._fault is not None:
        raise program._fault


@asynccontextmanager
async def on_stage(
    journey: Callable[[Dialogue], Awaitable[Any]],
    *,
    theme: str = "visual",
    size: tuple[int, int] = (80, 24),
    dark: bool = True,
) -> AsyncIterator[Stage]:
    program = Program(journey, theme=theme, dark=dark)
    await program.begin()
    raise_fault(program)
    try:
        async with program.run_test(size=size):
            stage = Stage(program)
            await stage.settle()
            yield stage
    finally:
        await program.see_out()


class Heard:
    """A journey of one question, and what it was answered."""

    def __init__(self, ask: Callable[[Dialogue], Awaitable[Any]]) -> None:
        self._ask = ask
        self.answer: Any = None
        self.left: BaseException | None = None
        self.ended = False

    async def __call__(self, dialogue: Dialogue) -> None:
        try:
            self.answer = await self._ask(dialogue)
        except BaseException as left:
            self.left = left
            raise
        finally:
            self.ended = True
