"""CPU of the live countdown at rest, beyond that of bare Textual: the visual and the accessible
theme.

    python -m benchmarks.idle [--rounds N] [--beside CHECKOUT]

A signed-in voter's countdown, with that of the heading, on a terminal of 80 by 24. The
programs run at the same time, so that they have the same machine; their CPU time is
counted, which does not depend on one another's. Linux only.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final, NamedTuple

from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    BARE,
    SETTLED,
    Running,
    comparing,
    note_ours,
    subject,
)

ROUNDS: Final = 3
SECONDS: Final = 20
GOALS: Final = {"visual": 0.08, "accessible": 0.0}
"""CPU seconds a minute beyond bare Textual's."""
COUNTS_SECONDS: Final = "visual"
OPENING: Final = "The vote opens in"

SUBJECT: Final = Subject(
    "All programs run and show their mark all the while; the countdowns show what is left, in the "
    "visual theme another screen nearly each second, and in the accessible one not, nor does bare "
    "Textual."
)


class Idle(NamedTuple):
    """What a program takes per minute."""

    cpu_seconds: float
    bytes_written: float


def read_all(programs: Sequence[Running], seconds: float) -> None:
    """Read what they write, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for program in programs:
            program.read(min(0.05, max(end - time.monotonic(), 0)))


def measure(commands: Mapping[str, Sequence[str]]) -> dict[str, Idle]:
    """All programs, idle for :data:`SECONDS`, or long enough to see a second pass."""
    lasts = 4 if SUBJECT.is_smoke else SECONDS
    with ExitStack() as stack:
        programs = [stack.enter_context(Running(command)) for command in commands.values()]
        for program in programs:
            program.wait_for(b"MARK")
        read_all(programs, SUBJECT.seconds(SETTLED))
        shown = [[program.screen] for program in programs]
        before = [(program.cpu_seconds(), len(program.written)) for program in programs]
        for _second in range(lasts):
            read_all(programs, 1.0)
            for screens, program in zip(shown, programs, strict=True):
                screens.append(program.screen)
        taken = {
            name: Idle(
                (program.cpu_seconds() - cpu) * 60 / lasts,
                (len(program.written) - size) * 60 / lasts,
            )
            for name, program, (cpu, size) in zip(commands, programs, before, strict=True)
        }
        for name, program, screens in zip(commands, programs, shown, strict=True):
            different = set(screens)
            SUBJECT.check(program.paints, program.screen)
            SUBJECT.check(all("MARK" in each for each in different), program.screen)
            SUBJECT.check(name == BARE or OPENING in program.screen, program.screen)
            counts = len(different) > lasts / 2
            is_to = name.endswith(COUNTS_SECONDS)
            SUBJECT.check(counts is is_to, f"{name}: {len(different)} screens")
    return taken


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    countdowns = {
        f"{name} {theme}": subject("countdown", theme, python=python)
        for name, python in options.pythons.items()
        for theme in GOALS
    }
    commands = {BARE: subject("bare"), **countdowns}
    rounds = [measure(commands) for _round in range(options.rounds)]
    beyond = {}
    for name in commands:
        cpu = [each[name].cpu_seconds for each in rounds]
        kilobytes = statistics.median(each[name].bytes_written for each in rounds) / 1000
        beyond[name] = statistics.median(
            each[name].cpu_seconds - each[BARE].cpu_seconds for each in rounds
        )
        print(
            f"{name:<20} {statistics.median(cpu):.3f} CPU-s a minute   "
            f"({min(cpu):.3f} to {max(cpu):.3f})   {kilobytes:.1f} kB to the terminal"
        )
    for theme, goal in GOALS.items():
        figure = f"idle_{theme}_beyond_bare"
        note_ours(SUBJECT, figure, beyond, "CPU-s a minute", goal, f" {theme}")


if __name__ == "__main__":
    main()
