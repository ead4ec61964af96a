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
    opened = active.post("recovery/open", token=token).json()
    assert (opened["mails_code"], opened["code_expires_in"]) == (True, 0)
    code = mailed(active, token)
    assert active.post("recovery/open", token=token).json()["code_expires_in"] == 15 * 60
    response = give(active, token, code)
    assert response.status_code == 200, response.text
    ticket = response.json()["ticket"]
    kept = active.everything()
    assert not [secret for secret in (code, code[:5], ticket) if secret in kept]
    assert active.post("recovery/open", token=token).json()["code_expires_in"] == 0, "it is used"
    assert active.reset(token, ticket, NEW).status_code == 200
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


def test_a_code_is_used_once_and_ends_with_a_right_answer(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    assert give(active, token, code).status_code == 200
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert active.sql("SELECT count(*) FROM mailed_link WHERE code_mac IS NOT NULL") == [(0,)]
    assert tries_left(active, token) == 5
    code = mailed(active, token)
    active.recovery_ticket(token)
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)


def test_a_code_is_valid_for_fifteen_minutes_and_no_longer_than_its_link(active: Portal) -> None:
    token = active.recovery_link()
    assert ask(active, token).json()["expires_in"] == 15 * 60
    code = mailed(active, token)
    active.clock.advance(minutes=15)
    refused(give(active, token, code), ErrorCode.MAILED_CODE_EXPIRED)
    assert tries_left(active, token) == 5, "none is lost"
    assert give(active, token, mailed(active, token)).status_code == 200
    token = active.recovery_link()
    active.clock.advance(minutes=50)
    assert ask(active, token).json()["expires_in"] == 10 * 60
    active.clock.advance(minutes=10)
    refused(ask(active, token), ErrorCode.LINK_EXPIRED)


def test_three_codes_an_hour_are_mailed_for_a_link_of_which_the_latest_is_in_force(
    active: Portal,
) -> None:
    token = active.recovery_link()
    first, _second, code = (mailed(active, token) for _time in range(3))
    assert refused(ask(active, token), ErrorCode.TOO_MANY)["retry_after"] == 3600
    refused(give(active, token, first), ErrorCode.MAILED_CODE_WRONG)
    assert give(active, token, code).status_code == 200
    assert ask(active, active.recovery_link()).status_code == 202


def test_five_wrong_codes_or_answers_spend_the_link(active: Portal) -> None:
    token = active.recovery_link()
    code = mailed(active, token)
    refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
    for left in (3, 2, 1):
        problem = refused(give(active, token, WRONG), ErrorCode.MAILED_CODE_WRONG)
        assert problem["tries_left"] == left == tries_left(active, token)
    refused(give(active, token, WRONG), ErrorCode.TRIES_SPENT)
    refused(give(active, token, code), ErrorCode.TRIES_SPENT)
    refused(ask(active, token), ErrorCode.TRIES_SPENT)
    told = active.sql("SELECT recipient FROM mail WHERE kind = 'tries_spent'")
    assert told == [(DEMO_VOTER,)]


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


# --- What the election offers


@pytest.mark.parametrize("offered", RecoveryWay)
def test_an_election_may_offer_one_way_alone(
    settings: Settings, stopping: Stopping, offered: RecoveryWay
) -> None:
    offer(settings, offered)
    by_code = offered is RecoveryWay.CODE
    with serving(settings, stopping) as portal:
        portal.activated()
        token = portal.recovery_link()
        opened = portal.post("recovery/open", token=token).json()
        assert (bool(opened["question"]), opened["mails_code"]) == (not by_code, by_code)
        if by_code:
            refused(portal.answer(token), ErrorCode.NOT_FOUND)
            assert give(portal, token, mailed(portal, token)).status_code == 200
        else:
            refused(ask(portal, token), ErrorCode.NOT_FOUND)
            refused(give(portal, token, WRONG), ErrorCode.NOT_FOUND)
            assert portal.answer(token).status_code == 200


def test_an_election_of_before_offers_both(settings: Settings) -> None:
    ((text,),) = sql(settings.database, "SELECT election FROM portal")
    election = msgspec.json.decode(text)
    del election["recovery"]
    found = decode_election(msgspec.json.encode(election).decode())
    assert found.recovery == tuple(RecoveryWay)
