"""*Réassort*: how a voter gets another voting code, over HTTP, and what is refused on the way."""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mock_server.accounts.replacing import MOST
from mock_server.core.times import in_words
from mock_server.ops.backup import backup, restore
from tests.portal.conftest import Portal, refused
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, OPENS, Vote, until_served
from tests.portal_process import ANSWER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.printed import printed
from tui_voter.sealing import codes
from tui_voter.sealing.archive import check
from tui_voter.sealing.ballot import seal_ballot

pytestmark = pytest.mark.each_database

CAMILLE, REMI = 1, 2


@pytest.fixture
def session(vote: Vote) -> str:
    """Camille's, who has an account; it outlasts the codes."""
    vote.portal.activated()
    return vote.session(CAMILLE)


def ask(vote: Vote, session: str, answer: str = ANSWER) -> httpx.Response:
    return vote.portal.ask("POST", "booth/replacement", session, answer=answer)


def mails(portal: Portal) -> list[str]:
    """The texts of the mails with a code, as their readers have them."""
    return [mail.body for kind, mail in portal.mails() if kind == "replacement"]


def mailed(vote: Vote) -> str:
    (code,) = re.findall(r"(?m)^(\d{4} \d{4})$", mails(vote.portal)[-1])
    return str(code).replace(" ", "")


def exchange(vote: Vote, session: str, code: str) -> httpx.Response:
    """A portal that is busy is asked again, as the client does."""
    path = "booth/replacement/code"
    send = until_served(lambda _http: vote.portal.ask("POST", path, session, mailed_code=code))
    return send(vote.portal.http)


def taken(vote: Vote) -> int:
    """How many codes the reserve has given out."""
    return len(vote.sealed.reserve) - vote.counts("reserve")[0]


@pytest.mark.both_databases
def test_a_code_of_the_reserve_replaces_the_old_one(vote: Vote, session: str) -> None:
    old = vote.sealed.verifier(CAMILLE)
    vote.unlock(session, old)
    cast = vote.sealed.fill("csa-academique", CAMILLE)
    assert vote.cast(session, cast.text, "csa-academique").status_code == 201
    other = vote.session(CAMILLE)
    vote.unlock(other, old)
    new = vote.replace(CAMILLE, session)
    assert new in vote.sealed.reserve
    assert taken(vote) == 1
    election = vote.sealed.elections[EVERYBODYS]
    ballot = seal_ballot(election, codes.credential(new), 1)
    for each in (session, other):
        assert not vote.booth(each)["unlocked"], "what the old code had opened is closed"
        refused(vote.cast(each, ballot.text), ErrorCode.CODE_NEEDED)
        refused(vote.code(each, old), ErrorCode.CODE_REFUSED)
    vote.unlock(session, codes.verifier(new, vote.sealed.seal))
    old_ballot = vote.sealed.fill(EVERYBODYS, CAMILLE)
    refused(vote.cast(session, old_ballot.text), ErrorCode.BALLOT_REFUSED)
    assert vote.cast(session, ballot.text).status_code == 201
    again = seal_ballot(vote.sealed.elections["csa-academique"], codes.credential(new), 1)
    refused(vote.cast(session, again.text, "csa-academique"), ErrorCode.ALREADY_VOTED)
    vote.mix()
    assert check(vote.urn()).trackers == {ballot.tracker}
    assert check(vote.urn("csa-academique")).trackers == {cast.tracker}


