"""A voter's way through the booth, over HTTP, and what is refused on it."""

from datetime import datetime, timedelta

import pytest

from tests.portal.conftest import Portal, refused
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, OPENS, Vote
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing.archive import check, is_prefix
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, new_code, read_code
from tui_voter.sealing.election import read_election, seal_of
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import check_receipt, read_receipt

pytestmark = pytest.mark.both_databases

CAMILLE, REMI = 1, 2
OTHER_BALLOT = "csa-academique"
NOT_REMIS = "cap-enseignants"


def test_a_voter_votes(vote: Vote) -> None:
    empty, session = vote.urn(), vote.session(CAMILLE)
    booth = vote.booth(session)
    assert seal_of(booth["seal"].encode()) == vote.sealed.seal
    assert [ballot["ballot_id"] for ballot in booth["ballots"]] == [
        EVERYBODYS, OTHER_BALLOT, NOT_REMIS, "cap-administratifs"
    ]  # fmt: skip
    assert not booth["unlocked"]
    assert not any(ballot["voted"] for ballot in booth["ballots"])
    election = read_election(booth["ballots"][0]["election"].encode())
    assert election == vote.sealed.elections[EVERYBODYS]
    assert election.answers[-1] == "Vote blanc"
    ballot = seal_ballot(election, credential(vote.sealed.codes[CAMILLE]), 1)
    refused(vote.cast(session, ballot.text), ErrorCode.CODE_NEEDED)
    assert vote.code(session, vote.sealed.verifier(CAMILLE)).json() == {}
    assert vote.booth(session)["unlocked"]
    response = vote.cast(session, ballot.text)
    assert response.status_code == 201
    receipt = response.json()
    assert receipt["tracker"] == ballot.tracker
    text = canonical_json({"format": "tui-voter receipt 1", **receipt})
    check_receipt(read_receipt(text), election)
    assert [ballot["voted"] for ballot in vote.booth(session)["ballots"]] == [
        True, False, False, False,
    ]  # fmt: skip
    found = vote.find(election.uuid, ballot.tracker).json()
    assert found == {"ballot": ballot.text.decode(), "receipt": receipt, "waiting": True}
    assert vote.urn() == empty, "what waits is not shown"
    assert vote.mix() == 1
    assert vote.find(election.uuid, ballot.tracker).json() == {**found, "waiting": False}
    urn = vote.urn()
    assert is_prefix(empty, urn)
    assert check(urn).trackers == {ballot.tracker}
    head = vote.portal.http.head(vote.path())
    assert (head.content, head.headers["content-length"]) == (b"", str(len(urn)))
    for path in ("/urn/11111111111111.bel", vote.path().replace(".bel", "xbel")):
        refused(vote.portal.http.get(path), ErrorCode.NOT_FOUND)


def test_before_the_election_is_sealed(portal: Portal) -> None:
    session = portal.activated()[2]
    opened_at = int(portal.clock.now.timestamp() * 1_000_000)
    assert portal.sql("SELECT opened_at FROM session") == [(opened_at,)], "by the portal's time"
    zeros = "0" * 64
    for response in (
        portal.ask("GET", "booth", session),
        portal.ask("POST", "booth/code", session, verifier=zeros),
        portal.ask("POST", f"ballots/{EVERYBODYS}/cast", session, verifier=zeros, ballot="{}"),
    ):
        refused(response, ErrorCode.NOT_SEALED)
    refused(portal.post("receipts", uuid="1" * 14, tracker="A" * 43), ErrorCode.NOT_FOUND)
    assert portal.http.get("/api/results").json() == {"ballots": []}


@pytest.mark.parametrize("mixed", [False, True])
def test_nobody_casts_with_anothers_code(vote: Vote, mixed: bool) -> None:
    ballot = vote.sealed.fill(EVERYBODYS, CAMILLE, 0)
    session = vote.unlocked(REMI)
    refused(vote.cast(session, ballot.text), ErrorCode.BALLOT_REFUSED)
    vote.given[session] = vote.sealed.verifier(CAMILLE)
    refused(vote.cast(session, ballot.text), ErrorCode.BALLOT_REFUSED)
    assert vote.portal.sql("SELECT * FROM register") == []
    assert vote.cast(vote.unlocked(CAMILLE), ballot.text).status_code == 201
    if mixed:
        vote.mix()
    another = vote.sealed.fill(EVERYBODYS, CAMILLE, 1)
    refused(vote.cast(session, another.text), ErrorCode.BALLOT_REFUSED)
    assert vote.holds()


