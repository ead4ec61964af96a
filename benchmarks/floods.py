"""The longest stall of the client's event loop while a portal floods it, against that while it
reads an ordinary answer.

    python -m benchmarks.floods [--rounds N]

The portal is a process of its own on this computer; its floods are those of
:mod:`tests.client.test_floods`, and the largest answer there is to read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import time
from functools import partial
from multiprocessing.connection import Connection
from typing import Final

from benchmarks.shared.clocks import in_turn, told
from benchmarks.shared.figures import Subject
from tests.client.peer import answer, peer, saying
from tests.client.test_floods import FLOODS
from tui_voter.contract.errors import PortalError, PortalMisbehaved
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret

ROUNDS: Final = 5
GOAL: Final = 20.0
TICK: Final = 0.001
"""Seconds between two looks at whether the loop still turns."""
NAME: Final = "\u202e" * 200
ORDINARY: Final = "an ordinary answer"
LARGEST: Final = "the largest answer"
ANSWERS: Final = {ORDINARY: 10, LARGEST: 800}
"""How many candidates are in each."""

SUBJECT: Final = Subject(
    "The client breaks each flood off as a portal that misbehaves; of the answers it reads every "
    "candidate. The loop was watched all the while."
)


def lists(candidates: int) -> str:
    """One list with so many, of which every letter must not be shown as it is."""
    names = [{"family_name": NAME, "first_name": NAME}] * candidates
    one = {"id": "a", "name": NAME, "union": NAME, "candidates": names, "statement": "s"}
    return json.dumps({"lists": [one]}, ensure_ascii=False)


SCRIPTS: Final = {
    **{name: script for name, (script, _most) in FLOODS.items()},
    **{name: saying(answer(lists(count))) for name, count in ANSWERS.items()},
}


def serve(name: str, told: Connection) -> None:
    async def serving() -> None:
        async with peer(SCRIPTS[name]) as portal:
            told.send(portal.origin)
            await asyncio.Event().wait()

    asyncio.run(serving())


async def stall(name: str, origin: str) -> float:
    """The longest time in seconds in which the loop did not turn, during one call."""
    longest, looks, over = 0.0, 0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest, looks
        while not over.is_set():
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - began - TICK)
            looks += 1

    watching = asyncio.create_task(watch())
    client = PortalClient(origin, language="fr")
    found: object
    try:
        answer = await client.candidate_lists(Secret("session"), "ballot")
        found = sum(len(each.candidates) for each in answer.lists)
    except PortalError as error:
        found = error
    if name in ANSWERS:
        SUBJECT.check(found == ANSWERS[name], f"{name}: {found!r}")
    else:
        SUBJECT.check(type(found) is PortalMisbehaved, f"{name}: {found!r}")
    over.set()
    await watching
    await client.aclose()
    SUBJECT.check(looks > 1, f"{name}: {looks} looks")
    return longest


def stalled(name: str, origin: str) -> float:
    return asyncio.run(stall(name, origin))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    acts, portals = {}, []
    for name in SCRIPTS:
        here, there = multiprocessing.Pipe()
        portals.append(multiprocessing.Process(target=serve, args=(name, there), daemon=True))
        portals[-1].start()
        acts[name] = partial(stalled, name, here.recv())
    stalls = in_turn(acts, rounds)
    for portal in portals:
        portal.terminate()
    ratios = told(stalls, ORDINARY)
    SUBJECT.note("flood_stall_ratio", max(ratios.values()), "ratio", GOAL)


if __name__ == "__main__":
    main()
