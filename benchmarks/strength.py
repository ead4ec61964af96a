"""The strength meter's time for one password: p50 and p99, in milliseconds.

    python -m benchmarks.strength

"stock" is zxcvbn as it comes, in a process of its own; its worst cases take seconds, so
they get few rounds. Then what the meter adds: the time to load, and the memory.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from benchmarks.shared.clocks import p99
from benchmarks.shared.figures import Subject
from tui_voter.machine import strength
from tui_voter.secret import Secret

LEET = "4@8({[<369!1|0$57+%2"
CASES = {
    "passphrase of 24": "cheval-agrafe-pile-fort7",
    "usual, 15": "MotDePasse2026!",
    "random of 16": "xK9#mQ2$vL7!pR4w",
    "leet of 24": (LEET * 2)[:24],
    "leet of 40": LEET * 2,
    "leet of 72": (LEET * 4)[:72],
    "letters and leet of 40": "a4b8c(g6i1l7o0s5t+x%z2" * 2,
    "one sign, 40 times": "!" * 40,
    "one sign, 128 times": "!" * 128,
}
SCORES = {"passphrase of 24": 4, "random of 16": 4, "one sign, 40 times": 0}
"""Out of 4, by both."""
SUBJECT: Final = Subject(
    "The same password always has the same score; two good ones have the best, and one sign again "
    "and again has the worst, by zxcvbn alone as well."
)
WORDS = ("marie", "durand", "marie.durand@ac-exemple.fr")


def rss() -> float:
    """The largest resident set so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(call: Callable[[str], int], rounds: int) -> None:
    """``call`` gives the score of a password."""
    for name, password in CASES.items():
        times, scores = [], set()
        for _ in range(rounds):
            start = time.perf_counter()
            score = call(password)
            times.append((time.perf_counter() - start) * 1000)
            scores.add(score)
        SUBJECT.check(scores == {SCORES.get(name, score)}, f"{name}: {scores}")
        print(f"{name:26} {statistics.median(times):9.2f} {p99(times):9.2f}")


def stock() -> None:
    from zxcvbn import zxcvbn

    print(f"\n{'stock zxcvbn':26} {'p50':>9} {'p99':>9}")
    measured(lambda password: zxcvbn(password[:72], user_inputs=WORDS)["score"], rounds=3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    rounds = SUBJECT.options(parser, rounds=(100, 2)).rounds
    before, start = rss(), time.perf_counter()
    strength.prepare()
    print(f"load {(time.perf_counter() - start) * 1000:.0f} ms, {rss() - before:.1f} MB")
    print(f"{'meter':26} {'p50':>9} {'p99':>9}")
    words = strength.folded_words(WORDS)
    measured(lambda password: strength.measure_now(Secret(password), words).score, rounds)
    if not SUBJECT.is_smoke:
        command = [sys.executable, "-c", "from benchmarks.strength import stock; stock()"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
