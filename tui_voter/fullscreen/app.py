"""Run a journey on the full screen, from the start of the process to its exit code.

Nothing heavy is imported before :func:`run`: the program's first line appears before the 150 ms
that Textual takes to load.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Final

from tui_voter.dialogue import Dialogue
from tui_voter.fullscreen.motion import ANIMATIONS
from tui_voter.transcript import Record, unrecorded

TOO_LONG: Final = 10
"""The number of digits from which on a terminal's size cannot be real."""


def run(
    journey: Callable[[Dialogue], Awaitable[None]],
    *,
    theme: str = "visual",
    warm_up: Callable[[], None] = lambda: None,
    keep_theme: Callable[[str], str] = lambda _name: "",
    record: Record = unrecorded,
) -> int:
    """Play ``journey`` to its end, and return the exit code of the process.

    It is 0 if the journey ended, 1 if the voter left earlier or after a crash, which prints one
    sentence and a place in the code to standard error, and 128 + n after signal n. ``theme`` is
    "visual", "projector", "accessible" or "terminal"; ``keep_theme`` receives the one that the
    voter changes to, and returns "" or a sentence on why it cannot be kept. ``warm_up`` runs in a
    thread after the first frame. ``record`` receives each new cursor row and message, with secrets
    masked.
    """
    forget_textual_settings()
    gc.disable()  # until the first frame, as a collection takes a tenth of the time to start
    try:
        from tui_voter.fullscreen.program import Program

        program = Program(journey, theme=theme, warm_up=warm_up, keep_theme=keep_theme)
        if record is not unrecorded:
            from tui_voter.fullscreen.listener import Listener

            program.listener = Listener(record)
        return program.play()
    except Exception as error:  # noqa: BLE001 - the last chance to report a crash without a traceback
        from tui_voter.fullscreen.terminal.streams import tell_crash

        tell_crash(error)
        return 1
    finally:
        gc.enable()


def forget_textual_settings() -> None:
    """Remove Textual's environment variables except :data:`ANIMATIONS`: they can log keys, open
    ports and import drivers. Remove a terminal size, too, that is not a number: Rich fails on "²"
    and on thousands of digits."""
    sizes = {name: os.environ.get(name, "0") for name in ("COLUMNS", "LINES")}
    wrong = [
        name for name, size in sizes.items() if not (size.isdecimal() and len(size) < TOO_LONG)
    ]
    textual = (name for name in os.environ if name.startswith("TEXTUAL") and name != ANIMATIONS)
    for name in [*textual, *wrong]:
        del os.environ[name]
