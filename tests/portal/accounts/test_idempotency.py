"""An answer that got lost: the same request again gives the same result, once."""

from __future__ import annotations

import json
import socket

import pytest

from tests.portal.conftest import ANSWER, QUESTION, Portal

pytestmark = pytest.mark.both_databases


def test_the_same_activation_again_gives_the_same_session(portal: Portal) -> None:
    token, ticket, session = portal.activated()
    before = portal.everything()
    for _time in range(3):
        again = portal.activate(token, ticket)
        assert (again.status_code, again.json()["session"]) == (200, session)
    assert portal.everything() == before


def test_a_retry_tells_what_is_left_of_the_session(portal: Portal) -> None:
    token, ticket, _session = portal.activated()
    portal.clock.advance(minutes=10)
    assert portal.activate(token, ticket).json()["expires_in"] == 300


def test_once_the_session_is_over_the_link_is_merely_used(portal: Portal) -> None:
    token, ticket, session = portal.activated()
    portal.http.delete("/api/session", headers={"Authorization": f"Bearer {session}"})
    assert portal.activate(token, ticket).json()["code"] == "link_used"


def test_a_session_that_timed_out_is_not_given_again(portal: Portal) -> None:
    token, ticket, _session = portal.activated()
    portal.clock.advance(minutes=15)
    assert portal.activate(token, ticket).json()["code"] == "link_used"


def test_a_retry_after_the_link_expired_still_finds_its_session(portal: Portal) -> None:
    token = portal.invite()
    portal.clock.advance(days=60, seconds=-1)
    ticket = portal.create_password(token)
    session = portal.activate(token, ticket).json()["session"]
    portal.clock.advance(minutes=1)
    assert portal.activate(token, ticket).json()["session"] == session


@pytest.mark.parametrize("read_first", [True, False])
def test_a_connection_cut_before_the_answer_is_read(portal: Portal, read_first: bool) -> None:
    """Cut once the answer is on its way, or at once, when the portal may not have begun."""
    token = portal.invite()
    ticket = portal.create_password(token)
    fields = {"token": token, "ticket": ticket, "question_id": QUESTION, "answer": ANSWER}
    body = json.dumps(fields).encode()
    url = portal.http.base_url
    with socket.create_connection((url.host, url.port or 80)) as peer:
        peer.sendall(
            b"POST /api/activation HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        if read_first:
            assert peer.recv(1) == b"H"

    retried = portal.activate(token, ticket)
    assert retried.status_code == 200
    assert portal.activate(token, ticket).json()["session"] == retried.json()["session"]
    assert portal.sql("SELECT count(*) FROM mail WHERE kind = 'confirmation'") == [(1,)]
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]
