"""Time from the quit key to the end of the process, against a bare Textual app, A B A B.

python -m benchmarks.quit [--rounds N] [--beside CHECKOUT]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Final

from benchmarks.shared.clocks import in_turn, told
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    BARE,
    Running,
    comparing,
    note_ours,
    subject,
    visit,
)
from benchmarks.shared.voters import NEW

ROUNDS: Final = 9
GOAL: Final = 0.15
QUIT: Final = b"\x11"
END_OF_FULL_SCREEN: Final = b"\x1b[?1049l"

LEFT: Final = 1
"""The code of a visit that was left before its end."""

SUBJECT: Final = Subject(
    "A program that had the whole screen, at rest, ends by itself on the quit key, with the code "
    "that is its own for that, and gives the screen back."
)


def quitting(command: Sequence[str], shown: str, code: int) -> float:
    """Seconds that ``command``, at rest, takes to end with this code after Ctrl+Q."""
    with Running(command) as program:
        program.come_to_rest(shown, SUBJECT)
        pressed = time.perf_counter()
        program.type(QUIT)
        ended = program.ended()
        taken = time.perf_counter() - pressed
        program.read_to_the_end()
        SUBJECT.check(ended == code, f"code {ended}, {program.screen}")
        SUBJECT.check(END_OF_FULL_SCREEN in program.written, program.screen)
        return taken


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    acts = {
        name: partial(quitting, visit(python=python), NEW.shown, LEFT)
        for name, python in options.pythons.items()
    }
    times = in_turn({BARE: partial(quitting, subject("bare"), "MARK", 0), **acts}, options.rounds)
    note_ours(SUBJECT, "quit_ratio", told(times, BARE), "ratio", GOAL)


if __name__ == "__main__":
    main()
