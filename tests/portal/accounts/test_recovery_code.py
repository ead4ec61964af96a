"""A forgotten password without the challenge question: a code by a second email, once."""

from __future__ import annotations

import re

import httpx
import msgspec
import pytest

from mock_server.core.settings import Settings
from mock_server.election.model import decode_election, encode_election
from tests.portal.conftest import Portal, Stopping, refused, serving
from tests.portal_database import sql
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract import rules
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.recovery import RecoveryWay

pytestmark = pytest.mark.each_database

NEW = "Nouveau3passe-ici"
WRONG = "0" * rules.RECOVERY_CODE_DIGITS
CODE = re.compile(r"^[0-9]{5} [0-9]{5} [0-9]{5}$", re.MULTILINE)


def ask(portal: Portal, token: str) -> httpx.Response:
    return portal.post("recovery/code", token=token)


def give(portal: Portal, token: str, code: str) -> httpx.Response:
    return portal.post("recovery/code/check", token=token, mailed_code=code)


def mailed(portal: Portal, token: str) -> str:
    """A fresh code, as its mail has it and without its spaces."""
    response = ask(portal, token)
    assert response.status_code == 202, response.text
    (*_earlier, newest) = [mail for kind, mail in portal.mails() if kind == "recovery_code"]
    (groups,) = CODE.findall(newest.body)
    return str(groups).replace(" ", "")


def tries_left(portal: Portal, token: str) -> int:
    return int(portal.post("recovery/open", token=token).json()["tries_left"])


def offer(settings: Settings, *ways: RecoveryWay) -> None:
    """Let the election offer these."""
    ((text,),) = sql(settings.database, "SELECT election FROM portal")
    election = msgspec.structs.replace(decode_election(text), recovery=ways)
    sql(settings.database, "UPDATE portal SET election = ?", encode_election(election))


def test_the_mailed_code_leads_to_a_new_password(active: Portal) -> None:
    token = active.recovery_link()
    assert active.post("recovery/open", token=token).json()["mails_code"] is True
    response = give(active, token, mailed(active, token))
    assert response.status_code == 200, response.text
    assert active.reset(token, response.json()["ticket"], NEW).status_code == 200
    assert active.try_sign_in(password=NEW).status_code == 200
    assert active.sql("SELECT recipient, kind FROM mail ORDER BY id DESC LIMIT 1") == [
        (DEMO_VOTER, "password_changed")
    ]


def test_the_mail_says_what_to_do_in_both_languages(active: Portal) -> None:
    said = {}
    for language in ("fr", "en"):
        active.sql(f"UPDATE voter SET language = '{language}'")  # noqa: S608 (our own words)
        mailed(active, active.recovery_link())
        said[language] = active.mails()[-1][1].body
    assert "n’utilisez pas ce code et prévenez l’assistance" in said["fr"]
    assert "do nothing with this code, and tell the help desk" in said["en"]


