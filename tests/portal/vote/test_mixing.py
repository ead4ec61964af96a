"""When ballots go into the urn: in time, by hand, before a backup, at the end of the vote."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from mock_server.cli import clock as clocks
from mock_server.cli.vote import mix
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.core.times import Clock
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.folder import SAMPLE, read_folder
from mock_server.vote import casting, mixing
from mock_server.vote.lock import read_pending
from mock_server.vote.window import GRACE
from tests.portal.conftest import Stopping, refused
from tests.portal.vote.backups import taken
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, OPENS, Vote, sealed_and_open
from tests.portal_database import transaction
from tests.portal_process import start_portal
from tests.portal_seal import seal
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import Kind, check, events
from tui_voter.sealing.election import Election

pytestmark = pytest.mark.both_databases

CAMILLE, REMI = 1, 2


@pytest.fixture
def mixing_vote(
    settings: Settings, tmp_path: Path, stopping: Stopping, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Vote]:
    """A portal that looks all the time whether it is time to mix."""
    monkeypatch.setattr(mixing, "LOOK_EVERY", 0.01)
    with sealed_and_open(replace(settings, mix_every=600), tmp_path, stopping) as vote:
        yield vote


def wait_until(happened: Callable[[], bool]) -> None:
    while not happened():
        time.sleep(0.01)  # the portal says it nowhere else


def test_mixing_follows_the_interval_whenever_ballots_come(mixing_vote: Vote) -> None:
    vote = mixing_vote
    uuid = vote.sealed.elections[EVERYBODYS].uuid
    vote.portal.clock.advance(seconds=599)
    receipts = [vote.vote(voter) for voter in (CAMILLE, REMI)]
    assert vote.find(uuid, receipts[0]["tracker"]).json()["waiting"]
    vote.portal.clock.advance(seconds=1)
    wait_until(lambda: not vote.find(uuid, receipts[0]["tracker"]).json()["waiting"])
    assert check(vote.urn()).trackers == {receipt["tracker"] for receipt in receipts}
    mixed_at = "SELECT mixed_at FROM seal"
    before = vote.portal.sql(mixed_at)
    vote.portal.clock.advance(seconds=600)
    wait_until(lambda: vote.portal.sql(mixed_at) != before)  # or the next ballot would go alone


def test_the_urns_are_closed_when_nobody_may_cast_any_more(mixing_vote: Vote) -> None:
    vote = mixing_vote
    session = vote.unlocked(CAMILLE)
    receipt = vote.vote(REMI)
    vote.portal.clock.now = CLOSES + timedelta(minutes=29, seconds=59)
    assert vote.cast(session, vote.sealed.fill(EVERYBODYS, CAMILLE).text).status_code == 201
    vote.portal.clock.advance(seconds=1)
    wait_until(lambda: check(vote.urn()).ended)
    verdict = check(vote.urn())
    assert verdict.ballots == 2
    assert receipt["tracker"] in verdict.trackers
    assert {ballot["state"] for ballot in vote.results().values()} == {"closed"}
    vote.portal.clock.now = OPENS + timedelta(hours=1)  # a trainer's clock: they stay closed
    late = vote.sealed.fill("csa-academique", CAMILLE)
    refused(vote.cast(session, late.text, "csa-academique"), ErrorCode.VOTE_CLOSED)


def test_what_keeps_ballots_from_being_mixed_is_logged_and_tried_again(
    mixing_vote: Vote, caplog: pytest.LogCaptureFixture
) -> None:
    vote = mixing_vote
    receipt = vote.vote(CAMILLE)
    with vote.portal.refusing("urn"):
        vote.portal.clock.advance(seconds=600)
        wait_until(lambda: "the ballots could not be mixed" in caplog.messages)
    wait_until(lambda: check(vote.urn()).trackers == {receipt["tracker"]})


def test_by_hand_once_the_election_is_sealed(vote: Vote) -> None:
    assert mix(vote.portal.settings) == "0 ballots went into the urn."
    vote.vote(CAMILLE)
    assert mix(vote.portal.settings).startswith("1 ballot went into the urn. It could not be mixed")
    vote.vote(REMI)
    vote.vote(CAMILLE, ballot_id="csa-academique")
    assert mix(vote.portal.settings) == "2 ballots went into the urn."
    vote.portal.sql("DELETE FROM seal")
    with pytest.raises(Fault, match="not sealed"):
        mix(vote.portal.settings)


@pytest.mark.usefixtures("pg_dump")
def test_a_backup_has_no_ballot_that_waits(
    vote: Vote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of a moment at which none does, and not of the next one, where somebody casts right
    behind the mixing."""
    vote.vote(3)
    late = [REMI, CAMILLE]

    def mix_and_cast(database: Database, clock: Clock) -> int:
        moved = mixing.mix_now(database, clock)
        if late:
            vote.vote(late.pop())
        return moved

    monkeypatch.setattr("mock_server.ops.backup.mix_now", mix_and_cast)
    rows = taken(vote.portal.settings, tmp_path / "b").rows
    assert (len(rows.get("pending", ())), len(rows["urn"])) == (0, 3)
    assert vote.counts("pending") == [0]


