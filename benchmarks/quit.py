"""Time from the quit key to the end of the process, against a bare Textual app, A B A B.

python -m benchmarks.quit [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from typing import Final

from benchmarks.figures import Subject
from benchmarks.first_frame import line
from benchmarks.programs import TIMEOUT, Running, subject

ROUNDS: Final = 15
GOAL: Final = 0.25
QUIET: Final = 0.5
"""Seconds without output after which a program counts as at rest."""
QUIT: Final = b"\x11"
END_OF_FULL_SCREEN: Final = b"\x1b[?1049l"

LEFT: Final = 1
"""The code of a visit that was left before its end."""

SUBJECT: Final = Subject(
    "A program that had the whole screen, at rest, ends by itself on the quit key, with the code "
    "that is its own for that, and gives the screen back."
)


def quitting(command: Sequence[str], code: int) -> float:
    """Seconds that ``command``, at rest, takes to end with this code after Ctrl+Q."""
    with Running(command) as program:
        program.wait_for(b"MARK")
        while program.read(QUIET):
            pass
        SUBJECT.check(program.paints and "MARK" in program.screen, program.screen)
        pressed = time.perf_counter()
        program.type(QUIT)
        ended = program.process.wait(TIMEOUT)
        taken = time.perf_counter() - pressed
        program.read_to_the_end()
        SUBJECT.check(ended == code, f"code {ended}, {program.screen}")
        SUBJECT.check(END_OF_FULL_SCREEN in program.written, program.screen)
        return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    pairs = [
        (quitting(subject("bare"), 0), quitting(subject("link_form"), LEFT))
        for _round in range(options.rounds + 1)
    ][1:]
    bare, ours = zip(*pairs, strict=True)
    print(line("bare Textual", bare))
    print(line("this", ours))
    SUBJECT.note("quit_ratio", statistics.median(ours) / statistics.median(bare), "ratio", GOAL)


if __name__ == "__main__":
    main()
