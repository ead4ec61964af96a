"""Time from the quit key to the end of the process, against a bare Textual app, A B A B.

python -m benchmarks.quit [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from typing import Final

from benchmarks.figures import note
from benchmarks.first_frame import line
from benchmarks.programs import TIMEOUT, Running, subject

ROUNDS: Final = 15
GOAL: Final = 0.25
QUIET: Final = 0.5
"""Seconds without output after which a program counts as at rest."""
QUIT: Final = b"\x11"


def quitting(command: Sequence[str]) -> float:
    """Seconds that ``command``, at rest, takes to end after Ctrl+Q."""
    with Running(command) as program:
        program.wait_for(b"MARK")
        while program.read(QUIET):
            pass
        pressed = time.perf_counter()
        program.type(QUIT)
        program.process.wait(TIMEOUT)
        return time.perf_counter() - pressed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    programs = [subject("bare"), subject("link_form")]
    for command in programs:
        quitting(command)
    pairs = [[quitting(command) for command in programs] for _n in range(options.rounds)]
    bare, ours = zip(*pairs, strict=True)
    print(line("bare Textual", bare))
    print(line("this", ours))
    note("quit_ratio", statistics.median(ours) / statistics.median(bare), "ratio", GOAL)


if __name__ == "__main__":
    main()
