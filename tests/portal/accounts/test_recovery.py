"""A forgotten password: the link, the challenge question, the new password, once."""

from __future__ import annotations

import json
import logging
import socket

import msgspec
import pytest

from mock_server.accounts.links import count_answer, find_link, use_link
from mock_server.core.refusals import Refusal
from mock_server.security.credentials import token_hash
from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, Portal, refused, shape
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract import rules
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, new_link_token
from tui_voter.contract.recovery import Recovery
from tui_voter.contract.signing_in import SignedIn

pytestmark = pytest.mark.each_database

NEW = "Nouveau3passe-ici"


# --- Asking for a link ------------------------------------------------------------------------


def test_it_takes_a_captcha_of_this_act(active: Portal) -> None:
    before = shape(active)
    body = {"identifier": DEMO_VOTER, **active.captcha("recovery")}
    wrong = active.post("recovery", **{**body, "captcha_answer": "rhinocéros"})
    assert refused(wrong, ErrorCode.CAPTCHA_WRONG)["captcha"]["question"]
    refused(active.post("recovery", **body), ErrorCode.CAPTCHA_EXPIRED)
    foreign = active.post("recovery", identifier=DEMO_VOTER, **active.captcha("sign-in"))
    refused(foreign, ErrorCode.CAPTCHA_EXPIRED)
    assert {**shape(active), "captcha": 0} == {**before, "captcha": 0}


# --- The link ---------------------------------------------------------------------------------


def test_a_link_shows_the_question_and_a_masked_identity(active: Portal) -> None:
    token = active.recovery_link()
    for language, question in (
        ("fr", "Quel a été votre premier concert"),
        ("en", "What was the first concert"),
    ):
        response = active.http.post(
            "/api/recovery/open", json={"token": token}, headers={"Accept-Language": language}
        )
        recovery = msgspec.json.decode(response.content, type=Recovery)
        assert recovery.question.startswith(question)
    assert recovery.name == "Camille D."
    assert recovery.address == "c•••••@ac-armorique.exemple"
    assert {"Camille", "Dumont"} <= set(recovery.words)
    assert recovery.tries_left == 5
    assert recovery.expires_in == 3600


# --- The challenge question -------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ANSWER, "les vieilles-charrues !", "LES  VIEILLES CHARRUES"])
def test_an_answer_is_compared_without_case_accents_and_spaces(active: Portal, answer: str) -> None:
    token = active.recovery_link()
    response = active.answer(token, answer)
    assert response.status_code == 200
    assert response.json()["ticket"] not in active.everything()


def test_five_wrong_answers_spend_the_link(active: Portal) -> None:
    token = active.recovery_link()
    for left in (4, 3, 2, 1):
        problem = refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
        assert problem["tries_left"] == left
        assert active.post("recovery/open", token=token).json()["tries_left"] == left
    refused(active.answer(token, "Woodstock"), ErrorCode.TRIES_SPENT)
    refused(active.answer(token), ErrorCode.TRIES_SPENT)
    refused(active.post("recovery/open", token=token), ErrorCode.TRIES_SPENT)

    another = active.recovery_link()
    assert active.answer(another).status_code == 200


def test_a_right_answer_is_no_wrong_one(active: Portal) -> None:
    token = active.recovery_link()
    refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
    for _time in range(6):
        active.recovery_ticket(token)
    assert active.post("recovery/open", token=token).json()["tries_left"] == 4


@pytest.mark.both_databases
def test_a_link_counts_no_answer_beyond_the_fifth(active: Portal) -> None:
    """Those that found the link still good, a moment ago, included."""
    token = active.recovery_link()
    with transaction(active.settings.database, writes=True) as tx:
        link = find_link(tx, LinkKind.RECOVERY, token)
        assert [count_answer(tx, link) for _time in range(5)] == [4, 3, 2, 1, 0]
        with pytest.raises(Refusal) as caught:
            count_answer(tx, link)
    assert caught.value.code is ErrorCode.TRIES_SPENT


# --- The challenge question, over all links ---------------------------------------------------


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


def test_more_links_give_no_more_tries(guessed: Portal) -> None:
    token = guessed.recovery_link()
    for answer in ("Woodstock", ANSWER):
        response = guessed.answer(token, answer)
        assert refused(response, ErrorCode.TOO_MANY)["retry_after"] == 30
        assert response.headers["retry-after"] == "30"
    assert guessed.post("recovery/open", token=token).json()["tries_left"] == 5, "none is lost"
    guessed.clock.advance(seconds=30)
    assert guessed.answer(token).status_code == 200


