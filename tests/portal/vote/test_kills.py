"""A portal under load, as a process of its own: killed again and again, or with workers, it loses
no ballot that it has acknowledged, and register, urn and count agree."""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import insert

from mock_server.core.times import real_time
from mock_server.db import schema
from mock_server.security.credentials import token_hash
from mock_server.vote.closing import close_vote
from tests.portal.db.postgres import Server as PostgreSQL
from tests.portal_database import transaction
from tests.portal_process import RunningPortal, election_with, start_portal
from tests.portal_seal import TestSeal, seal
from tui_voter.sealing import tally
from tui_voter.sealing.archive import check
from tui_voter.sealing.ballot import Sealed

pytestmark = pytest.mark.both_databases

VOTERS: Final = int(os.environ.get("VOTE_LOAD", "20"))
"""Each of whom votes in three ballots."""
KILLS: Final = int(os.environ.get("VOTE_KILLS", "4"))
CLIENTS: Final = 6
CHANCE: Final = random.SystemRandom()

BALLOTS: Final = ("csa-national", "csa-academique", "cap-enseignants")


@dataclass
class Task:
    """A ballot to be cast, with the voter's session; ``tries`` so far."""

    voter: int
    ballot_id: str
    choice: int
    session: str
    ballot: Sealed
    tries: int = 0


