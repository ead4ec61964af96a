"""What the portal refuses, with a database that is as it was; and an answer that got lost: the same
request again gives the same result, once."""

import logging
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from tests.portal.conftest import PASSWORD, QUESTION, Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.each_database

Act = partial[httpx.Response]

NO_ADDRESSES = (
    *("camille", "a@b@c.exemple", "a@b", "@b.exemple", "a@.exemple", "a b@c.exemple"),
    *("a@b.exemple\r\nBcc: x@y.exemple", "a@b.exemple\nX: y", "a\x00@b.exemple"),
    *("a\u2028@b.exemple", "<a@b.exemple>", "a@b.exemple,c@d.exemple", "a\u202e@b.exemple"),
)


def test_an_address_that_is_none(portal: Portal) -> None:
    answered = portal.captcha("links")
    before = portal.everything()
    for address in NO_ADDRESSES:
        refused(portal.post("links", address=address, **answered), ErrorCode.INVALID_REQUEST)
    assert portal.everything() == before


def test_a_password_against_the_policy_spends_no_captcha(portal: Portal) -> None:
    body = portal.with_captcha(portal.invite())
    before = portal.everything()
    for password, rules in (
        *(("Court1!", ["length"]), ("motdepassetreslong", ["upper", "digit", "special"])),
        ("MOTDEPASSE2022!", ["lower"]),
    ):
        response = portal.post("activation/password", **body | {"password": password})
        assert refused(response, ErrorCode.PASSWORD_REFUSED)["rules"] == rules
    assert portal.everything() == before
    assert portal.post("activation/password", **body).status_code == 200


@pytest.mark.parametrize("password", ["à la une et à dé un", "girafezestelucarneva"])
def test_a_phrase_is_taken_without_the_classes(portal: Portal, password: str) -> None:
    assert portal.create_password(portal.invite(), password)


def test_a_question_and_an_answer_that_are_not_taken(portal: Portal) -> None:
    token = portal.invite()
    refused(portal.activate(token, "made-up"), ErrorCode.TICKET_REPLACED)  # there is none yet
    ticket = portal.create_password(token)
    before = portal.everything()
    strange = portal.activate(token, ticket, question="birth-date")
    refused(strange, ErrorCode.QUESTION_UNKNOWN)
    for answer, fault in (
        *(("abc", "too_short"), ("- é à è -", "too_short"), ("PREMIER concert", "in_question")),
        ("What was the first concert", "in_question"),  # the other language's text counts too
        *((PASSWORD, "is_password"), (PASSWORD.upper().replace("-", " ") + " !", "is_password")),
    ):
        response = portal.activate(token, ticket, answer=answer)
        assert refused(response, ErrorCode.ANSWER_REFUSED)["fault"] == fault
    assert portal.everything() == before
    assert portal.activate(token, ticket).status_code == 200


def test_another_request_on_a_used_link(portal: Portal) -> None:
    token, ticket, _session = portal.activated()
    before = portal.everything()
    for response in (
        portal.activate(token, "another"),
        portal.activate(token, ticket, answer="Another answer"),
        portal.activate(token, ticket, question="lost-object"),
    ):
        refused(response, ErrorCode.LINK_USED)
    assert portal.everything() == before


def activation(portal: Portal) -> Act:
    token = portal.invite()
    return partial(portal.activate, token, portal.create_password(token))


def new_link(portal: Portal) -> Act:
    return partial(portal.post, path="links", address=DEMO_VOTER, **portal.captcha("links"))


def reset(portal: Portal) -> Act:
    portal.activated()
    token = portal.recovery_link()
    return partial(portal.reset, token, portal.recovery_ticket(token), "Nouveau3passe-ici")


@pytest.mark.both_databases
@pytest.mark.parametrize("prepare", [activation, new_link, reset])
def test_an_act_whose_mail_cannot_be_queued_is_undone_and_logged_without_data(
    portal: Portal, prepare: Callable[[Portal], Act], caplog: pytest.LogCaptureFixture
) -> None:
    act = prepare(portal)
    before = portal.everything()
    with portal.refusing("mail"), caplog.at_level(logging.DEBUG):
        problem = refused(act(), ErrorCode.INTERNAL)
    assert set(problem) == {"code", "status", "type", "title"}
    assert portal.everything() == before
    assert "outbox.py" in caplog.text
    for secret in (*act.args, PASSWORD, DEMO_VOTER, "Camille", QUESTION, "argon2id"):
        assert secret not in caplog.text
    assert act().is_success


NEW = "Nouveau3passe-ici"
CAPTCHA_EXPIRED = ErrorCode.CAPTCHA_EXPIRED


