"""A forgotten password: the link, the question or a mailed code, the new password, once."""

import re

import httpx
import msgspec
import pytest

from mock_server.accounts.links import count_answer, find_link, use_link
from mock_server.core.refusals import Refusal
from mock_server.core.settings import Settings
from mock_server.security.credentials import token_hash
from tests.portal.conftest import (
    ANSWER,
    PASSWORD,
    QUESTION,
    Portal,
    Stopping,
    change_election,
    refused,
    serving,
)
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract import rules
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, new_link_token
from tui_voter.contract.recovery import Recovery, RecoveryWay
from tui_voter.contract.signing_in import SignedIn

pytestmark = pytest.mark.each_database

NEW = "Nouveau3passe-ici"


def tries_left(portal: Portal, token: str) -> int:
    return int(portal.post("recovery/open", token=token).json()["tries_left"])


def test_a_link_shows_the_question_and_a_masked_identity(active: Portal) -> None:
    token = active.recovery_link()
    for language, question in (("fr", "Quel a été votre premier"), ("en", "What was the first")):
        response = active.http.post(
            "/api/recovery/open", json={"token": token}, headers={"Accept-Language": language}
        )
        recovery = msgspec.json.decode(response.content, type=Recovery)
        assert recovery.question.startswith(question)
    assert (recovery.name, recovery.address) == ("Camille D.", "c•••••@ac-armorique.exemple")
    assert (recovery.tries_left, recovery.expires_in) == (5, 3600)


def test_five_wrong_answers_spend_the_link_and_the_voter_is_told(active: Portal) -> None:
    told = "SELECT recipient FROM mail WHERE kind = 'tries_spent'"
    for spent in range(2):
        token = active.recovery_link()
        for left in (4, 3, 2, 1):
            problem = refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
            assert problem["tries_left"] == left == tries_left(active, token)
        assert active.sql(told) == [(DEMO_VOTER,)] * spent
        refused(active.answer(token, "Woodstock"), ErrorCode.TRIES_SPENT)
        refused(active.answer(token), ErrorCode.TRIES_SPENT)
        refused(active.post("recovery/open", token=token), ErrorCode.TRIES_SPENT)
        assert active.sql(told) == [(DEMO_VOTER,)] * (spent + 1), "once of each link"


def test_a_right_answer_is_no_wrong_one(active: Portal) -> None:
    token = active.recovery_link()
    answer_wrongly(active, token, 4)
    for _time in range(6):
        active.recovery_ticket(token)
    assert tries_left(active, token) == 1
    assert active.counts() == []


def answer_wrongly(portal: Portal, token: str, times: int) -> None:
    """As often as that and no more: the tries of the link may be spent by the last."""
    codes = {portal.answer(token, "Woodstock").json()["code"] for _time in range(times)}
    assert codes <= {ErrorCode.ANSWER_WRONG, ErrorCode.TRIES_SPENT}


@pytest.fixture
def guessed(active: Portal) -> Portal:
    """A portal where the free tries at the voter's question are over, by two links."""
    for _link in range(2):
        answer_wrongly(active, active.recovery_link(), 5)
    return active


def test_more_links_give_no_more_tries_within_a_day(guessed: Portal) -> None:
    token = guessed.recovery_link()
    for answer in ("Woodstock", ANSWER):
        response = guessed.answer(token, answer)
        assert refused(response, ErrorCode.TOO_MANY)["retry_after"] == 30
        assert response.headers["retry-after"] == "30"
    assert tries_left(guessed, token) == 5, "none is lost"
    guessed.clock.advance(seconds=30)
    answer_wrongly(guessed, token, 1)
    guessed.sql("DELETE FROM link_request")  # as if those before had been an hour ago
    token = guessed.recovery_link()
    assert refused(guessed.answer(token), ErrorCode.TOO_MANY)["retry_after"] == 60
    guessed.sql("UPDATE mailed_link SET expires_at = created_at WHERE tries = 0")
    refused(guessed.answer(token), ErrorCode.LINK_EXPIRED)  # which comes first, as ever
    guessed.clock.advance(hours=24)
    token = guessed.recovery_link()
    answer_wrongly(guessed, token, 4)
    assert guessed.answer(token).status_code == 200


def test_wrong_answers_keep_no_other_voter_from_answering(guessed: Portal) -> None:
    guessed.sign_in()
    refused(guessed.answer(guessed.recovery_link()), ErrorCode.TOO_MANY)
    guessed.activated(OTHER_VOTER)
    assert guessed.answer(guessed.recovery_link(OTHER_VOTER)).status_code == 200


def test_a_stranger_without_a_link_keeps_nobody_from_answering(active: Portal) -> None:
    spent, good = active.recovery_link(), active.recovery_link()
    answer_wrongly(active, spent, 5)
    before = active.counts()
    for token in (spent, new_link_token(), "x", active.invite(OTHER_VOTER)):
        for _time in range(6):
            assert active.answer(token, "Woodstock").status_code in (404, 410)
    assert active.counts() == before == [5]
    for _time in range(5):
        refused(active.try_sign_in(password="Mauvais2passe-la"), ErrorCode.SIGN_IN_REFUSED)
    refused(active.try_sign_in(), ErrorCode.TOO_MANY)
    assert active.answer(good).status_code == 200