def test_the_new_code_is_told_again_until_the_booth_was_opened_with_it(
    vote: Vote, session: str
) -> None:
    new = vote.replace(CAMILLE, session)
    assert vote.replace(CAMILLE, session) == new, "while the mailed code is in force"
    assert taken(vote) == 1
    (mail,) = (mail for kind, mail in vote.portal.mails() if kind == "code_replaced")
    assert "a été remplacé" in mail.body
    assert not [group for group in printed(new).split("-") if group in mail.body]
    code = mailed(vote)
    for secret in (new, printed(new), code, f"{code[:4]} {code[4:]}"):
        assert secret not in vote.portal.everything()
    vote.unlock(session, codes.verifier(new, vote.sealed.seal))
    assert vote.portal.sql("SELECT * FROM replacement") == []
    refused(exchange(vote, session, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert vote.replace(CAMILLE, session) != new


def test_a_wrong_answer_or_an_empty_reserve_brings_nothing(vote: Vote, session: str) -> None:
    for _number in range(10):
        refused(ask(vote, session, "un autre mot"), ErrorCode.ANSWER_WRONG)
    refused(ask(vote, session), ErrorCode.TOO_MANY)
    assert mails(vote.portal) == []
    vote.portal.clock.advance(minutes=1)
    ask(vote, session)
    code = mailed(vote)
    vote.portal.sql("DELETE FROM reserve")
    refused(ask(vote, session), ErrorCode.RESERVE_EMPTY)
    refused(exchange(vote, session, code), ErrorCode.RESERVE_EMPTY)
    assert len(mails(vote.portal)) == 1


def test_the_mailed_code_is_late_after_its_time_which_asking_again_begins_anew(
    vote: Vote, session: str
) -> None:
    assert ask(vote, session).json() == {"expires_in": 900}
    code = mailed(vote)
    vote.portal.clock.advance(minutes=14)
    assert ask(vote, session).json() == {"expires_in": 900}
    assert mailed(vote) == code
    vote.portal.clock.advance(minutes=14)
    assert exchange(vote, session, code).status_code == 200
    vote.portal.clock.advance(minutes=1)
    refused(exchange(vote, session, code), ErrorCode.MAILED_CODE_EXPIRED)
    ask(vote, session)
    assert mailed(vote) != code
    vote.portal.clock.advance(minutes=15)
    vote.portal.sql("UPDATE voter SET answer_hash = (SELECT answer_hash FROM voter WHERE id = 1)")
    assert ask(vote, vote.session(REMI)).status_code == 202
    assert vote.portal.sql("SELECT voter_id FROM replacement") == [(REMI,)], "what is over is gone"


def test_a_mailed_code_takes_five_tries(vote: Vote, session: str) -> None:
    ask(vote, session)
    code = mailed(vote)
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for left in (4, 3, 2, 1):
        told = refused(exchange(vote, session, wrong), ErrorCode.MAILED_CODE_WRONG)
        assert told["tries_left"] == left
    refused(exchange(vote, session, wrong), ErrorCode.MAILED_CODE_EXPIRED)
    refused(exchange(vote, session, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert taken(vote) == 0


def test_three_mails_an_hour_are_the_most(vote: Vote, session: str) -> None:
    for _number in range(5):
        assert ask(vote, session).status_code == 202, "its time begins anew, mailed or not"
    assert len(mails(vote.portal)) == 3
    vote.portal.clock.advance(minutes=15)
    assert refused(ask(vote, session), ErrorCode.TOO_MANY)["retry_after"] == 3600
    vote.portal.clock.advance(minutes=46)
    assert ask(vote, session).status_code == 202


@pytest.mark.both_databases
def test_two_requests_at_once_take_one_code_from_the_reserve(vote: Vote, session: str) -> None:
    ask(vote, session)
    code = mailed(vote)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _n: exchange(vote, session, code), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert taken(vote) == 1


def test_one_voter_cannot_empty_the_reserve(vote: Vote, session: str) -> None:
    for _time in range(MOST):
        new = vote.replace(CAMILLE, session)
        vote.unlock(session, codes.verifier(new, vote.sealed.seal))
        vote.portal.clock.now += timedelta(hours=1)
    refused(ask(vote, session), ErrorCode.NO_MORE_CODES)
    refused(exchange(vote, session, mailed(vote)), ErrorCode.NO_MORE_CODES)
    assert taken(vote) == MOST
    vote.unlock(session, codes.verifier(new, vote.sealed.seal))


def test_while_who_asks_may_vote_and_no_longer(vote: Vote, session: str) -> None:
    vote.portal.clock.now = OPENS - timedelta(hours=23)
    vote.replace(CAMILLE, vote.session(CAMILLE))
    later = vote.session(CAMILLE, opened_at=CLOSES - timedelta(seconds=1))
    for left, lasts in ((15, 900), (4, 240)):
        vote.portal.clock.now = now = CLOSES + timedelta(minutes=30 - left)
        assert ask(vote, later).json() == {"expires_in": lasts}
        until = in_words(now + timedelta(seconds=lasts), "Europe/Paris", Language.FR)
        assert f"valable jusqu’au {until}" in mails(vote.portal)[-1]
    for each, now in (
        (vote.session(CAMILLE, opened_at=CLOSES), CLOSES),
        (later, CLOSES + timedelta(minutes=30)),
    ):
        vote.portal.clock.now = now
        refused(ask(vote, each), ErrorCode.VOTE_CLOSED)
        refused(exchange(vote, each, "0" * 8), ErrorCode.VOTE_CLOSED)


def test_nothing_of_the_reserve_is_left_once_the_urns_are_closed(vote: Vote, session: str) -> None:
    vote.replace(CAMILLE, session)
    code = mailed(vote)
    vote.close()
    refused(exchange(vote, session, code), ErrorCode.VOTE_CLOSED)
    assert vote.counts("reserve", "replacement") == [0, 0]


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda at: at.write_bytes(os.urandom(32)), lambda at: at.chmod(0o644)]
)
def test_without_the_reserves_key_no_code_is_replaced_until_it_is_put_back(
    vote: Vote, session: str, harm: Callable[[Path], object]
) -> None:
    """Which is told before anything is mailed, and while the portal serves."""
    file = vote.portal.settings.reserve_key_file
    secret = file.read_bytes()
    harm(file)
    refused(ask(vote, session), ErrorCode.RESERVE_LOCKED)
    assert mails(vote.portal) == []
    put_back(file, secret)
    ask(vote, session)
    harm(file)
    refused(exchange(vote, session, mailed(vote)), ErrorCode.RESERVE_LOCKED)
    assert taken(vote) == 0
    assert vote.urn_and_log()[1].replaced == ()
    put_back(file, secret)
    given = vote.replace(CAMILLE, session)
    harm(file)
    refused(exchange(vote, session, mailed(vote)), ErrorCode.RESERVE_LOCKED)
    put_back(file, secret)
    assert vote.replace(CAMILLE, session) == given
    assert vote.urn_and_log()[1].replaced == (0,)


def put_back(file: Path, secret: bytes) -> None:
    file.unlink(missing_ok=True)
    file.touch(0o600)
    file.write_bytes(secret)


@pytest.mark.usefixtures("pg_dump")
@pytest.mark.parametrize("is_there", [False, True])
def test_a_portal_that_was_restored_without_the_key_says_so(
    vote: Vote, tmp_path: Path, empty_database: str, is_there: bool
) -> None:
    portal = vote.portal.settings
    backup(portal, tmp_path / "b.tar", lambda _sentence: None)
    again = replace(portal, database=empty_database, key_file=tmp_path / "again.key")
    if is_there:
        put_back(again.reserve_key_file, portal.reserve_key_file.read_bytes())
    said: list[str] = []
    restore(again, tmp_path / "b.tar", said.append)
    told = f"backup: {again.reserve_key_file}"
    assert [sentence.endswith(told) for sentence in said[1:]] == ([] if is_there else [True])
