"""The public log of replaced voting codes, which the portal publishes beside an urn."""

import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import insert

from mock_server.db import schema
from mock_server.db.failures import DatabaseBusy
from mock_server.vote.closing import export_urns
from mock_server.vote.lock import have_pending_alone
from mock_server.vote.mixing import mix
from mock_server.vote.replacement_log import LINES
from tests.portal.conftest import Stopping, refused, serving
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, Vote
from tests.portal_database import is_postgresql, transaction
from tests.portal_process import ANSWER
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import check
from tui_voter.sealing.replacements import cast_from_reserve, check_growth, read_log

pytestmark = pytest.mark.each_database

SEED: Final = secrets.randbelow(10**9)
BOTH: Final = (EVERYBODYS, "csa-academique")
"""In whose rolls all voters stand."""
LOST: Final = 6
"""Voters who have lost their codes."""


@pytest.fixture
def in_reserve() -> int:
    return 2 * LOST


Copy = tuple[int, bytes]
"""How many ballots an urn had, and its log."""


def watched(vote: Vote, earlier: Copy | None = None) -> tuple[int, Copy]:
    """How many ballots were cast with the reserve, in an urn and a log that hold and that grew out
    of an earlier copy; a copy of them."""
    verdict, log = vote.urn_and_log()
    if earlier:
        ballots, text = earlier
        before = read_log(text, vote.sealed.elections[EVERYBODYS], log.reserve)
        check_growth(before, ballots, log)
    return cast_from_reserve(log, verdict.credentials), (verdict.ballots, log.text)


@pytest.mark.both_databases
def test_a_whole_vote_in_which_codes_are_replaced(vote: Vote, stopping: Stopping) -> None:
    print(f"seed {SEED}")  # noqa: T201
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    vote.all_have_accounts()
    cast, copy = watched(vote)
    assert cast == 0
    honest, *lost = chance.sample(range(2, 60), LOST + 1)
    with ThreadPoolExecutor(3) as pool:
        for some in (lost[:3], lost[3:]):
            for voter, code in zip(some, pool.map(vote.replace, some), strict=True):
                vote.cast_with(code, voter, chance.randrange(3), BOTH)
                if chance.random() < 0.5:
                    vote.mix()
                _cast, copy = watched(vote, copy)
    vote.vote(honest)
    vote.mix()
    assert watched(vote, copy)[0] == LOST
    open_log = vote.log()
    with serving(vote.portal.settings, stopping) as again:
        again.clock.now = vote.portal.clock.now
        assert again.http.get(vote.path(kind="log")).content == open_log, "started anew"
    vote.portal.clock.now = CLOSES
    said = vote.close_vote()
    told = f"  {LOST} voting codes were replaced; {LOST} ballots were cast with a replacement code."
    assert said.count(told) == len(BOTH)
    assert vote.log() == open_log, "nothing comes after the closing"
    assert vote.counts("reserve", "replacement") == [0, 0]
    for ballot_id, result in vote.results().items():
        verdict, log = vote.urn_and_log(ballot_id)
        cast = LOST if ballot_id in BOTH else 0
        assert cast_from_reserve(log, verdict.credentials) == cast
        assert result["replacements"] == {"replaced": len(log.replaced), "cast": cast}
        assert result["has_log"]


@pytest.mark.both_databases
def test_codes_are_replaced_while_ballots_are_cast_and_mixed(vote: Vote) -> None:
    """No number is left out or there twice, and no line says more ballots than the next."""
    vote.all_have_accounts()
    lost, others = range(2, 2 + LOST), range(30, 30 + LOST)
    sessions = {voter: vote.unlocked(voter) for voter in others}
    begun = threading.Barrier(3 * LOST)

    def replace_one(voter: int) -> None:
        begun.wait()
        vote.replace(voter)

    def cast_one(voter: int) -> None:
        begun.wait()
        cast = vote.sending(sessions[voter], vote.sealed.fill(EVERYBODYS, voter))
        assert cast(vote.portal.http).status_code == 201

    def mix_one(_number: int) -> None:
        begun.wait()
        with suppress(DatabaseBusy):
            vote.mix()

    with ThreadPoolExecutor(3 * LOST) as pool:
        acts = ((replace_one, lost), (cast_one, others), (mix_one, range(LOST)))
        done = [pool.submit(act, each) for act, voters in acts for each in voters]
        for each in done:
            each.result()
    vote.mix()
    verdict, log = vote.urn_and_log()
    assert (verdict.ballots, len(log.replaced)) == (LOST, LOST)


