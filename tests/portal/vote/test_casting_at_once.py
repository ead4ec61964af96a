"""Ballots that are cast at once, sent twice, or whose answers are lost: one for each voter, and
register, waiting ballots and urn always agree."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import pairwise

import httpx
import pytest

from mock_server.db.engine import Database, read_url
from mock_server.db.failures import DatabaseBusy
from mock_server.vote import mixing
from tests.portal.conftest import refused
from tests.portal.vote.conftest import EVERYBODYS, TIMES, Send, Vote, until_served
from tests.portal_seal import RESERVE
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import check

pytestmark = pytest.mark.both_databases


def at_once(acts: Sequence[Send], vote: Vote) -> list[httpx.Response]:
    """Each over a connection of its own, all let go together."""
    gate = threading.Barrier(len(acts))

    def act(one: Send) -> httpx.Response:
        url = vote.portal.http.base_url
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
            http.get("/health")  # it is connected
            gate.wait()
            return one(http)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_two_sessions_of_one_voter_at_once(vote: Vote) -> None:
    for voter in range(1, TIMES + 1):
        ballots = [vote.sealed.fill(EVERYBODYS, voter, choice) for choice in (0, 1)]
        sessions = [vote.unlocked(voter) for _ballot in ballots]
        casts = [vote.sending(*each) for each in zip(sessions, ballots, strict=True)]
        one, other = sorted(at_once(casts, vote), key=lambda response: response.status_code)
        assert one.status_code == 201, one.text
        refused(other, ErrorCode.ALREADY_VOTED)
        assert vote.holds()
    vote.mix()
    assert check(vote.urn()).ballots == TIMES


def test_the_same_ballot_sent_twice_at_once(vote: Vote) -> None:
    for voter in range(1, TIMES + 1):
        ballot, session = vote.sealed.fill(EVERYBODYS, voter), vote.unlocked(voter)
        cast = vote.sending(session, ballot)
        answers = at_once([cast] * 3, vote)
        assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]
        assert len({answer.text for answer in answers}) == 1
    assert vote.portal.sql("SELECT count(*) FROM register") == [(TIMES,)]


def test_mixing_while_others_cast(vote: Vote) -> None:
    """No ballot is lost or there twice, and at every moment each can be found."""
    ballots = {voter: vote.sealed.fill(EVERYBODYS, voter) for voter in range(1, 21)}
    sessions = {voter: vote.unlocked(voter) for voter in ballots}
    uuid = vote.sealed.elections[EVERYBODYS].uuid
    done = threading.Event()
    mixed, states = [], [vote.urn()]

    def mix() -> None:
        while not done.is_set():
            with suppress(DatabaseBusy):
                mixed.append(vote.mix())
            states.append(vote.urn())

    def cast(voter: int) -> None:
        ballot = ballots[voter]
        with httpx.Client(base_url=vote.portal.http.base_url, trust_env=False, timeout=30) as http:
            assert vote.sending(sessions[voter], ballot)(http).status_code == 201
            told = {"uuid": uuid, "tracker": ballot.tracker}
            found = until_served(lambda http: http.post("/api/receipts", json=told))
            assert {found(http).status_code for _time in range(3)} == {200}

    mixer = threading.Thread(target=mix)
    mixer.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(cast, ballots))
    finally:
        done.set()
        mixer.join()
    vote.mix()
    states.append(vote.urn())
    assert check(states[-1]).trackers == {ballot.tracker for ballot in ballots.values()}
    for older, newer in pairwise(states):
        assert newer.startswith(older)


def test_of_many_processes_one_mixes(vote: Vote) -> None:
    for voter in range(1, 4):
        vote.vote(voter)
    url = read_url(vote.portal.settings.database)

    def mix(_number: int) -> int:
        # A process that waited too long would leave the mixing to the next time.
        with closing(Database(url, busy_timeout=60)) as database:
            return mixing.mix_now(database, vote.portal.clock)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(mix, range(6))) == [0, 0, 0, 0, 0, 3]


def test_a_code_that_is_replaced_as_it_is_given_opens_nothing(vote: Vote) -> None:
    vote.all_have_accounts()
    for voter in range(1, min(TIMES, RESERVE) + 1):
        at = vote.session(voter)
        mailed = vote.mailed(voter, at)
        old = vote.sealed.verifier(voter)

        def post(path: str, at: str = at, **body: str) -> Send:
            headers = {"Authorization": f"Bearer {at}"}
            return until_served(lambda http: http.post(f"/api/{path}", headers=headers, json=body))

        at_once(
            [post("booth/code", verifier=old), post("booth/replacement/code", mailed_code=mailed)],
            vote,
        )
        assert not vote.booth(at)["unlocked"]
        issued = "SELECT count(*) FROM replacement WHERE voter_id = ? AND issued != ''"
        assert vote.portal.sql(issued, voter) == [(1,)], "the new code can be told again"
