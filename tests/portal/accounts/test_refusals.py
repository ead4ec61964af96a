"""What the portal refuses: the code, and a database that is as it was."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from tests.portal.conftest import PASSWORD, QUESTION, SOON_BUSY, Portal, refused
from tests.portal_database import held
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.each_database

JSON = {"Content-Type": "application/json"}


# --- Requests outside the contract ----------------------------------------------------------


def test_a_path_that_is_not_there(portal: Portal) -> None:
    for path in ("/api", "/api/nothing", "/openapi.json/x", "/activation", "/schema"):
        refused(portal.http.get(path), ErrorCode.NOT_FOUND)


def test_a_method_that_is_not_there(portal: Portal) -> None:
    response = portal.http.get("/api/links")
    refused(response, ErrorCode.METHOD_NOT_ALLOWED)
    assert set(response.headers["allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_body_that_is_too_large(portal: Portal) -> None:
    refused(
        portal.http.post("/api/links", content=b"x" * 65_537, headers=JSON), ErrorCode.TOO_LARGE
    )


def test_a_body_that_turns_out_too_large(portal: Portal) -> None:
    def trickle() -> Any:
        for _time in range(20):
            yield b"x" * 5000

    response = portal.http.post("/api/links", content=trickle(), headers=JSON)
    refused(response, ErrorCode.TOO_LARGE)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_json_by_its_name(portal: Portal, media_type: str) -> None:
    response = portal.http.post(
        "/api/links", content=b'{"address":"a@b.exemple"}', headers={"Content-Type": media_type}
    )
    refused(response, ErrorCode.UNSUPPORTED_MEDIA_TYPE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"address": 5}',
        b'{"address": ""}',
        b'{"address": "a@b.exemple", "more": 1}',
        b'{"address": "\xff@b.exemple"}',
        b'{"address": "\\ud800@b.exemple"}',
        b"[" * 60_000,
        b'{"address": "' + b"a" * 300 + b'@b.exemple"}',
    ],
)
def test_a_body_outside_the_contract(portal: Portal, body: bytes) -> None:
    before = portal.everything()
    refused(portal.http.post("/api/links", content=body, headers=JSON), ErrorCode.INVALID_REQUEST)
    assert portal.everything() == before


@pytest.mark.parametrize(
    "address",
    [
        "camille",
        "a@b@c.exemple",
        "a@b",
        "@b.exemple",
        "a@.exemple",
        "a b@c.exemple",
        "a@b.exemple\r\nBcc: x@y.exemple",
        "a@b.exemple\nX: y",
        "a\x00@b.exemple",
        "a\u2028@b.exemple",
        "<a@b.exemple>",
        "a@b.exemple,c@d.exemple",
        "a\u202e@b.exemple",
    ],
)
def test_an_address_that_is_none(portal: Portal, address: str) -> None:
    answered = portal.captcha("links")
    before = portal.everything()
    asked = portal.post("links", address=address, **answered)
    refused(asked, ErrorCode.INVALID_REQUEST)
    assert portal.everything() == before


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic x", "Bearer é"])
def test_a_session_that_is_none(portal: Portal, authorization: str) -> None:
    headers = httpx.Headers({"Authorization": authorization} if authorization else {}, "utf-8")
    refused(portal.http.delete("/api/session", headers=headers), ErrorCode.SESSION_ENDED)


# --- The password -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("Court1!", ["length"]),
        ("motdepassetreslong", ["upper", "digit", "special"]),
        ("MOTDEPASSE2022!", ["lower"]),
    ],
)
def test_a_password_against_the_policy_spends_no_captcha(
    portal: Portal, password: str, rules: list[str]
) -> None:
    body = portal.with_captcha(portal.invite())
    before = portal.everything()
    response = portal.post("activation/password", **{**body, "password": password})
    assert refused(response, ErrorCode.PASSWORD_REFUSED)["rules"] == rules
    assert portal.everything() == before
    assert portal.post("activation/password", **body).status_code == 200


@pytest.mark.parametrize("password", ["à la une et à dé un", "girafezestelucarneva"])
def test_a_phrase_is_taken_without_the_classes(portal: Portal, password: str) -> None:
    body = portal.with_captcha(portal.invite())
    response = portal.post("activation/password", **{**body, "password": password})
    assert response.status_code == 200


def test_a_password_of_over_128_characters_is_not_looked_at(portal: Portal) -> None:
    body = portal.with_captcha(portal.invite())
    before = portal.everything()
    response = portal.post("activation/password", **{**body, "password": "Aa1!" * 33})
    refused(response, ErrorCode.INVALID_REQUEST)
    assert portal.everything() == before


def test_a_captcha_that_was_never_asked(portal: Portal) -> None:
    body = portal.with_captcha(portal.invite())
    response = portal.post("activation/password", **{**body, "captcha_id": "made-up"})
    problem = refused(response, ErrorCode.CAPTCHA_EXPIRED)
    assert problem["captcha"]["question"]
    assert portal.sql("SELECT password_hash, ticket_hash FROM mailed_link") == [(None, None)]


# --- The challenge question -------------------------------------------------------------------


def test_no_ticket_yet(portal: Portal) -> None:
    token = portal.invite()
    before = portal.everything()
    refused(portal.activate(token, "made-up"), ErrorCode.TICKET_REPLACED)
    assert portal.everything() == before


def test_a_question_that_is_not_of_the_list(portal: Portal) -> None:
    token = portal.invite()
    ticket = portal.create_password(token)
    before = portal.everything()
    response = portal.activate(token, ticket, question="birth-date")
    refused(response, ErrorCode.QUESTION_UNKNOWN)
    assert portal.everything() == before


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("abc", "too_short"),
        ("- é à è -", "too_short"),
        ("concert", "in_question"),
        ("PREMIER concert", "in_question"),
        ("What was the first concert", "in_question"),  # the other language's text counts too
        (PASSWORD, "is_password"),
        (PASSWORD.upper(), "is_password"),
        (PASSWORD.replace("-", " ") + " !", "is_password"),
    ],
)
def test_an_answer_that_is_not_taken(portal: Portal, answer: str, fault: str) -> None:
    token = portal.invite()
    ticket = portal.create_password(token)
    before = portal.everything()
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


# --- Trouble ----------------------------------------------------------------------------------


@SOON_BUSY
@pytest.mark.both_databases
def test_a_held_database_is_busy_and_says_when_to_come_back(portal: Portal) -> None:
    body = portal.with_captcha(portal.invite())
    before = portal.everything()
    with held(portal.settings.database):
        response = portal.post("activation/password", **body)
        assert refused(response, ErrorCode.BUSY)["retry_after"] == 2
        assert response.headers["retry-after"] == "2"
    assert portal.everything() == before
    assert portal.post("activation/password", **body).status_code == 200


@pytest.mark.both_databases
def test_an_activation_whose_mail_cannot_be_queued_is_undone(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    token = portal.invite()
    ticket = portal.create_password(token)
    before = portal.everything()
    with portal.refusing("mail"), caplog.at_level(logging.DEBUG):
        response = portal.activate(token, ticket)
    problem = refused(response, ErrorCode.INTERNAL)
    assert set(problem) == {"code", "status", "type", "title"}
    assert portal.everything() == before
    assert portal.activate(token, ticket).status_code == 200


def test_a_new_link_whose_mail_cannot_be_queued_is_not_issued(portal: Portal) -> None:
    answered = portal.captcha("links")
    before = portal.everything()
    with portal.refusing("mail"):
        refused(portal.post("links", address=DEMO_VOTER, **answered), ErrorCode.INTERNAL)
    assert portal.everything() == before


@pytest.mark.both_databases
def test_the_log_of_a_failure_names_places_and_no_data(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    token = portal.invite()
    ticket = portal.create_password(token)
    with portal.refusing("session"), caplog.at_level(logging.DEBUG):
        refused(portal.activate(token, ticket), ErrorCode.INTERNAL)
    assert "sessions.py" in caplog.text
    for secret in (token, ticket, PASSWORD, DEMO_VOTER, "Camille", QUESTION, "argon2id"):
        assert secret not in caplog.text
