"""CPU of the live countdown at rest: the visual and the accessible theme, and bare Textual.

    python -m benchmarks.idle [--rounds N] [--seconds S]

A signed-in voter's countdown, with that of the heading, on a terminal of 80 by 24. The
three programs run at the same time, so that they have the same machine; their CPU time is
counted, which does not depend on one another's. Linux only.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final, NamedTuple

from benchmarks.figures import Subject
from benchmarks.programs import Running, subject

ROUNDS: Final = 3
SECONDS: Final = 20.0
SETTLED: Final = 4.0
"""Seconds after the first frame in which imports and caches settle."""
PROGRAMS: Final[Mapping[str, Sequence[str]]] = {
    "bare Textual": subject("bare"),
    "visual": subject("countdown", "visual"),
    "accessible": subject("countdown", "accessible"),
}

GOALS: Final = {"visual": 0.15, "accessible": 0.05}
COUNTS_SECONDS: Final = "visual"
OPENING: Final = "The vote opens in"

SUBJECT: Final = Subject(
    "All three programs run and show their mark all the while; the two countdowns show what is "
    "left, in the visual theme another screen nearly each second, and in the others not."
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


def measure(seconds: float) -> list[Idle]:
    """All programs, idle for ``seconds``."""
    with ExitStack() as stack:
        programs = [stack.enter_context(Running(command)) for command in PROGRAMS.values()]
        for program in programs:
            program.wait_for(b"MARK")
        read_all(programs, SETTLED)
        shown = [[program.screen] for program in programs]
        before = [(program.cpu_seconds(), len(program.written)) for program in programs]
        for _second in range(round(seconds)):
            read_all(programs, seconds / round(seconds))
            for screens, program in zip(shown, programs, strict=True):
                screens.append(program.screen)
        for name, program, screens in zip(PROGRAMS, programs, shown, strict=True):
            different = set(screens)
            SUBJECT.check(program.paints, program.screen)
            SUBJECT.check(all("MARK" in each for each in different), program.screen)
            SUBJECT.check(name not in GOALS or OPENING in program.screen, program.screen)
            counts = len(different) > seconds / 2
            SUBJECT.check(counts is (name == COUNTS_SECONDS), f"{name}: {len(different)} screens")
        minute = 60 / seconds
        return [
            Idle((program.cpu_seconds() - cpu) * minute, (len(program.written) - size) * minute)
            for program, (cpu, size) in zip(programs, before, strict=True)
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    rounds = [measure(options.seconds) for _n in range(options.rounds)]
    for name, each in zip(PROGRAMS, zip(*rounds, strict=True), strict=True):
        cpu = [idle.cpu_seconds for idle in each]
        kilobytes = statistics.median(idle.bytes_written for idle in each) / 1000
        print(
            f"{name:<12} {statistics.median(cpu):.3f} CPU-s a minute   "
            f"({min(cpu):.3f} to {max(cpu):.3f})   {kilobytes:.1f} kB to the terminal"
        )
        if name in GOALS:
            SUBJECT.note(f"idle_{name}_cpu_s_per_min", statistics.median(cpu), "s", GOALS[name])


if __name__ == "__main__":
    main()
