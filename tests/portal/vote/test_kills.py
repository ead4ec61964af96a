"""A portal under load, as a process of its own: killed, then with workers, it loses
no ballot that it has acknowledged, and register, urn and count agree."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx
import pytest

from mock_server.vote.closing import close_vote
from tests.portal.vote.load import BALLOTS, CHANCE, Place, Task, load_of
from tests.portal_process import RunningPortal
from tui_voter.sealing import tally
from tui_voter.sealing.archive import check

pytestmark = pytest.mark.both_databases

VOTERS: Final = int(os.environ.get("VOTE_LOAD", "10"))
"""Each of whom votes in three ballots."""
KILLS: Final = int(os.environ.get("VOTE_KILLS", "1"))


@pytest.fixture
def place(tmp_path: Path, empty_database: str) -> Place:
    return Place(tmp_path, VOTERS, empty_database)


def agree(portal: RunningPortal, acknowledged: Sequence[Task]) -> None:
    """Register = pending + urn, and what was acknowledged is there."""
    counts = [
        Counter(ballot for (ballot,) in portal.sql(f"SELECT ballot_id FROM {table}"))  # noqa: S608
        for table in ("register", "pending", "urn")
    ]
    assert counts[0] == counts[1] + counts[2]
    kept = portal.sql("SELECT tracker FROM pending UNION SELECT tracker FROM urn")
    assert {task.ballot.tracker for task in acknowledged} <= {tracker for (tracker,) in kept}


def test_killed_under_load_it_loses_nothing(place: Place) -> None:
    portal = place.start()
    load = load_of(portal, place.sealed, VOTERS)
    whole, step = len(load.tasks), max(1, len(load.tasks) // (KILLS + 1))
    with load.running() as done:
        for kills_left in reversed(range(KILLS)):
            for _ballot in range(CHANCE.randint(1, step)):
                next(done)
            portal.process.kill()
            portal.stop()
            agree(portal, list(load.done))
            portal = place.start(workers=1 if kills_left else 2)  # of whom one mixes at a time
            load.url = portal.url
        assert [*done]
    with portal:
        agree(portal, load.done)
        close_vote(portal.settings, lambda _sentence: None, at_once=True)
        assert portal.sql("SELECT count(*) FROM register") == [(whole,)]
        with httpx.Client(base_url=portal.url, trust_env=False, timeout=120) as http:
            for ballot_id in BALLOTS:
                election = place.sealed.elections[ballot_id]
                verdict = check(http.get(f"/urn/{election.uuid}.bel").content)
                assert verdict.ended
                of_ballot = [task for task in load.done if task.ballot_id == ballot_id]
                assert verdict.trackers == {task.ballot.tracker for task in of_ballot}
                share = tally.share(place.sealed.share, verdict.tally, election)
                trustees, chosen = place.sealed.trustees, Counter(task.choice for task in of_ballot)
                votes = tally.result(verdict.tally, {1: share}, trustees, election)
                assert dict(enumerate(votes)) == {n: chosen[n] for n in range(len(votes))}