@dataclass
class Load:
    """Clients that cast until there is a receipt, and send the same again where there is none."""

    tasks: deque[Task]
    url: str = ""
    done: list[Task] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    ended: bool = False
    progress: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def running(self, clients: int = CLIENTS) -> Iterator[None]:
        threads = [threading.Thread(target=self._client) for _number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ended = True
            for thread in threads:
                thread.join()

    def wait_for(self, count: int) -> None:
        """As long as there is some progress."""
        with self.progress:
            while len(self.done) < count:
                self.others.clear()
                moved = self.progress.wait_for(partial(self._is_beyond, len(self.done)), 120)
                assert moved, self.others
                assert not self.strange

    def _is_beyond(self, count: int) -> bool:
        return bool(self.strange) or len(self.done) > count

    def _client(self) -> None:
        url, http = "", httpx.Client()
        while not (self.strange or self.ended):
            try:
                task = self.tasks.popleft()
            except IndexError:
                break
            if url != self.url:
                url = self.url
                http.close()
                http = httpx.Client(base_url=url, trust_env=False, timeout=30)
            if not self._cast(http, task):
                self.tasks.append(task)
        http.close()

    def _cast(self, http: httpx.Client, task: Task) -> bool:
        task.tries += 1
        try:
            response = http.post(
                f"/api/ballots/{task.ballot_id}/cast",
                headers={"Authorization": f"Bearer {task.session}"},
                json={"ballot": task.ballot.text.decode()},
            )
        except httpx.HTTPError as exc:
            self.others[repr(exc)] += 1
            time.sleep(0.02)  # it is being started again
            return False
        with self.progress:
            if response.status_code == 201:
                assert response.json()["tracker"] == task.ballot.tracker
                self.done.append(task)
            elif response.status_code == 503:
                self.others["busy"] += 1
            else:
                self.strange.append(f"{response.status_code} {response.text}")
            self.progress.notify()
        return response.status_code == 201


@dataclass
class Place:
    """Where the portal is, whose database another server may keep."""

    folder: Path
    election: Path
    url: str | None
    sealed: TestSeal | None = None

    def start(self, workers: int = 1) -> RunningPortal:
        portal = start_portal(
            self.folder,
            opens_in="1s",
            made_ago=timedelta(minutes=1),
            election=self.election,
            database_url=self.url,
            workers=workers,
            options=["--mix-every", "1"],
        )
        if self.sealed is None:
            self.sealed = seal(portal.settings, self.folder / "board")
        return portal


@pytest.fixture
def place(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    election = election_with(tmp_path, [f"v{number}@a.exemple" for number in range(1, VOTERS)])
    voters = election / "voters.csv"
    text = voters.read_text(encoding="utf-8").replace(" ".join(BALLOTS[:2]), " ".join(BALLOTS))
    voters.write_text(text, encoding="utf-8")
    if kind == "sqlite":
        yield Place(tmp_path, election, None)
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with server.database() as url:
        yield Place(tmp_path, election, url)


def load_of(portal: RunningPortal, sealed: TestSeal) -> Load:
    """A ballot of each voter in each of their ballots, in whatever order."""
    now, tasks, rows = real_time(), deque[Task](), []
    for voter in range(1, VOTERS + 1):
        token = secrets.token_urlsafe(32)
        rows.append(_session(token, voter, now))
        for ballot_id in BALLOTS:
            choice = CHANCE.randrange(3)
            ballot = sealed.fill(ballot_id, voter, choice)
            tasks.append(Task(voter, ballot_id, choice, token, ballot))
    CHANCE.shuffle(tasks)
    with transaction(portal.settings.database, writes=True) as tx:
        tx.execute(insert(schema.session), rows)
    return Load(tasks, portal.url)


def _session(token: str, voter: int, now: datetime) -> dict[str, Any]:
    return {
        "token_hash": token_hash(token),
        "voter_id": voter,
        "opened_at": now,
        "expires_at": now + timedelta(days=1),
        "unlocked": True,
    }


def agree(portal: RunningPortal) -> None:
    """Register = pending + urn, and what was acknowledged is there."""
    counts = [
        Counter(ballot for (ballot,) in portal.sql(f"SELECT ballot_id FROM {table}"))  # noqa: S608
        for table in ("register", "pending", "urn")
    ]
    assert counts[0] == counts[1] + counts[2]


def are_there(portal: RunningPortal, tasks: Sequence[Task]) -> None:
    kept = {
        tracker
        for (tracker,) in portal.sql("SELECT tracker FROM pending UNION SELECT tracker FROM urn")
    }
    assert {task.ballot.tracker for task in tasks} <= kept


def test_killed_under_load_it_loses_nothing(place: Place) -> None:
    portal = place.start()
    assert place.sealed is not None
    load = load_of(portal, place.sealed)
    whole, step = len(load.tasks), max(1, len(load.tasks) // (KILLS + 1))
    kills = 0
    with load.running():
        while kills < KILLS:
            load.wait_for(min(whole - 1, len(load.done) + CHANCE.randint(1, step)))
            portal.process.kill()
            portal.stop()
            kills += 1
            done = list(load.done)
            agree(portal)
            are_there(portal, done)
            portal = place.start()
            load.url = portal.url
        load.wait_for(whole)
    with portal:
        agree(portal)
        are_there(portal, load.done)
        assert portal.sql("SELECT count(*) FROM register") == [(whole,)]
        again = sum(task.tries > 1 for task in load.done)
        print(f"{kills} kills, {whole} ballots, {again} sent again: 0 lost, 0 twice")  # noqa: T201


def test_register_urn_and_count_agree(place: Place) -> None:
    """With two workers, of which one mixes at a time."""
    with place.start(workers=2) as portal:
        assert place.sealed is not None
        load = load_of(portal, place.sealed)
        whole, begun = len(load.tasks), time.monotonic()
        with load.running():
            load.wait_for(whole)
        seconds = time.monotonic() - begun
        close_vote(portal.settings, lambda _sentence: None, at_once=True)
        assert portal.sql("SELECT count(*) FROM register") == [(whole,)]
        with httpx.Client(base_url=portal.url, trust_env=False, timeout=120) as http:
            for ballot_id in BALLOTS:
                election = place.sealed.elections[ballot_id]
                verdict = check(http.get(f"/urn/{election.uuid}.bel").content)
                assert verdict.ended
                of_ballot = [task for task in load.done if task.ballot_id == ballot_id]
                assert verdict.trackers == {task.ballot.tracker for task in of_ballot}
                assert votes(verdict.tally, place.sealed, ballot_id) == tuple(
                    Counter(task.choice for task in of_ballot)[choice]
                    for choice in range(len(election.answers))
                )
        print(f"{whole} ballots in {seconds:.1f} s: register, urn and count agree")  # noqa: T201


def votes(summed: tally.Tally, sealed: TestSeal, ballot_id: str) -> tuple[int, ...]:
    election = sealed.elections[ballot_id]
    (owner,) = sealed.trustees.owners
    share = tally.share(sealed.share, summed, election)
    factors = {owner.number: tally.check_share(share, owner, summed, election)}
    return tally.counts(summed, factors, sealed.trustees)
