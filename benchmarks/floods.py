"""The longest stall of the client's event loop while a portal floods it, against the bare reading
of the largest answer's JSON.

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
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Final

from benchmarks.shared.clocks import in_turn, told
from benchmarks.shared.figures import Subject
from tests.client.peer import answer, peer, saying
from tests.client.test_floods import FLOODS
from tui_voter.contract.ballots import read_candidate_lists
from tui_voter.contract.errors import PortalError, PortalMisbehaved
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret

ROUNDS: Final = 5
GOAL: Final = 50.0
TICK: Final = 0.001
"""Seconds between two looks at whether the loop still turns."""
NAME: Final = "\u202e" * 200
CANDIDATES: Final = 800
LARGEST_ANSWER: Final = "the largest answer"
BARE: Final = "its JSON read alone"

SUBJECT: Final = Subject(
    "The client breaks each flood off as a portal that misbehaves; of the largest answer it reads "
    "every candidate. The loop was watched all the while."
)
LARGEST: Final = json.dumps(
    {
        "lists": [
            {
                "id": "a",
                "name": NAME,
                "union": NAME,
                "candidates": [{"family_name": NAME, "first_name": NAME}] * CANDIDATES,
                "statement": "s",
            }
        ]
    },
    ensure_ascii=False,
)
"""Every letter is one that must not be shown as it is."""
SCRIPTS: Final = {
    **{name: script for name, (script, _most) in FLOODS.items()},
    LARGEST_ANSWER: saying(answer(LARGEST)),
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
        answer = await read_candidate_lists(client, Secret("session"), "ballot")
        found = sum(len(each.candidates) for each in answer.lists)
    except PortalError as error:
        found = error
    wanted = found == CANDIDATES if name == LARGEST_ANSWER else type(found) is PortalMisbehaved
    SUBJECT.check(wanted, f"{name}: {found!r}")
    over.set()
    await watching
    await client.aclose()
    SUBJECT.check(looks > 1, f"{name}: {looks} looks")
    return longest


def read_alone() -> float:
    """Seconds that Python's own reader takes."""
    began = time.perf_counter()
    json.loads(LARGEST)
    return time.perf_counter() - began


def stalled(name: str, origin: str) -> float:
    return asyncio.run(stall(name, origin))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    rounds = SUBJECT.options(parser, rounds=(ROUNDS, 1)).rounds
    acts: dict[str, Callable[[], float]] = {BARE: read_alone}
    portals = []
    for name in SCRIPTS:
        here, there = multiprocessing.Pipe()
        portals.append(multiprocessing.Process(target=serve, args=(name, there), daemon=True))
        portals[-1].start()
        acts[name] = partial(stalled, name, here.recv())
    stalls = in_turn(acts, rounds)
    for portal in portals:
        portal.terminate()
    ratios = told(stalls, BARE)
    SUBJECT.note("flood_stall_ratio", max(ratios.values()), "ratio", GOAL)


if __name__ == "__main__":
    main()
