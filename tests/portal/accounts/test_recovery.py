"""A forgotten password: the link, the challenge question, the new password, once."""

from __future__ import annotations

import msgspec
import pytest

from mock_server.accounts.links import count_answer, find_link, use_link
from mock_server.core.refusals import Refusal
from mock_server.security.credentials import token_hash
from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, Portal, refused
from tests.portal_database import transaction
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract import rules
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, new_link_token
from tui_voter.contract.recovery import Recovery
from tui_voter.contract.signing_in import SignedIn

pytestmark = pytest.mark.each_database

NEW = "Nouveau3passe-ici"


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


def test_an_answer_is_compared_without_case_accents_and_spaces(active: Portal) -> None:
    token = active.recovery_link()
    for answer in (ANSWER, "les vieilles-charrues !", "LES  VIEILLES CHARRUES"):
        assert active.answer(token, answer).status_code == 200


def test_five_wrong_answers_spend_the_link_and_the_voter_is_told(active: Portal) -> None:
    told = "SELECT recipient FROM mail WHERE kind = 'tries_spent'"
    for spent in range(2):
        token = active.recovery_link()
        for left in (4, 3, 2, 1):
            problem = refused(active.answer(token, "Woodstock"), ErrorCode.ANSWER_WRONG)
            assert problem["tries_left"] == left
            assert active.post("recovery/open", token=token).json()["tries_left"] == left
        assert active.sql(told) == [(DEMO_VOTER,)] * spent
        refused(active.answer(token, "Woodstock"), ErrorCode.TRIES_SPENT)
        refused(active.answer(token), ErrorCode.TRIES_SPENT)
        refused(active.post("recovery/open", token=token), ErrorCode.TRIES_SPENT)
        assert active.sql(told) == [(DEMO_VOTER,)] * (spent + 1), "once of each link"
    for (body,) in active.sql("SELECT body FROM mail WHERE kind = 'tries_spent'"):
        assert "trop de réponses incorrectes" in body
        assert "/recovery/" not in body


def test_a_right_answer_is_no_wrong_one(active: Portal) -> None:
    token = active.recovery_link()
    answer_wrongly(active, token, 4)
    for _time in range(6):
        active.recovery_ticket(token)
    assert active.post("recovery/open", token=token).json()["tries_left"] == 1
    assert active.counts() == []
    assert active.sql("SELECT count(*) FROM mail WHERE kind = 'tries_spent'") == [(0,)]


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


def test_more_links_give_no_more_tries_within_a_day(guessed: Portal) -> None:
    token = guessed.recovery_link()
    for answer in ("Woodstock", ANSWER):
        response = guessed.answer(token, answer)
        assert refused(response, ErrorCode.TOO_MANY)["retry_after"] == 30
        assert response.headers["retry-after"] == "30"
    assert guessed.post("recovery/open", token=token).json()["tries_left"] == 5, "none is lost"
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


def test_wrong_answers_keep_nobody_from_signing_in_and_no_other_voter_from_answering(
    guessed: Portal,
) -> None:
    refused(guessed.answer(guessed.recovery_link()), ErrorCode.TOO_MANY)
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


def test_a_password_that_is_refused_uses_nothing_up(active: Portal) -> None:
    token = active.recovery_link()
    ticket = active.recovery_ticket(token)
    before = active.everything()
    short = refused(active.reset(token, ticket, "Court1!"), ErrorCode.PASSWORD_REFUSED)
    assert short["rules"] == ["length"]
    refused(active.reset(token, ticket, PASSWORD), ErrorCode.PASSWORD_UNCHANGED)
    assert active.everything() == before
    assert active.reset(token, ticket, NEW).status_code == 200


def test_one_ticket_of_a_link_is_in_force(active: Portal) -> None:
    token, other = active.recovery_link(), active.recovery_link()
    first, second = active.recovery_ticket(token), active.recovery_ticket(token)
    before = active.everything()
    for of_link, ticket in ((token, "made-up"), (token, first), (other, second)):
        refused(active.reset(of_link, ticket, NEW), ErrorCode.TICKET_REPLACED)
    assert active.everything() == before
    now = active.clock.now
    with transaction(active.settings.database, writes=True) as tx:
        link = find_link(tx, LinkKind.RECOVERY, token)
        assert not use_link(tx, link, token_hash(first), now), "replaced a moment ago"
        assert use_link(tx, link, token_hash(second), now)
        assert not use_link(tx, link, token_hash(second), now)


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