def test_a_change_of_the_question_ends_the_delay(guessed: Portal) -> None:
    session, chosen = guessed.sign_in(), {"question_id": QUESTION, "answer": ANSWER}
    done = guessed.ask("POST", "profile/question", session, password=PASSWORD, **chosen)
    assert done.status_code == 200
    assert guessed.answer(guessed.recovery_link()).status_code == 200


def test_a_new_password_opens_a_session_and_ends_all_others(active: Portal) -> None:
    before = [active.sign_in(), active.sign_in()]
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    response = active.reset(token, ticket, NEW)
    signed_in = msgspec.json.decode(response.content, type=SignedIn)
    assert signed_in.expires_in == 15 * 60
    refused(active.reset(token, ticket, "Autre4mot-de-passe"), ErrorCode.LINK_USED)
    assert active.lives(signed_in.session)
    assert not any(active.lives(session) for session in before)
    refused(active.try_sign_in(password=PASSWORD), ErrorCode.SIGN_IN_REFUSED)
    assert active.try_sign_in(password=NEW).status_code == 200
    assert active.sql("SELECT recipient, kind FROM mail ORDER BY id DESC LIMIT 1") == [
        (DEMO_VOTER, "password_changed")
    ]


def test_nothing_secret_is_at_rest(portal: Portal) -> None:
    """Neither after an activation nor after a recovery."""
    _token, *secrets = portal.activated()
    before = portal.everything()
    assert before.count("$argon2id$") >= 2, "of the password and of the answer"
    token = portal.recovery_link()
    ticket = portal.recovery_ticket(token)
    secrets += [ticket, portal.reset(token, ticket, NEW).json()["session"]]
    kept = before + portal.everything()
    for secret in (*secrets, PASSWORD, NEW, ANSWER, rules.normalise_answer(ANSWER)):
        assert secret not in kept
        assert secret.encode().hex().upper() not in kept.upper()


def test_a_password_that_is_refused_uses_nothing_up(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    before = active.everything()
    short = refused(active.reset(token, ticket, "Court1!"), ErrorCode.PASSWORD_REFUSED)
    assert short["rules"] == ["length"]
    refused(active.reset(token, ticket, PASSWORD), ErrorCode.PASSWORD_UNCHANGED)
    assert active.everything() == before
    assert active.reset(token, ticket, NEW).status_code == 200


@pytest.mark.both_databases
def test_one_ticket_of_a_link_is_in_force_and_five_answers_count(active: Portal) -> None:
    """For those that found the link still good, a moment ago, too."""
    token, other = active.recovery_link(), active.recovery_link()
    first, second = active.recovery_ticket(token), active.recovery_ticket(token)
    before = active.everything()
    for of_link, ticket in ((token, "made-up"), (token, first), (other, second)):
        refused(active.reset(of_link, ticket, NEW), ErrorCode.TICKET_REPLACED)
    assert active.everything() == before
    now = active.clock.now
    with transaction(active.settings.database, writes=True) as tx:
        link = find_link(tx, LinkKind.RECOVERY, token, now)
        assert [count_answer(tx, link) for _time in range(5)] == [4, 3, 2, 1, 0]
        with pytest.raises(Refusal, match=ErrorCode.TRIES_SPENT):
            count_answer(tx, link)
        assert not use_link(tx, link, token_hash(first), now), "replaced a moment ago"
        assert use_link(tx, link, token_hash(second), now)
        assert not use_link(tx, link, token_hash(second), now)


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


def test_three_codes_an_hour_are_mailed_of_which_the_latest_is_in_force(active: Portal) -> None:
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
    for response in (give(active, token, WRONG), give(active, token, code), ask(active, token)):
        refused(response, ErrorCode.TRIES_SPENT)
    told = active.sql("SELECT recipient FROM mail WHERE kind = 'tries_spent'")
    assert told == [(DEMO_VOTER,)]


def test_a_code_helps_who_must_wait_to_answer(guessed: Portal) -> None:
    token = guessed.recovery_link()
    refused(guessed.answer(token), ErrorCode.TOO_MANY)
    assert give(guessed, token, mailed(guessed, token)).status_code == 200


def test_a_code_is_of_its_own_link(active: Portal) -> None:
    active.activated(OTHER_VOTER)
    mine, another = active.recovery_link(), active.recovery_link()
    other = active.recovery_link(OTHER_VOTER)
    code = mailed(active, mine)
    refused(give(active, another, code), ErrorCode.MAILED_CODE_EXPIRED)
    mailed(active, other)
    refused(give(active, other, code), ErrorCode.MAILED_CODE_WRONG)
    assert give(active, mine, code).status_code == 200


@pytest.mark.parametrize("offered", RecoveryWay)
def test_an_election_may_offer_one_way_alone(
    settings: Settings, stopping: Stopping, offered: RecoveryWay
) -> None:
    change_election(settings, recovery=(offered,))
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
