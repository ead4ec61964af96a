"""Time to the first frame: a program against a bare Textual app, A B A B in ptys.

    python -m benchmarks.first_frame [--rounds N] [--mark TEXT] [-- COMMAND ...]

A frame stands once ``--mark`` is on the terminal. Without a command, the full-screen
front end shows a link form by itself.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from typing import Final

from benchmarks.figures import Subject
from benchmarks.programs import Running, subject

ROUNDS: Final = 15
GOAL: Final = 1.15

SUBJECT: Final = Subject(
    "The mark stands on the screen of a program that runs and has the whole screen."
)


def first_frame(command: Sequence[str], mark: bytes) -> float:
    """Seconds from starting ``command`` until ``mark`` is on its terminal."""
    with Running(command) as program:
        taken = program.wait_for(mark)
        SUBJECT.check(program.paints and mark.decode() in program.screen, program.screen)
        return taken


def measure(command: Sequence[str], mark: bytes, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the bare app and of ``command``, in turn, after one warm-up of each."""
    bare = subject("bare")
    first_frame(bare, b"MARK")
    first_frame(command, mark)
    pairs = [(first_frame(bare, b"MARK"), first_frame(command, mark)) for _n in range(rounds)]
    return [a for a, _b in pairs], [b for _a, b in pairs]


def line(name: str, seconds: Sequence[float]) -> str:
    """A row of the table: the median, and the middle half."""
    low, _middle, high = statistics.quantiles(seconds, n=4)
    median = statistics.median(seconds)
    return f"{name:<12} {median * 1000:6.0f} ms   ({low * 1000:.0f} to {high * 1000:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--mark", default="MARK", help="text that is in the first frame")
    parser.add_argument("command", nargs="*", help="the program; else a form by itself")
    options = parser.parse_args()
    command = options.command or subject("link_form")
    bare, ours = measure(command, options.mark.encode(), options.rounds)
    print(line("bare Textual", bare))
    print(line("this", ours))
    SUBJECT.note(
        "first_frame_ratio", statistics.median(ours) / statistics.median(bare), "ratio", GOAL
    )


if __name__ == "__main__":
    main()