def test_the_same_activation_again_gives_the_same_session_while_it_lives(portal: Portal) -> None:
    """After the link's own time, too."""
    token = portal.invite()
    portal.clock.advance(seconds=portal.open(token)["expires_in"] - 1)
    ticket = portal.create_password(token)
    session = portal.activate(token, ticket).json()["session"]
    before = portal.everything()
    portal.clock.advance(minutes=10)
    for _time in range(3):
        again = portal.activate(token, ticket)
        assert (again.status_code, again.json()["session"]) == (200, session)
        assert again.json()["expires_in"] == 300
    assert portal.everything() == before
    portal.ask("DELETE", "session", session)
    refused(portal.activate(token, ticket), ErrorCode.LINK_USED)
    token, ticket, _session = portal.activated(OTHER_VOTER)
    portal.clock.advance(minutes=15)
    refused(portal.activate(token, ticket), ErrorCode.LINK_USED)


def signing_in(portal: Portal) -> dict[str, str]:
    return {"identifier": DEMO_VOTER, "password": PASSWORD, **portal.captcha("sign-in")}


def test_the_same_sign_in_again_gives_the_same_session(active: Portal) -> None:
    body = signing_in(active)
    session = active.post("sign-in", **body).json()["session"]
    sessions = active.sql("SELECT count(*) FROM session")
    active.clock.advance(minutes=1)
    again = active.post("sign-in", **body)
    assert (again.status_code, again.json()["session"]) == (200, session)
    assert again.json()["expires_in"] == 14 * 60
    assert active.sql("SELECT count(*) FROM session") == sessions
    assert active.counts() == []


def test_a_captcha_that_opened_a_session_is_no_good_for_anything_else(active: Portal) -> None:
    body = signing_in(active)
    session = active.post("sign-in", **body).json()["session"]
    refused(active.post("sign-in", **body | {"identifier": OTHER_VOTER}), CAPTCHA_EXPIRED)
    refused(active.post("sign-in", **body | {"password": NEW}), ErrorCode.SIGN_IN_REFUSED)
    assert active.counts() == [1, 1, 1], "it was looked at, and counted"
    active.ask("DELETE", "session", session)
    refused(active.post("sign-in", **body), CAPTCHA_EXPIRED)
    wrong = signing_in(active) | {"password": NEW}
    refused(active.post("sign-in", **wrong), ErrorCode.SIGN_IN_REFUSED)
    assert refused(active.post("sign-in", **wrong), CAPTCHA_EXPIRED)["captcha"]
    assert active.counts() == [2, 2, 2]


def test_the_same_password_again_gives_the_same_ticket(portal: Portal) -> None:
    token = portal.invite()
    body = portal.with_captcha(token)
    first, again = (portal.post("activation/password", **body).json() for _time in range(2))
    assert first == again
    refused(portal.post("activation/password", **body | {"password": NEW}), CAPTCHA_EXPIRED)
    replaced = portal.create_password(token, NEW)
    refused(portal.post("activation/password", **body), CAPTCHA_EXPIRED)
    refused(portal.activate(token, first["ticket"]), ErrorCode.TICKET_REPLACED)
    assert portal.activate(token, replaced).status_code == 200
    assert portal.sign_in(password=NEW)


def test_the_same_change_of_password_again_is_done_once(portal: Portal, session: str) -> None:
    change = {"password": PASSWORD, "new_password": NEW}
    for _time in range(7):
        assert portal.ask("POST", "profile/password", session, **change).status_code == 200
    assert portal.mailed("password_changed") == 1
    assert portal.counts() == []
    other = change | {"new_password": "Encore4passe-la"}
    refused(portal.ask("POST", "profile/password", session, **other), ErrorCode.PASSWORD_WRONG)

    elsewhere = portal.sign_in(password=NEW)
    guess = portal.ask("POST", "profile/password", elsewhere, **change)
    refused(guess, ErrorCode.PASSWORD_WRONG)  # another session has not changed it
    for _quarter in range(5):
        portal.clock.advance(minutes=14)
        assert portal.lives(session)
    late = portal.ask("POST", "profile/password", session, **change)
    refused(late, ErrorCode.PASSWORD_WRONG)


def test_the_same_change_of_question_again_is_done_once(portal: Portal, session: str) -> None:
    change = {"password": PASSWORD, "question_id": "lost-object", "answer": "Un parapluie"}
    for _time in range(7):
        assert portal.ask("POST", "profile/question", session, **change).status_code == 200
    assert portal.mailed("question_changed") == 1
    assert portal.counts() == []