@pytest.mark.both_databases
def test_a_line_that_waits_for_a_mixing_counts_the_ballots_that_were_mixed(vote: Vote) -> None:
    """It would else look as if it had been left out of what was published before."""
    vote.all_have_accounts()
    vote.vote(3)
    with ThreadPoolExecutor(1) as pool:
        with transaction(vote.portal.settings.database, writes=True) as tx:
            have_pending_alone(tx)
            replacing = pool.submit(vote.replace, 2)
            while not (replacing.done() or somebody_waits(vote)):
                pass
            mix(tx, vote.portal.clock.now)
        replacing.result()
    _verdict, log = vote.urn_and_log()
    assert log.replaced == (1,)


def somebody_waits(vote: Vote) -> bool:
    """For those who mix; on SQLite, where whoever writes waits, it cannot be seen."""
    if not is_postgresql(vote.portal.settings.database):
        return True
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'pending'::regclass"
    return bool(vote.portal.sql(waiting))


def test_a_log_is_in_the_rolls_of_its_voter_alone(vote: Vote) -> None:
    vote.all_have_accounts()
    vote.replace(2)
    in_rolls = "SELECT ballot_id FROM roll_entry WHERE voter_id = 2"
    logged = {
        ballot_id for ballot_id in vote.sealed.elections
        if vote.urn_and_log(ballot_id)[1].replaced == (0,)
    }  # fmt: skip
    assert logged == {ballot for (ballot,) in vote.portal.sql(in_rolls)}
    assert 0 < len(logged) < len(vote.sealed.elections)


def test_what_is_new_in_a_log_is_fetched_alone_and_a_long_one_in_parts(vote: Vote) -> None:
    """As many lines as two and a half reads take; what they say is of no matter here."""
    whole, rows = (first := vote.log().decode()), []
    for number in range(1, LINES * 5 // 2):
        line = f"{number}" * (1 + number % 3) + "\n"
        whole += line
        rows.append(
            {"ballot_id": EVERYBODYS, "number": number, "ends_at": len(whole), "line": line}
        )
    with transaction(vote.portal.settings.database, writes=True) as tx:
        tx.execute(insert(schema.replacement_log), rows)
    assert vote.log().decode() == whole
    end = len(first)
    for start in (0, 1, end - 1, end, end + 1, len(whole) // 2, len(whole) - 1):
        rest = vote.part(start, "log")
        assert (rest.status_code, rest.text) == (206, whole[start:])
        assert rest.headers["content-range"] == f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        assert rest.headers["cache-control"] == "no-store"
    beyond = vote.part(len(whole), "log")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    refused(vote.portal.http.get("/urn/11111111111111.log"), ErrorCode.NOT_FOUND)


def test_an_election_that_was_sealed_without_a_log_goes_on_without_replacements(
    vote: Vote, tmp_path: Path
) -> None:
    """As version 2 of the database leaves it."""
    vote.portal.activated()
    vote.portal.sql("DELETE FROM reserve")
    vote.portal.sql("DELETE FROM replacement_log")
    vote.vote(3)
    refused(vote.portal.http.get(vote.path(kind="log")), ErrorCode.NOT_FOUND)
    asked = vote.portal.ask("POST", "booth/replacement", vote.session(1), answer=ANSWER)
    refused(asked, ErrorCode.RESERVE_EMPTY)
    said = vote.close_vote()
    assert not [sentence for sentence in said if "replace" in sentence]
    assert check(vote.urn()).ended
    result = vote.results()[EVERYBODYS]
    assert (result["has_log"], result["replacements"]) == (False, None)
    assert "replaced" not in vote.portal.http.get("/results?lang=en").text
    export_urns(vote.portal.settings, tmp_path / "urns", said.append)
    assert {path.suffix for path in (tmp_path / "urns").iterdir()} == {".bel", ".json"}
