"""Whole activations a second over HTTP, on SQLite and on PostgreSQL, with 1, 2 and 4 workers.

    python -m benchmarks.activations [--voters N] [--at-once N]

Each activation is three requests (open the link, create the password, activate) and two
hashes; they are sent by a lean client in this process, so many at once, each over a
connection of its own. Once with the hashing of a real election (19 MiB, 2 passes), which is
what an election's first hour is made of, and once with next to none: what all the rest can
do. The CPU is the portal's alone: on a busy machine it says more than the seconds do. The
PostgreSQL is the tests' own, on this machine, which does not wait for its disk.

What is held against the goal are the activations of one worker that has one core, A B A B with
as many hashes as they take, done on that core with nothing around them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from benchmarks.shared.clocks import cpu_seconds, in_turn, ratio
from benchmarks.shared.figures import HIGHER, Subject
from mock_server.core.settings import HashProfile
from tests.portal.captcha_solver import solve
from tests.portal.db.postgres import server
from tests.portal.http.lean_http import Answer, Connection
from tests.portal_process import CHEAP, RunningPortal, election_with, start_portal

SUBJECT: Final = Subject(
    "Every request is answered with 200; afterwards as many accounts are active as there were "
    "links, each with its own hash of password and of answer, at the cost that was asked for."
)
GOAL: Final = 0.9
ROUNDS: Final = 7
BATCH: Final = 20
"""Activations in each round."""
HASHES: Final = 2
"""Of an activation: the password and the answer."""
REAL: Final = HashProfile()
AT_ONCE: Final = 16
PASSWORD: Final = "Mot2passe-solide"  # noqa: S105 (nobody's)
WORKERS: Final = (1, 2, 4)


async def activate(connection: Connection, token: str) -> list[float]:
    """The seconds of each request."""
    times: list[float] = []

    async def post(path: str, **fields: str) -> Answer:
        start = time.perf_counter()
        answer = await connection.post(f"/api/{path}", **fields)
        times.append(time.perf_counter() - start)
        SUBJECT.check(answer.status == 200, f"{path}: {answer}")
        return answer

    captcha = (await post("links/open", token=token)).body["captcha"]
    created = await post(
        "activation/password",
        token=token,
        password=PASSWORD,
        captcha_id=captcha["id"],
        captcha_answer=solve(captcha["question"]),
    )
    await post(
        "activation",
        token=token,
        ticket=created.body["ticket"],
        question_id="first-concert",
        answer="Les Vieilles Charrues",
    )
    return times


async def rush(url: str, tokens: list[str], at_once: int) -> list[float]:
    """Activate them all; the seconds of every request."""
    waiting = iter(tokens)
    times: list[float] = []

    async def one_after_the_other() -> None:
        connection = await Connection.open(url)
        for token in waiting:
            times.extend(await activate(connection, token))
        await connection.close()

    async with asyncio.TaskGroup() as group:
        for _number in range(at_once):
            group.create_task(one_after_the_other())
    return times


def cpu_of(portal: RunningPortal) -> float:
    """Seconds of its workers so far, and its own (Linux)."""
    pid = portal.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(cpu_seconds(each) for each in (pid, *map(int, children)))


def check_accounts(portal: RunningPortal, count: int, profile: HashProfile) -> None:
    """So many are active, each with hashes of its own at this cost."""
    hashed = f"$argon2id$v=19$m={profile.memory},t={profile.passes},p={profile.lanes}$%"
    ((made,),) = portal.sql(
        "SELECT count(DISTINCT password_hash) FROM voter WHERE activated_at IS NOT NULL "
        "AND password_hash LIKE ? AND answer_hash LIKE ? AND answer_hash <> password_hash",
        hashed,
        hashed,
    )
    SUBJECT.check(made == count, f"{count} activations made {made} accounts")


def beside_argon2() -> tuple[list[float], list[float]]:
    """The seconds of each round's activations, and of their hashes alone, on one core (Linux)."""
    cores = os.sched_getaffinity(0)
    core = {min(cores)}
    at_a_time, rounds = (2, 1) if SUBJECT.is_smoke else (BATCH, ROUNDS)
    count = at_a_time * (rounds + 1)
    hasher = PasswordHasher(REAL.passes, REAL.memory, REAL.lanes)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        election = election_with(folder, [f"v{number}@foule.exemple" for number in range(count)])
        os.sched_setaffinity(0, core)  # for the portal, which keeps to it
        with start_portal(folder, election=election, profile=REAL) as portal:
            links = portal.invite_all()
            tokens = [link.rpartition("/")[2] for link in links.values()]

            def activations() -> float:
                batch, tokens[:at_a_time] = tokens[:at_a_time], []
                os.sched_setaffinity(0, cores - core or core)
                start = time.perf_counter()
                asyncio.run(rush(portal.url, batch, AT_ONCE))
                return time.perf_counter() - start

            def hashes() -> float:
                os.sched_setaffinity(0, core)
                start = time.perf_counter()
                for _hash in range(at_a_time * HASHES):
                    hasher.hash(PASSWORD)
                return time.perf_counter() - start

            times = in_turn({"ours": activations, "bare": hashes}, rounds)
            os.sched_setaffinity(0, cores)
            check_accounts(portal, count, REAL)
    return times["ours"], times["bare"]


def measure(
    name: str, workers: int, voters: int, at_once: int, profile: HashProfile, url: str | None
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        election = election_with(folder, [f"v{number}@foule.exemple" for number in range(voters)])
        with start_portal(
            folder, election=election, workers=workers, profile=profile, database_url=url
        ) as portal:
            tokens = [link.rpartition("/")[2] for link in portal.invite_all().values()]
            before = cpu_of(portal)
            start = time.perf_counter()
            times = sorted(asyncio.run(rush(portal.url, tokens, at_once)))
            seconds = time.perf_counter() - start
            cpu = cpu_of(portal) - before
            check_accounts(portal, len(tokens), profile)
    print(
        f"{name:10} {workers:7} {'real' if profile is REAL else 'cheap':>8} "
        f"{len(tokens) / seconds:12.1f} {times[len(times) // 2] * 1000:8.0f} "
        f"{times[len(times) * 95 // 100] * 1000:8.0f} {cpu / len(tokens) * 1000:10.1f}",
        flush=True,
    )


def _empty(url: str) -> None:
    """The template of a database that nobody copies."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options = SUBJECT.options(parser, voters=(150, 8), at_once=(AT_ONCE, 4))
    ours, bare = beside_argon2()
    made, allowed = (BATCH / statistics.median(seconds) for seconds in (ours, bare))
    print(f"one core: {made:.1f} activations a second, argon2 allows {allowed:.1f}")
    SUBJECT.note("activations_ratio", ratio(bare, ours), "ratio", GOAL, HIGHER)
    print(
        f"{'database':10} {'workers':>7} {'hashing':>8} {'activations/s':>12} {'p50 ms':>8} p95 ms"
    )
    with server(_empty) as postgresql:
        for profile, times in ((REAL, 1), (CHEAP, 3))[SUBJECT.is_smoke :]:
            for workers in WORKERS[2 * SUBJECT.is_smoke :]:
                for name in ("SQLite", "PostgreSQL"):
                    on_server = postgresql.database() if name == "PostgreSQL" else nullcontext()
                    with on_server as url:
                        measure(
                            name, workers, options.voters * times, options.at_once, profile, url
                        )


if __name__ == "__main__":
    main()
