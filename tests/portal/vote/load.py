"""A portal under load: clients that cast ballots at once, and send again what was not answered."""

import random
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy import insert

from mock_server.core.times import real_time
from mock_server.db import schema
from mock_server.security.credentials import token_hash
from tests.portal_database import transaction
from tests.portal_process import RunningPortal, election_with, start_portal
from tests.portal_seal import TestSeal, seal
from tui_voter.sealing.ballot import Sealed

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
    verifier: str
    ballot: Sealed
    tries: int = 0


@dataclass
class Load:
    """Clients that cast until there is a receipt, and send the same again where there is none."""

    tasks: list[Task]
    url: str
    done: list[Task] = field(default_factory=list)
    _ended: bool = False
    _http: httpx.Client = field(default_factory=partial(httpx.Client, trust_env=False, timeout=30))

    @contextmanager
    def running(self) -> Iterator[Iterator[Task]]:
        """The tasks, as they are done."""
        with self._http, ThreadPoolExecutor(CLIENTS) as pool:
            casts = [pool.submit(self._cast, task) for task in self.tasks]
            try:
                yield (cast.result() for cast in as_completed(casts))
            finally:
                self._ended = True
                pool.shutdown(cancel_futures=True)

    def _cast(self, task: Task) -> Task:
        while not self._ended:
            task.tries += 1
            try:
                response = self._http.post(
                    f"{self.url}/api/ballots/{task.ballot_id}/cast",
                    headers={"Authorization": f"Bearer {task.session}"},
                    json={"verifier": task.verifier, "ballot": task.ballot.text.decode()},
                )
            except httpx.HTTPError:
                time.sleep(0.02)  # it is being started again
                continue
            if response.status_code != 503:
                assert response.status_code == 201, response.text
                assert response.json()["tracker"] == task.ballot.tracker
                self.done.append(task)
                break
        return task


def load_of(portal: RunningPortal, sealed: TestSeal, voters: int) -> Load:
    """A ballot of each voter in each of their ballots, in whatever order."""
    now, tasks, rows = real_time(), list[Task](), []
    for voter in range(1, voters + 1):
        token = secrets.token_urlsafe(32)
        rows.append(
            {
                "token_hash": token_hash(token),
                "voter_id": voter,
                "opened_at": now,
                "expires_at": now + timedelta(days=1),
                "unlocked": True,
            }
        )
        for ballot_id in BALLOTS:
            choice = CHANCE.randrange(3)
            ballot = sealed.fill(ballot_id, voter, choice)
            tasks.append(Task(voter, ballot_id, choice, token, sealed.verifier(voter), ballot))
    CHANCE.shuffle(tasks)
    with transaction(portal.settings.database, writes=True) as tx:
        tx.execute(insert(schema.session), rows)
    return Load(tasks, portal.url)


@dataclass
class Place:
    """Where a portal is, of so many voters, whose database another server may keep."""

    folder: Path
    voters: int
    url: str | None = None
    _sealed: TestSeal | None = None

    def __post_init__(self) -> None:
        addresses = [f"v{number}@a.exemple" for number in range(1, self.voters)]
        self.election = election_with(self.folder, addresses, " ".join(BALLOTS))

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
        if self._sealed is None:
            self._sealed = seal(portal.settings, self.folder / "board")
        return portal

    @property
    def sealed(self) -> TestSeal:
        """From its first start on."""
        assert self._sealed is not None
        return self._sealed