def test_neither_code_nor_ticket_is_at_rest(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    ticket = give(active, token, code).json()["ticket"]
    kept = active.everything()
    for secret in (code, code[:5], ticket):
        assert secret not in kept


def test_a_code_is_used_once(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    assert give(active, token, code).status_code == 200
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert active.sql("SELECT count(*) FROM mailed_link WHERE code_mac IS NOT NULL") == [(0,)]
    assert tries_left(active, token) == 5


def test_a_code_is_late_after_fifteen_minutes(active: Portal) -> None:
    token = active.recovery_link()
    assert ask(active, token).json()["expires_in"] == 15 * 60
    code = mailed(active, token)
    active.clock.advance(minutes=15)
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert tries_left(active, token) == 5, "none is lost"
    assert give(active, token, mailed(active, token)).status_code == 200


def test_a_code_is_valid_no_longer_than_its_link(active: Portal) -> None:
    token = active.recovery_link()
    active.clock.advance(minutes=50)
    assert ask(active, token).json()["expires_in"] == 10 * 60
    active.clock.advance(minutes=10)
    refused(ask(active, token), ErrorCode.LINK_EXPIRED)


def test_one_code_is_in_force_at_a_time(active: Portal) -> None:
    token = active.recovery_link()
    first, second = mailed(active, token), mailed(active, token)
    refused(give(active, token, first), ErrorCode.MAILED_CODE_WRONG)
    assert give(active, token, second).status_code == 200


def test_three_codes_an_hour_are_mailed_for_a_link(active: Portal) -> None:
    token = active.recovery_link()
    for _time in range(2):
        mailed(active, token)
    code = mailed(active, token)
    assert refused(ask(active, token), ErrorCode.TOO_MANY)["retry_after"] == 3600
    assert give(active, token, code).status_code == 200, "the latest stays in force"
    assert ask(active, active.recovery_link()).status_code == 202


def test_five_wrong_codes_spend_the_link(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    for left in (4, 3, 2, 1):
        problem = refused(give(active, token, WRONG), ErrorCode.MAILED_CODE_WRONG)
        assert problem["tries_left"] == left == tries_left(active, token)
    refused(give(active, token, WRONG), ErrorCode.TRIES_SPENT)
    refused(give(active, token, code), ErrorCode.TRIES_SPENT)
    refused(ask(active, token), ErrorCode.TRIES_SPENT)
    told = active.sql("SELECT recipient FROM mail WHERE kind = 'tries_spent'")
    assert told == [(DEMO_VOTER,)]


def test_answers_and_codes_share_the_tries_of_a_link(active: Portal) -> None:
    token = active.recovery_link()
    mailed(active, token)
    refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
    assert refused(give(active, token, WRONG), ErrorCode.MAILED_CODE_WRONG)["tries_left"] == 3
    assert refused(active.answer(token, "Glastonbury"), ErrorCode.ANSWER_WRONG)["tries_left"] == 2


def test_a_right_answer_ends_the_code(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    ticket = active.recovery_ticket(token)
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert active.reset(token, ticket, NEW).status_code == 200


def test_a_code_helps_who_must_wait_to_answer(active: Portal) -> None:
    for _link in range(2):
        token = active.recovery_link()
        for _time in range(5):
            active.answer(token, "Woodstock")
    token = active.recovery_link()
    refused(active.answer(token), ErrorCode.TOO_MANY)
    assert give(active, token, mailed(active, token)).status_code == 200


def test_a_code_is_of_its_own_link(active: Portal) -> None:
    active.activated(OTHER_VOTER)
    mine, another = active.recovery_link(), active.recovery_link()
    other = active.recovery_link(OTHER_VOTER)
    code = mailed(active, mine)
    refused(give(active, another, code), ErrorCode.MAILED_CODE_EXPIRED)
    mailed(active, other)
    refused(give(active, other, code), ErrorCode.MAILED_CODE_WRONG)
    assert give(active, mine, code).status_code == 200


def test_without_an_open_link_nothing_is_mailed(active: Portal) -> None:
    used = active.recovery_link()
    active.reset(used, active.recovery_ticket(used), NEW)
    before = active.everything()
    for token, code in (
        ("made-up", ErrorCode.LINK_UNKNOWN),
        (active.invite(OTHER_VOTER), ErrorCode.LINK_UNKNOWN),
        (used, ErrorCode.LINK_USED),
    ):
        mails = len(active.mails())
        refused(ask(active, token), code)
        refused(give(active, token, WRONG), code)
        assert len(active.mails()) == mails
    assert before != active.everything(), "the invitation alone"


@pytest.mark.parametrize("code", ["", "12345", "12345 67890 12345", "１" * 15, "1" * 15 + "\n"])
def test_what_is_no_code_costs_nothing(active: Portal, code: str) -> None:
    token = active.recovery_link()
    mailed(active, token)
    refused(give(active, token, code), ErrorCode.INVALID_REQUEST)
    assert tries_left(active, token) == 5


def test_a_mailed_code_is_told_when_the_link_is_opened_again(active: Portal) -> None:
    token = active.recovery_link()

    def seconds() -> int:
        return int(active.post("recovery/open", token=token).json()["code_expires_in"])

    assert seconds() == 0
    code = mailed(active, token)
    assert 0 < seconds() <= rules.RECOVERY_CODE_LIFETIME.total_seconds()
    assert give(active, token, code).status_code == 200
    assert seconds() == 0, "it is used"


# --- What the election offers


def test_an_election_may_mail_no_code(settings: Settings, stopping: Stopping) -> None:
    offer(settings, RecoveryWay.QUESTION)
    with serving(settings, stopping) as portal:
        portal.activated()
        token = portal.recovery_link()
        opened = portal.post("recovery/open", token=token).json()
        assert opened["question"]
        assert not opened["mails_code"]
        refused(ask(portal, token), ErrorCode.NOT_FOUND)
        refused(give(portal, token, WRONG), ErrorCode.NOT_FOUND)
        assert portal.answer(token).status_code == 200


def test_an_election_may_ask_no_question(settings: Settings, stopping: Stopping) -> None:
    offer(settings, RecoveryWay.CODE)
    with serving(settings, stopping) as portal:
        portal.activated()
        token = portal.recovery_link()
        opened = portal.post("recovery/open", token=token).json()
        assert not opened["question"]
        assert opened["mails_code"]
        refused(portal.answer(token), ErrorCode.NOT_FOUND)
        assert give(portal, token, mailed(portal, token)).status_code == 200


def test_an_election_of_before_offers_both(settings: Settings) -> None:
    ((text,),) = sql(settings.database, "SELECT election FROM portal")
    election = msgspec.json.decode(text)
    del election["recovery"]
    found = decode_election(msgspec.json.encode(election).decode())
    assert found.recovery == tuple(RecoveryWay)