def test_the_delay_of_answers_grows_to_an_hour(guessed: Portal) -> None:
    def fresh_link() -> str:
        guessed.sql("DELETE FROM link_request")  # as if those before had been an hour ago
        return guessed.recovery_link()

    waits = []
    for _time in range(9):
        waits.append(refused(guessed.answer(fresh_link()), ErrorCode.TOO_MANY)["retry_after"])
        guessed.clock.advance(seconds=waits[-1])
        answer_wrongly(guessed, fresh_link(), 1)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_right_answer_takes_the_count_away(active: Portal) -> None:
    for _time in range(3):
        token = active.recovery_link()
        answer_wrongly(active, token, 4)
        active.recovery_ticket(token)
        assert active.counts() == []
        active.clock.advance(minutes=20)


def test_wrong_answers_are_forgotten_after_a_day_without_one(guessed: Portal) -> None:
    guessed.clock.advance(hours=24)
    token = guessed.recovery_link()
    answer_wrongly(guessed, token, 4)
    assert guessed.answer(token).status_code == 200


def test_another_voters_question_is_another(guessed: Portal) -> None:
    guessed.activated(OTHER_VOTER)
    assert guessed.answer(guessed.recovery_link(OTHER_VOTER)).status_code == 200


def test_wrong_answers_keep_nobody_from_signing_in(guessed: Portal) -> None:
    refused(guessed.answer(guessed.recovery_link()), ErrorCode.TOO_MANY)
    guessed.sign_in()
    refused(guessed.answer(guessed.recovery_link()), ErrorCode.TOO_MANY)


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


def test_an_outdated_link_says_so_whatever_the_delay(guessed: Portal) -> None:
    """What is the matter with the link comes first, as ever."""
    token = guessed.recovery_link()
    guessed.sql("UPDATE mailed_link SET expires_at = created_at WHERE tries = 0")
    refused(guessed.answer(token), ErrorCode.LINK_EXPIRED)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("profile/password", {"new_password": NEW}),
        ("profile/question", {"question_id": QUESTION, "answer": ANSWER}),
    ],
)
def test_a_change_by_the_voter_ends_the_delay(
    guessed: Portal, path: str, change: dict[str, str]
) -> None:
    session = guessed.sign_in()
    assert guessed.ask("POST", path, session, password=PASSWORD, **change).status_code == 200
    assert guessed.answer(guessed.recovery_link()).status_code == 200


def test_the_voter_is_told_of_each_link_whose_tries_are_spent(active: Portal) -> None:
    told = "SELECT recipient FROM mail WHERE kind = 'tries_spent'"
    token = active.recovery_link()
    answer_wrongly(active, token, 4)
    assert active.sql(told) == []
    answer_wrongly(active, token, 3)
    assert active.sql(told) == [(DEMO_VOTER,)], "once"
    answer_wrongly(active, active.recovery_link(), 5)
    assert active.sql(told) == [(DEMO_VOTER,)] * 2
    bodies = active.sql("SELECT body FROM mail WHERE kind = 'tries_spent'")
    assert all(
        "trop de réponses incorrectes" in body and "/recovery/" not in body for (body,) in bodies
    )


def test_a_right_answer_with_the_last_try_needs_no_warning(active: Portal) -> None:
    token = active.recovery_link()
    answer_wrongly(active, token, 4)
    active.recovery_ticket(token)
    assert active.sql("SELECT count(*) FROM mail WHERE kind = 'tries_spent'") == [(0,)]


# --- The new password -------------------------------------------------------------------------


def test_a_new_password_opens_a_session_and_ends_all_others(active: Portal) -> None:
    before = [active.sign_in(), active.sign_in()]
    token = active.recovery_link()
    response = active.reset(token, active.recovery_ticket(token), NEW)
    signed_in = msgspec.json.decode(response.content, type=SignedIn)
    assert signed_in.expires_in == 15 * 60
    assert active.lives(signed_in.session)
    assert not any(active.lives(session) for session in before)
    refused(active.try_sign_in(password=PASSWORD), ErrorCode.SIGN_IN_REFUSED)
    assert active.try_sign_in(password=NEW).status_code == 200
    assert active.sql("SELECT recipient, kind FROM mail ORDER BY id DESC LIMIT 1") == [
        (DEMO_VOTER, "password_changed")
    ]


