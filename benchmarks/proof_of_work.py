"""How long a computer's answer to a captcha takes, on one core, against bare hashing.

    python -m benchmarks.proof_of_work [--samples N]

The client's own solver on challenges as the portal sets them, in seconds of a core's work, which
on a quiet machine are those that the voter waits, against as many keys derived in a thread with
nothing around them; what setting one and checking one costs the portal, against one such key; and
how long the event loop was away, against those bare keys. The process keeps to one core (Linux).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import statistics
import time
from collections.abc import Awaitable
from hashlib import pbkdf2_hmac
from typing import Final, TypeVar

from benchmarks.shared.clocks import ratio
from benchmarks.shared.figures import Subject
from mock_server.captcha.work import Seal, is_done, set_work
from mock_server.core.settings import WorkCost
from tui_voter.contract.captchas import Proof
from tui_voter.machine.work import work_out

T = TypeVar("T")

SAMPLES: Final = 50
COST: Final = WorkCost()
SEAL: Final = Seal(b"a challenge's", b"a solution's")
OTHER_SEAL: Final = Seal(b"another's", b"another's")
GOALS: Final = {"solve": 1.2, "set": 3.0, "check": 3.0, "loop_away": 3.0}

SUBJECT: Final = Subject(
    "The work has the rounds of a real election, the portal takes its proof, and would not for "
    "another captcha; the loop was watched all the while."
)


def tries_of(proof: Proof) -> int:
    """How many numbers were tried until this one."""
    return int(json.loads(base64.b64decode(proof.payload))["solution"]["counter"]) + 1


def hash_bare(tries: int) -> None:
    for number in range(tries):
        pbkdf2_hmac("sha256", number.to_bytes(16), b"a salt", COST.rounds)


async def watched(act: Awaitable[T]) -> tuple[T, float, float]:
    """Its result, the core's seconds that it took, and the longest that the loop was away."""
    away, last, looks, solving = 0.0, time.perf_counter(), 0, True

    async def beat() -> None:
        nonlocal away, last, looks
        while solving:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            away, last, looks = max(away, now - last), now, looks + 1

    beating = asyncio.create_task(beat())
    begun = time.process_time()
    result = await act
    taken = time.process_time() - begun
    solving = False
    await beating
    SUBJECT.check(looks > 0, "no look at the loop")
    return result, taken, away


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    samples = SUBJECT.options(parser, samples=(SAMPLES, 2)).samples
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    setting, checking, taken, bare, one_try, away, bare_away = ([] for _list in range(7))
    for _number in range(samples + 1):  # the first does not count
        begun = time.process_time()
        work = set_work(SEAL, COST)
        setting.append(time.process_time() - begun)
        proof, seconds, longest = asyncio.run(watched(work_out(work, lambda _share: None)))
        taken.append(seconds)
        away.append(longest)
        tries = tries_of(proof)
        _none, seconds, longest = asyncio.run(watched(asyncio.to_thread(hash_bare, tries)))
        bare.append(seconds)
        bare_away.append(longest)
        one_try.append(seconds / tries)
        begun = time.process_time()
        done = is_done(proof, SEAL)
        checking.append(time.process_time() - begun)
        SUBJECT.check(work.parameters.cost == COST.rounds, work)
        SUBJECT.check(done and not is_done(proof, OTHER_SEAL), proof)
    percentiles = statistics.quantiles(taken[1:], n=100)
    print(
        f"{samples} proofs of up to {COST.most} tries of {COST.rounds} rounds, on one core: "
        f"p50 {percentiles[49]:.2f} s, p95 {percentiles[94]:.2f} s"
    )
    for name, ours, theirs in (
        ("solve", taken, bare),
        ("set", setting, one_try),
        ("check", checking, one_try),
        ("loop_away", away, bare_away),
    ):
        print(f"{name}: median {statistics.median(ours[1:]) * 1000:.3f} ms")
        figure = ratio(ours[1:], theirs[1:])
        SUBJECT.note(f"proof_of_work_{name}_ratio", figure, "ratio", GOALS[name])


if __name__ == "__main__":
    main()
