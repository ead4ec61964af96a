"""Run a journey on the full screen, from a bare process to its exit code.

Nothing heavy is imported before :func:`run`: the first line a program writes comes
before the 150 ms that Textual takes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable

from tui_voter.dialogue import Dialogue


def run(
    journey: Callable[[Dialogue], Awaitable[None]],
    *,
    theme: str = "visual",
    warm_up: Callable[[], None] | None = None,
) -> int:
    """Play ``journey`` to its end; the process's exit code.

    0 when it ended or the voter left, 128 + n after signal n, 1 after a crash, of which
    one sentence and a place in the code are written to the standard error. ``theme`` is
    "visual" or "accessible".
    ``warm_up`` runs in a thread of its own once the first frame stands.
    """
    forget_textual_settings()
    gc.disable()  # until the first frame: a collection costs a tenth of the start
    try:
        from tui_voter.fullscreen.program import Program

        return Program(journey, theme=theme, warm_up=warm_up).play()
    except Exception as error:  # noqa: BLE001 - the last place where a crash can be told calmly
        from tui_voter.fullscreen.crash import report

        report(error)
        return 1
    finally:
        gc.enable()


def forget_textual_settings() -> None:
    """Textual's environment variables log keys, open ports and name drivers to import."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
