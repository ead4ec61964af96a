"""What a voter reads when the program breaks: a sentence, and a place in the code.

Never a traceback, a local or an exception's text: any of them may hold a secret.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tui_voter.messages import gettext as _

PACKAGE = Path(__file__).parents[2]


def place(error: BaseException) -> str:
    """``KeyError at tui_voter/fullscreen/form.py:12``: the last line of ours, or of all."""
    where, last = "", ""
    step = error.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        ours = path.is_relative_to(PACKAGE)
        last = f"{path.relative_to(PACKAGE.parent) if ours else path.name}:{step.tb_lineno}"
        where = last if ours else where
        step = step.tb_next
    return f"{type(error).__name__} {where or last}".rstrip()


def report(error: BaseException) -> None:
    """Write the sentence and the place to the real standard error."""
    stream = sys.__stderr__
    if stream is None:
        return
    try:
        print(
            _(
                "The program made a mistake and had to stop. "
                "What the portal confirmed to you remains valid. "
                "Start it again; should it stop again, pass on this line:"
            ),
            place(error),
            sep="\n",
            file=stream,
            flush=True,
        )
    except OSError:
        return  # the terminal is gone, and with it whom to tell
