"""Time to the first visible line, and to the linear voice's first prompt, A B C A B C.

    python -m benchmarks.first_words [--rounds N]

Both against a bare ``python -c pass`` from its start to its end, which is what any program
of this language takes at least.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import Final

from benchmarks.figures import note
from benchmarks.first_frame import first_frame, line
from benchmarks.programs import TIMEOUT, Running

ROUNDS: Final = 21
VISIT: Final = ["-m", "tui_voter", "--lang", "fr"]
BARE: Final = [sys.executable, "-c", "pass"]
PROGRAM: Final = [BARE[0], *VISIT]
LINEAR: Final = [*PROGRAM, "--linear"]
GOALS: Final = {"first_line_ratio": 1.5, "linear_first_prompt_ratio": 6.0}


def bare() -> float:
    """Seconds that the interpreter takes to come and go."""
    with Running(BARE) as program:
        program.process.wait(TIMEOUT)
        return time.perf_counter() - program.started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    times = [
        (bare(), first_frame(PROGRAM, b"--linear"), first_frame(LINEAR, b"1 sur 4, "))
        for _round in range(rounds + 1)
    ][1:]
    python_alone, first_line, prompt = zip(*times, strict=True)
    for name, seconds in (
        ("python alone", python_alone),
        ("first line", first_line),
        ("prompt", prompt),
    ):
        print(line(name, seconds))
    for (name, goal), seconds in zip(GOALS.items(), (first_line, prompt), strict=True):
        ratio = statistics.median(seconds) / statistics.median(python_alone)
        note(name, ratio, "ratio", goal)


if __name__ == "__main__":
    main()
