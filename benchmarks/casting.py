"""Casting ballots at a portal of one worker, against the bare check of their proofs and the bare
database, on SQLite and PostgreSQL.

    python -m benchmarks.casting [--voters N]

Clients in this process cast three ballots of each voter over HTTP. What the portal's process
spends on each is the CPU's time of that process, to which PostgreSQL's own does not belong; the
bare check and the bare rows, written by the driver alone, are done here and measured likewise.
The clock's figure, ballots a second, is that of a machine which clients and portal share.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import make_url

from benchmarks.shared.clocks import cpu_seconds
from benchmarks.shared.figures import HIGHER, Subject
from tests.portal.db.postgres import server
from tests.portal.vote.load import Place, Task, load_of
from tests.portal_process import RunningPortal
from tui_voter.sealing.ballot import check_ballot, read_ballot

GOALS: Final = {"sqlite": 0.9, "postgresql": 0.85}
SUBJECT: Final = Subject(
    "Each ballot is answered with its own tracker at its first try, and all of them are in the "
    "register, and wait or are in the urn; so are the bare rows afterwards."
)
REGISTER: Final = "INSERT INTO register (ballot_id, voter_id) VALUES ({0}, {0})"
PENDING: Final = (
    "INSERT INTO pending (ballot_id, credential, tracker, body) VALUES ({0}, {0}, {0}, {0})"
)


def spent_on(act: Callable[[Task], object], tasks: list[Task]) -> float:
    """Seconds of the CPU for each of them, in this process."""
    start = time.process_time()
    for task in tasks:
        act(task)
    return (time.process_time() - start) / len(tasks)


def bare_check(place: Place) -> Callable[[Task], object]:
    elections = place.sealed.elections

    def check(task: Task) -> None:
        election = elections[task.ballot_id]
        check_ballot(read_ballot(task.ballot.text, election), election)

    return check


@contextmanager
def bare_rows(place: Place) -> Iterator[Callable[[Task], object]]:
    """What a ballot writes, each in a transaction of its own, by the driver alone."""
    connection: Any
    if place.url is None:
        connection, mark = sqlite3.connect(place.folder / "portal.db"), "?"
        connection.execute("PRAGMA synchronous = FULL")
    else:
        url = make_url(place.url).set(drivername="postgresql")
        connection, mark = psycopg.connect(url.render_as_string(hide_password=False)), "%s"

    def put(task: Task) -> None:
        body = task.ballot.text
        credential = read_ballot(body, place.sealed.elections[task.ballot_id]).credential.text
        connection.execute(REGISTER.format(mark), (task.ballot_id, task.voter))
        row = (task.ballot_id, credential, task.ballot.tracker, body)
        connection.execute(PENDING.format(mark), row)
        connection.commit()

    with closing(connection):
        for table in ("register", "pending", "urn"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        connection.commit()
        yield put


def rows_of(portal: RunningPortal) -> tuple[int, int]:
    """How many have voted in a ballot, and how many ballots there are."""
    ((voted, ballots),) = portal.sql(
        "SELECT (SELECT count(*) FROM register), "
        "(SELECT count(*) FROM pending) + (SELECT count(*) FROM urn)"
    )
    return voted, ballots


def measure(kind: str, place: Place) -> None:
    with place.start() as portal:
        load = load_of(portal, place.sealed, place.voters)
        tasks = load.tasks
        before, begun = cpu_seconds(portal.process.pid), time.monotonic()
        with load.running() as done:
            deque(done, 0)
        seconds = time.monotonic() - begun
        cast = (cpu_seconds(portal.process.pid) - before) / len(tasks)
        again = [task for task in tasks if task.tries != 1]
        SUBJECT.check(len(load.done) == len(tasks) and not again, f"{len(again)} sent again")
        SUBJECT.check(rows_of(portal) == (len(tasks), len(tasks)), rows_of(portal))
    check = spent_on(bare_check(place), tasks)
    with bare_rows(place) as put:
        rows = spent_on(put, tasks)
    written = rows_of(portal)
    SUBJECT.check(written == (len(tasks), len(tasks)), written)
    print(
        f"{kind}: {len(tasks)} ballots, {len(tasks) / seconds:.0f} a second; ms of CPU: "
        f"cast {1000 * cast:.2f}, bare check {1000 * check:.2f}, bare rows {1000 * rows:.2f}"
    )
    SUBJECT.note(f"cast_ratio_{kind}", (check + rows) / cast, "ratio", GOALS[kind], HIGHER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    voters = SUBJECT.options(parser, voters=(200, 4)).voters
    with tempfile.TemporaryDirectory() as folder:
        measure("sqlite", Place(Path(folder), voters))
    with (
        tempfile.TemporaryDirectory() as folder,
        server(lambda _url: None) as postgresql,
        postgresql.database() as url,
    ):
        measure("postgresql", Place(Path(folder), voters, url))


if __name__ == "__main__":
    main()
