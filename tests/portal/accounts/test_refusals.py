"""What the portal refuses: the code, and a database that is as it was."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from tests.portal.conftest import PASSWORD, QUESTION, Portal, refused
from tests.portal_process import DEMO_VOTER
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
        ("Court1!", ["length"]),
        ("motdepassetreslong", ["upper", "digit", "special"]),
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
        ("abc", "too_short"),
        ("- é à è -", "too_short"),
        ("PREMIER concert", "in_question"),
        ("What was the first concert", "in_question"),  # the other language's text counts too
        (PASSWORD, "is_password"),
        (PASSWORD.upper().replace("-", " ") + " !", "is_password"),
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
