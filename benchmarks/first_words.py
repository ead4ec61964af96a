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

from benchmarks.figures import Subject
from benchmarks.first_frame import line
from benchmarks.programs import FULL_SCREEN, TIMEOUT, Running

ROUNDS: Final = 21
VISIT: Final = ["-m", "tui_voter", "--lang", "fr"]
BARE: Final = [sys.executable, "-c", "pass"]
PROGRAM: Final = [BARE[0], *VISIT]
LINEAR: Final = [*PROGRAM, "--linear"]
GOALS: Final = {"first_line_ratio": 1.5, "linear_first_prompt_ratio": 6.0}
STILL: Final = 0.05
"""Seconds in which nothing more is written by a program that waits for an answer."""
FIRST_LINE: Final = "tui-voter --linear\r\n"
PROMPT: Final = "1 sur 4, lien unique\u00a0: "

SUBJECT: Final = Subject(
    "Bare Python ends with code 0 and says nothing; the first line is whole and all that was "
    "written; the prompt is the last that was, by a program that waits for the link."
)


def bare() -> float:
    """Seconds that the interpreter takes to come and go."""
    with Running(BARE) as program:
        code = program.process.wait(TIMEOUT)
        taken = time.perf_counter() - program.started
        program.read_to_the_end()
        SUBJECT.check(code == 0 and not program.written, f"code {code}, {program.written!r}")
        return taken


def first_line() -> float:
    """Seconds until the full screen's program has written a line."""
    with Running(PROGRAM) as program:
        taken = program.wait_for(FIRST_LINE.encode())
        before = program.written.partition(FULL_SCREEN)[0].decode()
        SUBJECT.check(before.count("\n") == 1 and before.endswith(FIRST_LINE), before)
        return taken


def first_prompt() -> float:
    """Seconds until the linear voice asks for the link."""
    with Running(LINEAR) as program:
        taken = program.wait_for(PROMPT.encode())
        SUBJECT.check(program.written.endswith(PROMPT.encode()), program.screen)
        SUBJECT.check(not program.read(STILL) and program.process.poll() is None, program.screen)
        return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    times = [(bare(), first_line(), first_prompt()) for _round in range(rounds + 1)][1:]
    python_alone, lines, prompts = zip(*times, strict=True)
    for name, seconds in (
        ("python alone", python_alone),
        ("first line", lines),
        ("prompt", prompts),
    ):
        print(line(name, seconds))
    for (name, goal), seconds in zip(GOALS.items(), (lines, prompts), strict=True):
        ratio = statistics.median(seconds) / statistics.median(python_alone)
        SUBJECT.note(name, ratio, "ratio", goal)


if __name__ == "__main__":
    main()
