"""Time to the first visible line, and to the linear voice's first prompt, A B C A B C.

    python -m benchmarks.first_words [--rounds N] [--beside CHECKOUT]

Both against a bare ``python -c pass`` from its start to its end, which is what any program
of this language takes at least; the prompt also of a voter whom the computer remembers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from benchmarks.shared.clocks import in_turn, told
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    FULL_SCREEN,
    Running,
    comparing,
    note_ours,
    tell_instructions,
    visit,
)
from benchmarks.shared.voters import NEW, PROMPT_ENDS, FirstSight, voters

ROUNDS: Final = 21
PYTHON: Final = "python alone"
BARE: Final = [sys.executable, "-c", "pass"]
LINE, PROMPT = "first_line_ratio", "linear_first_prompt_ratio"
GOALS: Final = {LINE: 1.6, PROMPT: 8.5}
STILL: Final = 0.05
"""Seconds in which nothing more is written by a program that waits for an answer."""
FIRST_LINE: Final = "tui-voter --linear\r\n"

SUBJECT: Final = Subject(
    "Bare Python ends with code 0 and says nothing; the first line is whole and all that is "
    "written before the whole screen is taken; the prompt is the last that is, by a program that "
    "waits for an answer."
)


def bare() -> float:
    """Seconds that the interpreter takes to come and go."""
    with Running(BARE) as program:
        code = program.ended()
        taken = time.perf_counter() - program.started
        program.read_to_the_end()
        SUBJECT.check(code == 0 and not program.written, f"code {code}, {program.written!r}")
        return taken


def first_line(command: Sequence[str]) -> float:
    """Seconds until the full screen's program has written a line."""
    with Running(command) as program:
        taken = program.wait_for(FIRST_LINE.encode())
        program.wait_for(FULL_SCREEN)
        before = program.written.partition(FULL_SCREEN)[0].decode()
        SUBJECT.check(before.count("\n") == 1 and before.endswith(FIRST_LINE), before)
        return taken


def first_prompt(command: Sequence[str], voter: FirstSight) -> float:
    """Seconds until the linear voice asks for the first answer."""
    with Running(command, voter.environment) as program:
        taken = program.wait_for(voter.prompt.encode())
        SUBJECT.check(program.written.endswith(PROMPT_ENDS.encode()), program.screen)
        SUBJECT.check(not program.read(STILL) and program.process.poll() is None, program.screen)
        return taken


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    linear = {name: visit("--linear", python=each) for name, each in options.pythons.items()}
    acts: dict[str, Callable[[], float]] = {PYTHON: bare}
    with voters() as everybody:
        for name, python in options.pythons.items():
            acts[f"{name} {LINE}"] = partial(first_line, visit(python=python))
            for kind, voter in everybody.items():
                acts[f"{name} {PROMPT}{kind}"] = partial(first_prompt, linear[name], voter)
        times = in_turn(acts, options.rounds)
    ratios = told(times, PYTHON)
    for figure in (LINE, *(f"{PROMPT}{kind}" for kind in everybody)):
        goal = GOALS.get(figure, GOALS[PROMPT])
        note_ours(SUBJECT, figure, ratios, "ratio", goal, f" {figure}")
    prompts = {name: (command, NEW.prompt) for name, command in linear.items()}
    if not SUBJECT.is_smoke:
        tell_instructions({PYTHON: (BARE, ""), **prompts})


if __name__ == "__main__":
    main()
