"""Run a journey on the full screen, from a bare process to its exit code.

Nothing heavy is imported before :func:`run`: the program's first line appears before the 150 ms
that Textual takes to load.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.dialogue import Dialogue
from tui_voter.transcript import Record, unrecorded

TOO_LONG: Final = 10
"""Digits that no size of a terminal has."""


def run(
    journey: Callable[[Dialogue], Awaitable[None]],
    *,
    theme: str = "visual",
    warm_up: Callable[[], None] = lambda: None,
    keep_theme: Callable[[str], str] = lambda _name: "",
    record: Record = unrecorded,
) -> int:
    """Play ``journey`` to its end; the process's exit code.

    0 when it ended, 1 when the voter left before or after a crash, of which one sentence and a
    place in the code are written to the standard error, 128 + n after signal n. ``theme`` is
    "visual", "accessible" or "terminal"; ``keep_theme`` gets the one that the voter changes
    to, and returns "" or a sentence on why it cannot be kept.
    ``warm_up`` runs in a thread of its own once the first frame stands. ``record`` is told
    the cursor's row whenever it changes, and the messages, secrets masked.
    """
    forget_textual_settings()
    gc.disable()  # until the first frame: a collection costs a tenth of the start
    try:
        from tui_voter.fullscreen.program import Program

        program = Program(journey, theme=theme, warm_up=warm_up, keep_theme=keep_theme)
        if record is not unrecorded:
            from tui_voter.fullscreen.listener import Listener

            program.listener = Listener(record)
        return program.play()
    except Exception as error:  # noqa: BLE001 - the last place where a crash can be told calmly
        from tui_voter.fullscreen.terminal.streams import tell_crash

        tell_crash(error)
        return 1
    finally:
        gc.enable()


def forget_textual_settings() -> None:
    """Remove Textual's environment variables, which can log keys, open ports and import drivers,
    and a size that is no number: Rich fails over "²" and over thousands of digits."""
    sizes = {name: os.environ.get(name, "0") for name in ("COLUMNS", "LINES")}
    wrong = [
        name for name, size in sizes.items() if not (size.isdecimal() and len(size) < TOO_LONG)
    ]
    for name in [*(name for name in os.environ if name.startswith("TEXTUAL")), *wrong]:
        del os.environ[name]