def test_who_reads_both_tables_misses_no_ballot(vote: Vote) -> None:
    """On PostgreSQL an emptied table is empty at once, for an older state as well."""
    receipt = vote.vote(CAMILLE)
    with transaction(vote.portal.settings.database) as tx:
        read_pending(tx)
        tx.execute(text("SELECT count(*) FROM seal")).scalar_one()
        with suppress(DatabaseBusy):
            vote.mix()
        trackers = "SELECT tracker FROM pending UNION ALL SELECT tracker FROM urn"
        assert tx.execute(text(trackers)).scalars().all() == [receipt["tracker"]]


def test_nothing_is_cast_behind_the_end(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what was let in before it, and whose proofs were being checked meanwhile."""
    check_proofs = casting._credential_of

    def close_meanwhile(body: bytes, election: Election) -> str:
        vote.close()
        return check_proofs(body, election)

    monkeypatch.setattr(casting, "_credential_of", close_meanwhile)
    session = vote.unlocked(CAMILLE)
    ballot = vote.sealed.fill(EVERYBODYS, CAMILLE)
    refused(vote.cast(session, ballot.text), ErrorCode.VOTE_CLOSED)
    assert check(vote.urn()).ballots == 0


def test_trackers_alone_tell_the_order_in_a_batch(vote: Vote) -> None:
    order: list[str] = []
    for batch in ((3, 1, 2), (6, 4, 5)):
        order += sorted(vote.vote(voter)["tracker"] for voter in batch)
        vote.mix()
    found = vote.portal.sql("SELECT tracker FROM urn ORDER BY position")
    assert [tracker for (tracker,) in found] == order


def test_of_several_workers_each_urn_is_closed_and_added_up_once(
    tmp_path: Path, empty_database: str
) -> None:
    options = ["--mix-every", "1"]
    with start_portal(
        tmp_path, opens_in=None, workers=2, options=options, database_url=empty_database
    ) as portal:
        sealed = seal(portal.settings, tmp_path / "board")
        election = read_folder(SAMPLE, portal.settings.clock()).election
        clocks.set_to(portal.settings, election.closes_at + GRACE)
        with httpx.Client(base_url=portal.url, timeout=60, trust_env=False) as http:
            for made in sealed.elections.values():
                kinds: list[Kind] = []
                while Kind.TALLY not in kinds:
                    with suppress(subprocess.TimeoutExpired):
                        portal.process.wait(0.2)  # and leave it the processor
                    urn = http.get(f"/urn/{made.uuid}.bel")
                    kinds = [step.event.type for step in events(urn.content)]
                assert kinds == [Kind.SETUP, Kind.END, Kind.TALLY]
        for table in ("ending", "tally"):
            assert portal.sql(f"SELECT count(*) FROM {table}") == [(len(sealed.elections),)]  # noqa: S608
