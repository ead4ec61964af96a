"""How long a computer's answer to a captcha takes, on one core.

    python -m benchmarks.proof_of_work [--samples N]

The client's own solver on challenges as the portal sets them, in seconds of a core's work, which
on a quiet machine are those that the voter waits; what setting one and checking one costs the
portal; and how long the event loop was away meanwhile. The process keeps to one core (Linux).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from typing import Final

from benchmarks.figures import Subject
from mock_server.captcha.work import Seal, is_done, set_work
from mock_server.core.settings import WorkCost
from tui_voter.contract.shapes import Proof, Work
from tui_voter.machine.work import work_out

SAMPLES: Final = 100
SEAL: Final = Seal(b"a challenge's", b"a solution's")
OTHER_SEAL: Final = Seal(b"another's", b"another's")
GOAL_S: Final = 3.0
"""For a slow core, at the 95th percentile."""
GOAL_MS: Final = 2.0
"""For the portal, which sets one with each captcha."""

SUBJECT: Final = Subject(
    "The work has the rounds of a real election, the portal takes its proof, and would not for "
    "another captcha; the loop was watched all the while."
)


async def solved(work: Work) -> tuple[Proof, float, float]:
    """The proof, the core's seconds that it took, and the longest that the loop was away."""
    away, last, looks, solving = 0.0, time.perf_counter(), 0, True

    async def beat() -> None:
        nonlocal away, last, looks
        while solving:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            away, last, looks = max(away, now - last), now, looks + 1

    beating = asyncio.create_task(beat())
    begun = time.process_time()
    proof = await work_out(work, lambda _share: None)
    taken = time.process_time() - begun
    solving = False
    await beating
    SUBJECT.check(looks > 0, "no look at the loop")
    return proof, taken, away


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cost = WorkCost()
    setting, checking, taken, away = [], [], [], []
    asyncio.run(solved(set_work(SEAL, WorkCost(1, 1))))  # what it loads is loaded once
    for _number in range(samples):
        begun = time.perf_counter()
        work = set_work(SEAL, cost)
        setting.append(time.perf_counter() - begun)
        proof, seconds, longest = asyncio.run(solved(work))
        taken.append(seconds)
        away.append(longest)
        begun = time.perf_counter()
        done = is_done(proof, SEAL)
        checking.append(time.perf_counter() - begun)
        SUBJECT.check(work.parameters.cost == cost.rounds, work)
        SUBJECT.check(done and not is_done(proof, OTHER_SEAL), proof)
    percentiles = statistics.quantiles(taken, n=100)
    print(f"{samples} proofs of up to {cost.most} tries of {cost.rounds} rounds, on one core")
    SUBJECT.note("proof_of_work_p50_s", percentiles[49], "s", GOAL_S / 2)
    SUBJECT.note("proof_of_work_p95_s", percentiles[94], "s", GOAL_S)
    SUBJECT.note("proof_of_work_set_ms", statistics.median(setting) * 1000, "ms", GOAL_MS)
    SUBJECT.note("proof_of_work_check_ms", statistics.median(checking) * 1000, "ms", GOAL_MS)
    SUBJECT.note("proof_of_work_loop_away_ms", statistics.median(away) * 1000, "ms", 200)


if __name__ == "__main__":
    main()
