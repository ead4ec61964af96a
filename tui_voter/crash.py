"""What the voter reads after a crash: a sentence, and a place in the code.

Never a traceback, a local or an exception's text: any of them may hold a secret.
"""

from __future__ import annotations

from tui_voter.messages import gettext as _


def told(error: BaseException) -> tuple[str, str]:
    """The sentence, followed by the line to report."""
    sentence = _(
        "Something went wrong and the program had to stop. Anything the portal has confirmed "
        "remains valid. Start the program again; if it stops again, give this line to the help "
        "desk:"
    )
    return sentence, place(error)


def place(error: BaseException) -> str:
    """``KeyError, tui_voter.journeys.entry.activation:12``: the last line of ours, or of all."""
    where, last = "", ""
    step = error.__traceback__
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        last = f"{module}:{step.tb_lineno}"
        where = last if module.startswith("tui_voter.") else where
        step = step.tb_next
    return f"{type(error).__name__}, {where or last}"