def test_nobody_casts_without_a_binding_but_in_an_election_sealed_before_there_were_any(
    vote: Vote,
) -> None:
    """Those have no log of replaced codes either."""
    vote.portal.sql("DELETE FROM binding WHERE voter_id = ?", CAMILLE)
    session = vote.unlocked(CAMILLE)
    ballot = vote.sealed.fill(EVERYBODYS, CAMILLE, 0)
    refused(vote.cast(session, ballot.text), ErrorCode.BALLOT_REFUSED)
    assert vote.portal.sql("SELECT * FROM register") == []
    vote.portal.sql("DELETE FROM reserve")
    vote.portal.sql("DELETE FROM replacement_log")
    assert vote.cast(session, ballot.text).status_code == 201


@pytest.mark.parametrize("mixed", [False, True])
def test_the_same_bytes_get_the_same_receipt(vote: Vote, mixed: bool) -> None:
    ballot = vote.sealed.fill(EVERYBODYS, CAMILLE, 0)
    session = vote.unlocked(CAMILLE)
    receipt = vote.cast(session, ballot.text).json()
    if mixed:
        vote.mix()
    again = vote.cast(session, ballot.text)
    assert (again.status_code, again.json()) == (201, receipt)
    other = vote.sealed.fill(EVERYBODYS, CAMILLE, 1)
    refused(vote.cast(session, other.text), ErrorCode.ALREADY_VOTED)
    vote.portal.clock.now = CLOSES + timedelta(days=1)
    assert vote.cast(vote.unlocked(CAMILLE), ballot.text).json() == receipt, "also too late"
    refused(vote.cast(vote.session(CAMILLE), ballot.text), ErrorCode.CODE_NEEDED)
    assert vote.portal.sql("SELECT voter_id FROM register") == [(CAMILLE,)]


def test_ballots_that_do_not_hold(vote: Vote) -> None:
    session = vote.unlocked(REMI)
    good = vote.sealed.fill(EVERYBODYS, REMI, 0).text
    stranger = credential(read_code(new_code()))
    broken = [
        b"{}",
        good[:-1] + b" }",  # the same, not canonical
        good.replace(b'"response":"', b'"response":"1', 1),  # a proof
        vote.sealed.fill(OTHER_BALLOT, REMI, 0).text,  # another ballot's
        seal_ballot(vote.sealed.elections[EVERYBODYS], stranger, 0).text,  # in no roll
    ]
    for text in broken:
        refused(vote.cast(session, text), ErrorCode.BALLOT_REFUSED)
    assert vote.portal.sql("SELECT count(*) FROM register") == [(0,)]
    assert vote.cast(session, good).status_code == 201
    ballot = vote.sealed.fill(NOT_REMIS, CAMILLE, 0)
    for ballot_id in (NOT_REMIS, "none"):
        refused(vote.cast(session, ballot.text, ballot_id), ErrorCode.NOT_FOUND)


def test_a_wrong_code_counts_and_waits_by_the_real_time(vote: Vote) -> None:
    session = vote.session(CAMILLE)
    for _number in range(5):
        refused(vote.code(session, "0" * 64), ErrorCode.CODE_REFUSED)
    right = vote.sealed.verifier(CAMILLE)
    told = refused(vote.code(session, right), ErrorCode.TOO_MANY)
    assert told["retry_after"] == 30
    assert not vote.booth(session)["unlocked"]
    assert vote.code(vote.session(CAMILLE), right).status_code == 200, "nobody else waits"
    vote.portal.clock.advance(seconds=31)
    assert vote.code(session, right).status_code == 200
    assert vote.code(session, right).status_code == 200, "again"
    for _number in range(5):
        refused(vote.code(session, vote.sealed.verifier(REMI)), ErrorCode.CODE_REFUSED)


BEFORE, JUST = OPENS - timedelta(hours=1), CLOSES - timedelta(seconds=1)
"""When a session was opened: before the vote, and just in time."""


@pytest.mark.parametrize(
    ("opened_at", "now", "is_open"),
    [
        *((BEFORE, OPENS - timedelta(seconds=1), False), (BEFORE, OPENS, True)),
        (JUST, CLOSES + timedelta(minutes=30, seconds=-1), True),
        *((JUST, CLOSES + timedelta(minutes=30), False), (CLOSES, CLOSES, False)),
    ],
)
def test_when_ballots_are_taken(
    vote: Vote, opened_at: datetime, now: datetime, is_open: bool
) -> None:
    vote.portal.clock.now = now
    session = vote.session(CAMILLE, opened_at=opened_at)
    until = "2022-12-08T16:00:00Z" if opened_at == CLOSES else "2022-12-08T16:30:00Z"
    assert vote.booth(session)["until"] == until
    vote.unlock(session, vote.sealed.verifier(CAMILLE))
    response = vote.cast(session, vote.sealed.fill(EVERYBODYS, CAMILLE).text)
    if is_open:
        assert response.status_code == 201, response.text
    else:
        refused(response, ErrorCode.VOTE_CLOSED)
