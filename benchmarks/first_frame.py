"""Time to the first frame, against a bare Textual app, A B A B in ptys; and the modules that are
loaded by then.

    python -m benchmarks.first_frame [--rounds N] [--beside CHECKOUT]

Of a voter who has never been here, and of one whom the computer remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from benchmarks.shared.clocks import in_turn, told
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    BARE,
    Running,
    comparing,
    modules,
    note_ours,
    subject,
    tell_instructions,
    visit,
)
from benchmarks.shared.voters import NEW, voters

ROUNDS: Final = 15
GOAL: Final = 1.3
GOALS_OF_MODULES: Final = {"modules_at_first_frame": 440, "own_modules_at_first_frame": 50}

SUBJECT: Final = Subject(
    "What the first screen asks or tells stands on that of a program that runs and has the whole "
    "screen; bare Textual loads none of our modules."
)


def first_frame(command: Sequence[str], shown: str, environment: Mapping[str, str] = {}) -> float:
    """Seconds from starting ``command`` until ``shown`` is on its terminal."""
    with Running(command, environment) as program:
        taken = program.wait_for(shown.encode())
        SUBJECT.check(program.paints and shown in program.screen, program.screen)
        return taken


def bare_frame() -> float:
    return first_frame(subject("bare"), "MARK")


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    commands = {name: visit(python=python) for name, python in options.pythons.items()}
    with voters() as everybody:
        acts: dict[str, Callable[[], float]] = {BARE: bare_frame}
        for kind, voter in everybody.items():
            for name, command in commands.items():
                acts[name + kind] = partial(first_frame, command, voter.shown, voter.environment)
        times = in_turn(acts, options.rounds)
    ratios = told(times, BARE)
    for kind in everybody:
        note_ours(SUBJECT, f"first_frame_ratio{kind}", ratios, "ratio", GOAL, kind)
    loaded = {name: modules(command, NEW.shown) for name, command in commands.items()}
    bare = modules(subject("bare"), "MARK")
    SUBJECT.check(bare[0] > bare[1] == 0, bare)
    print(f"{BARE} loads {bare[0]} modules")
    for place, (name, goal) in enumerate(GOALS_OF_MODULES.items()):
        counts = {each: found[place] for each, found in loaded.items()}
        note_ours(SUBJECT, name, counts, "modules", goal)
    shown = {name: (command, NEW.shown) for name, command in commands.items()}
    if not SUBJECT.is_smoke:
        tell_instructions({BARE: (subject("bare"), "MARK"), **shown})


if __name__ == "__main__":
    main()