def test_nothing_secret_is_at_rest(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    session = active.reset(token, ticket, NEW).json()["session"]
    kept = active.everything()
    for secret in (NEW, ANSWER, rules.normalise_answer(ANSWER), ticket, session):
        assert secret not in kept
        assert secret.encode().hex().upper() not in kept.upper()


def test_a_password_against_the_policy_uses_nothing_up(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    before = active.everything()
    refused_with = refused(active.reset(token, ticket, "Court1!"), ErrorCode.PASSWORD_REFUSED)
    assert refused_with["rules"] == ["length"]
    assert active.everything() == before
    assert active.reset(token, ticket, NEW).status_code == 200


def test_the_password_that_the_voter_has_is_told_and_uses_nothing_up(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    before = active.everything()
    refused(active.reset(token, ticket, PASSWORD), ErrorCode.PASSWORD_UNCHANGED)
    assert active.everything() == before
    response = active.reset(token, ticket, NEW)
    assert response.status_code == 200
    again = active.reset(token, ticket, NEW)
    assert again.json()["session"] == response.json()["session"], "the same request, sent again"


def test_without_a_right_answer_there_is_no_ticket(active: Portal) -> None:
    token = active.recovery_link()
    before = active.everything()
    refused(active.reset(token, "made-up", NEW), ErrorCode.TICKET_REPLACED)
    assert active.everything() == before


def test_a_newer_answer_replaces_the_ticket(active: Portal) -> None:
    token = active.recovery_link()
    first, second = active.recovery_ticket(token), active.recovery_ticket(token)
    refused(active.reset(token, first, NEW), ErrorCode.TICKET_REPLACED)
    assert active.reset(token, second, NEW).status_code == 200


def test_a_ticket_replaced_a_moment_ago_uses_nothing_up(active: Portal) -> None:
    token = active.recovery_link()
    first, second = active.recovery_ticket(token), active.recovery_ticket(token)
    now = active.clock.now
    with transaction(active.settings.database, writes=True) as tx:
        link = find_link(tx, LinkKind.RECOVERY, token)
        assert not use_link(tx, link, token_hash(first), now)
        assert use_link(tx, link, token_hash(second), now)
        assert not use_link(tx, link, token_hash(second), now)


def test_a_ticket_is_of_its_own_link(active: Portal) -> None:
    mine, other = active.recovery_link(), active.recovery_link()
    ticket = active.recovery_ticket(mine)
    refused(active.reset(other, ticket, NEW), ErrorCode.TICKET_REPLACED)


def test_a_lost_answer_is_had_again(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    session = active.reset(token, ticket, NEW).json()["session"]
    before = active.everything()
    active.clock.advance(minutes=10)
    again = active.reset(token, ticket, NEW).json()
    assert (again["session"], again["expires_in"]) == (session, 300)
    refused(active.reset(token, ticket, "Autre4mot-de-passe"), ErrorCode.LINK_USED)
    assert active.everything() == before
    active.ask("DELETE", "session", session)
    refused(active.reset(token, ticket, NEW), ErrorCode.LINK_USED)


def test_a_connection_cut_before_the_answer_is_read(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    body = json.dumps({"token": token, "ticket": ticket, "password": NEW}).encode()
    url = active.http.base_url
    with socket.create_connection((url.host, url.port or 80)) as peer:
        peer.sendall(
            b"POST /api/recovery/password HTTP/1.1\r\nHost: portal\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        assert peer.recv(1) == b"H"
    retried = active.reset(token, ticket, NEW)
    assert retried.status_code == 200
    assert active.lives(retried.json()["session"])
    assert active.sql("SELECT count(*) FROM mail WHERE kind = 'password_changed'") == [(1,)]


@pytest.mark.both_databases
def test_a_reset_whose_mail_cannot_be_queued_is_undone(
    active: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    before = active.everything()
    with active.refusing("mail"), caplog.at_level(logging.DEBUG):
        refused(active.reset(token, ticket, NEW), ErrorCode.INTERNAL)
    for secret in (token, ticket, NEW, DEMO_VOTER, "argon2id"):
        assert secret not in caplog.text
    assert active.everything() == before
    assert active.reset(token, ticket, NEW).status_code == 200
