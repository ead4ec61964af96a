"""Acts timed in turn, and what is told of their times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_turn(acts: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each act gives, A B A B, after one round more that does not count."""
    results = [{name: act() for name, act in acts.items()} for _round in range(rounds + 1)][1:]
    return {name: [each[name] for each in results] for name in acts}


def ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    """The median of the rounds' ratios: a busy machine slows both of a round."""
    return statistics.median(a / b for a, b in zip(ours, bare, strict=True))


def p99(times: Sequence[float]) -> float:
    return statistics.quantiles(_two_at_least(times), n=100, method="inclusive")[98]


def told(times: Mapping[str, Sequence[float]], bare: str) -> dict[str, float]:
    """Print the median of each and its middle half, from seconds; the ratio of each to ``bare``."""
    for name, seconds in times.items():
        low, median, high = (
            1000 * each for each in statistics.quantiles(_two_at_least(seconds), n=4)
        )
        label = name.replace("_ratio", "").replace("_", " ")
        print(f"{label:<36} {median:8.1f} ms   ({low:.1f} to {high:.1f})")
    return {name: ratio(seconds, times[bare]) for name, seconds in times.items()}


def _two_at_least(times: Sequence[float]) -> Sequence[float]:
    """``times``, of which `statistics.quantiles` refuses one that is alone before Python 3.13."""
    return [*times, *times] if len(times) == 1 else times


def cpu_seconds(pid: int) -> float:
    """Of a core that a process has had so far, its ended threads included (Linux)."""
    return time.clock_gettime(~pid << 3 | 2)  # the clock of clock_getcpuclockid(3)
