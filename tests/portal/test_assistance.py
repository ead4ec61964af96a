"""Requests for assistance: taken once, told by mail, kept as they were sent."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from tests.portal.conftest import Portal
from tests.portal_process import DEMO_VOTER
from tui_voter.contract import shapes

pytestmark = pytest.mark.both_databases

KEY = "assistance-012345"
OTHER_VOTER = "remi.guegan@recherche.exemple"


def body(**changes: Any) -> dict[str, Any]:
    return {"key": KEY, "subject": "Mon lien", "text": "Je ne l’ai pas reçu.", **changes}


def ask(portal: Portal, session: str, **changes: Any) -> httpx.Response:
    return portal.ask("POST", "assistance", session, **body(**changes))


def asked(portal: Portal, session: str, **changes: Any) -> shapes.AssistanceRequest:
    response = ask(portal, session, **changes)
    assert response.status_code == 201, response.text
    return msgspec.json.decode(response.content, type=shapes.AssistanceRequest)


def listed(portal: Portal, session: str) -> tuple[shapes.AssistanceRequest, ...]:
    response = portal.ask("GET", "assistance", session)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=shapes.AssistanceRequests).requests


def mails(portal: Portal) -> list[tuple[Any, ...]]:
    return portal.sql(
        "SELECT recipient, subject, body FROM mail WHERE kind = 'assistance_received'"
    )


def test_a_request_has_a_number_and_is_listed(portal: Portal) -> None:
    session = portal.activated()[2]
    request = asked(portal, session)
    assert request == shapes.AssistanceRequest(
        number="A-000001",
        subject="Mon lien",
        text="Je ne l’ai pas reçu.",
        sent_at=portal.clock.now,
    )
    portal.clock.advance(minutes=1)
    second = asked(portal, session, key=f"{KEY}-2", subject="Autre chose")
    assert listed(portal, session) == (second, request)


def test_a_request_is_confirmed_by_mail(portal: Portal) -> None:
    session = portal.activated()[2]
    request = asked(portal, session, subject="Objet\r\nBcc: everybody@b.exemple")
    ((recipient, subject, letter),) = mails(portal)
    assert recipient == DEMO_VOTER
    assert request.number in subject + letter
    assert "Je ne l’ai pas reçu." in letter
    assert "Bcc" not in subject


def test_nobody_sees_the_requests_of_others(portal: Portal) -> None:
    session, other = portal.activated()[2], portal.activated(OTHER_VOTER)[2]
    asked(portal, session)
    assert listed(portal, other) == ()
    assert asked(portal, other).number == "A-000002"


def test_sent_again_it_is_the_same_request(portal: Portal) -> None:
    session = portal.activated()[2]
    request = asked(portal, session)
    portal.clock.advance(minutes=5)
    assert asked(portal, session) == request
    assert asked(portal, session, subject=" Mon lien ") == request
    assert len(mails(portal)) == 1


@pytest.mark.parametrize("change", [{"text": "Autre chose."}, {"subject": "Autre chose"}])
def test_a_key_is_not_used_for_something_else(portal: Portal, change: dict[str, str]) -> None:
    session = portal.activated()[2]
    asked(portal, session)
    response = ask(portal, session, **change)
    assert (response.status_code, response.json()["code"]) == (409, "key_reused")
    assert len(listed(portal, session)) == 1


def test_a_voter_asks_at_most_20_times_a_day(portal: Portal) -> None:
    session = portal.activated()[2]
    for number in range(20):
        asked(portal, session, key=f"{KEY}-{number}")
    response = ask(portal, session, key=f"{KEY}-late")
    assert (response.status_code, response.json()["code"]) == (429, "too_many")
    assert response.json()["retry_after"] == 24 * 3600
    claim = {"key": KEY, "kind": "wrong_entry", "ballot_id": "csa-national", "text": "x"}
    assert portal.ask("POST", "claims", session, **claim).status_code == 201
    portal.clock.advance(hours=24)
    assert ask(portal, portal.sign_in(), key=f"{KEY}-late").status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"text": " "},
        {"text": "x" * 2001},
        {"text": "\u0958" * 2000},  # NFC takes it apart: it would be too long for the contract
        {"subject": ""},
        {"subject": " \n "},
        {"subject": "x" * 201},
        {"key": "short"},
        {"number": "A-000001"},
    ],
)
def test_what_is_no_request_is_an_invalid_request(portal: Portal, change: dict[str, Any]) -> None:
    session = portal.activated()[2]
    response = ask(portal, session, **change)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert portal.sql("SELECT * FROM assistance_request") == []


def test_assistance_needs_a_session(portal: Portal) -> None:
    for response in (
        portal.http.get("/api/assistance"),
        portal.http.post("/api/assistance", json=body()),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "session_ended")
