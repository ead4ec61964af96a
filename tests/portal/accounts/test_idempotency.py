"""An answer that got lost: the same request again gives the same result, once."""

from __future__ import annotations

import json
import socket

import pytest

from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, Portal, refused
from tests.portal.http.lean_http import posting
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.each_database

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


@pytest.mark.parametrize("read_first", [True, False])
@pytest.mark.both_databases
def test_a_connection_cut_before_the_answer_is_read(portal: Portal, read_first: bool) -> None:
    """Cut once the answer is on its way, or at once, when the portal may not have begun."""
    token = portal.invite()
    ticket = portal.create_password(token)
    fields = {"token": token, "ticket": ticket, "question_id": QUESTION, "answer": ANSWER}
    body = json.dumps(fields).encode()
    url = portal.http.base_url
    with socket.create_connection((url.host, url.port or 80)) as peer:
        peer.sendall(posting("/api/activation", body))
        if read_first:
            assert peer.recv(1) == b"H"
    retried = portal.activate(token, ticket)
    assert retried.status_code == 200
    assert portal.activate(token, ticket).json()["session"] == retried.json()["session"]
    assert portal.mailed("confirmation") == 1
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]


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
