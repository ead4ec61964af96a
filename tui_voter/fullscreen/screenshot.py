"""Pictures of the running program, for its documentation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from textual.pilot import Pilot

from tui_voter.dialogue import Dialogue
from tui_voter.fullscreen.program import Program

LOOKS: Final = 1000
"""How often a text is looked for, some 20 ms apart, until it counts as not coming."""


async def screenshot(
    journey: Callable[[Dialogue], Awaitable[None]],
    until: str,
    *,
    walk: Sequence[tuple[str, Sequence[str]]] = (),
    theme: str = "visual",
    dark: bool = True,
    size: tuple[int, int] = (80, 24),
) -> str:
    """An SVG of the screen once ``until`` stands on it.

    ``walk`` leads there: pairs of a text to wait for and the keys to press then, in
    Textual's names. ``size`` is in columns and rows. Raises ``LookupError`` for a text
    that does not come.
    """
    program = Program(journey, theme=theme, dark=dark)
    await program.begin()
    try:
        async with program.run_test(size=size) as pilot:
            for text, keys in walk:
                await _sees(pilot, program, text)
                await pilot.press(*keys)
            await _sees(pilot, program, until)
            return program.export_screenshot()
    finally:
        await program.see_out()


async def _sees(pilot: Pilot[None], program: Program, text: str) -> None:
    for _look in range(LOOKS):
        if text in program.text:
            return
        await pilot.pause()
    raise LookupError(f"{text!r} does not come; there stands:\n{program.text}")
