"""Claims: taken once, until their deadline, told by mail, kept as they were sent."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from tests.portal.conftest import Portal
from tests.portal_process import DEMO_VOTER
from tui_voter.contract import shapes
from tui_voter.contract.shapes import ClaimKind, ClaimState

pytestmark = pytest.mark.both_databases

KEY = "claim-0123456789"
OTHER_VOTER = "remi.guegan@recherche.exemple"
CLAIMS_UNTIL = datetime(2022, 11, 29, 16, tzinfo=UTC)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "key": KEY,
        "kind": "missing_entry",
        "ballot_id": "csa-national",
        "text": "Je ne figure pas sur la liste.",
        **changes,
    }


def send(portal: Portal, session: str, language: str = "fr", **changes: Any) -> httpx.Response:
    return portal.http.post(
        "/api/claims",
        headers={"Authorization": f"Bearer {session}", "Accept-Language": language},
        json=body(**changes),
    )


def sent(portal: Portal, session: str, **changes: Any) -> shapes.Claim:
    response = send(portal, session, **changes)
    assert response.status_code == 201, response.text
    return msgspec.json.decode(response.content, type=shapes.Claim)


def listed(portal: Portal, session: str, language: str = "fr") -> shapes.Claims:
    response = portal.http.get(
        "/api/claims", headers={"Authorization": f"Bearer {session}", "Accept-Language": language}
    )
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=shapes.Claims)


def mails(portal: Portal, kind: str = "claim_received") -> list[tuple[Any, ...]]:
    return portal.sql("SELECT recipient, subject, body FROM mail WHERE kind = ?", kind)


def test_a_claim_has_a_number_and_is_listed(portal: Portal) -> None:
    session = portal.activated()[2]
    claim = sent(portal, session)
    assert claim == shapes.Claim(
        number="R-000001",
        kind=ClaimKind.MISSING_ENTRY,
        ballot="Comité social d’administration ministériel",
        text="Je ne figure pas sur la liste.",
        sent_at=portal.clock.now,
        state=ClaimState.RECEIVED,
    )
    assert listed(portal, session).claims == (claim,)


def test_claims_are_listed_the_latest_first_with_the_ballots_there_are(portal: Portal) -> None:
    session = portal.activated(OTHER_VOTER)[2]
    for number, kind in enumerate(ClaimKind):
        portal.clock.advance(seconds=1)
        sent(portal, session, key=f"{KEY}-{number}", kind=kind)
    claims = listed(portal, session, "en")
    assert [claim.kind for claim in claims.claims] == list(reversed(ClaimKind))
    assert {claim.ballot for claim in claims.claims} == {"Ministry social committee"}
    assert [ballot.id for ballot in claims.ballots] == [
        "csa-national",
        "csa-academique",
        "cap-enseignants",
        "cap-administratifs",
        "ccp-contractuels",
    ]


def test_a_claim_may_be_about_a_ballot_that_one_is_missing_from(portal: Portal) -> None:
    session = portal.activated(OTHER_VOTER)[2]
    assert send(portal, session, ballot_id="ccp-contractuels").status_code == 201
    response = send(portal, session, key=f"{KEY}-2", ballot_id="nothing")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_nobody_sees_the_claims_of_others(portal: Portal) -> None:
    session, other = portal.activated()[2], portal.activated(OTHER_VOTER)[2]
    sent(portal, session)
    assert listed(portal, other).claims == ()
    assert sent(portal, other).number == "R-000002"  # the same key is another voter's own


# --- Told by mail -----------------------------------------------------------------------------


def test_a_claim_is_confirmed_by_mail(portal: Portal) -> None:
    session = portal.activated()[2]
    claim = sent(portal, session, text="Mon nom {link} est {number} mal écrit : %s")
    ((recipient, subject, letter),) = mails(portal)
    assert recipient == DEMO_VOTER
    assert claim.number in subject + letter
    assert "Mon nom {link} est {number} mal écrit : %s" in letter


def test_neither_claim_nor_mail_is_kept_without_the_other(portal: Portal) -> None:
    session = portal.activated()[2]
    with portal.refusing("mail"):
        assert send(portal, session).status_code == 500
    assert portal.sql("SELECT * FROM claim") == []
    assert sent(portal, session).number in ("R-000001", "R-000002")  # a number may be lost


# --- Once --------------------------------------------------------------------------------------


def test_sent_again_it_is_the_same_claim(portal: Portal) -> None:
    session = portal.activated()[2]
    claim = sent(portal, session)
    portal.clock.advance(minutes=5)
    assert sent(portal, session) == claim
    assert sent(portal, session, text="  Je ne figure pas sur la liste.\n") == claim
    assert len(mails(portal)) == 1
    assert len(listed(portal, session).claims) == 1


def test_sent_again_after_the_deadline_it_still_is(portal: Portal) -> None:
    portal.clock.now = CLAIMS_UNTIL - timedelta(seconds=1)
    session = portal.activated()[2]
    claim = sent(portal, session)
    portal.clock.advance(minutes=5)
    assert sent(portal, session) == claim


@pytest.mark.parametrize(
    "change",
    [{"text": "Autre chose."}, {"kind": "wrong_entry"}, {"ballot_id": "csa-academique"}],
)
def test_a_key_is_not_used_for_something_else(portal: Portal, change: dict[str, str]) -> None:
    session = portal.activated()[2]
    claim = sent(portal, session)
    response = send(portal, session, **change)
    assert (response.status_code, response.json()["code"]) == (409, "key_reused")
    assert listed(portal, session).claims == (claim,)


def test_eight_at_the_same_time_are_one_claim(portal: Portal) -> None:
    session = portal.activated()[2]
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(send(portal, session))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [answer.text for answer in answers if answer.status_code == 201]
    assert len(set(done)) == 1
    assert {answer.status_code for answer in answers} <= {201, 503}
    assert portal.sql("SELECT count(*) FROM claim") == [(1,)]
    assert len(mails(portal)) == 1


# --- Limits ------------------------------------------------------------------------------------


def test_claims_are_taken_until_their_deadline(portal: Portal) -> None:
    portal.clock.now = CLAIMS_UNTIL - timedelta(microseconds=1)
    session = portal.activated()[2]
    sent(portal, session)
    portal.clock.now = CLAIMS_UNTIL
    response = send(portal, session, key=f"{KEY}-2")
    assert (response.status_code, response.json()["code"]) == (409, "claims_closed")
    assert len(listed(portal, session).claims) == 1


def test_a_voter_sends_at_most_20_a_day(portal: Portal) -> None:
    session = portal.activated()[2]
    for number in range(20):
        portal.clock.advance(seconds=10)
        sent(portal, session, key=f"{KEY}-{number}")
    portal.clock.advance(seconds=10)
    response = send(portal, session, key=f"{KEY}-late")
    assert (response.status_code, response.json()["code"]) == (429, "too_many")
    wait = response.json()["retry_after"]
    assert wait == 24 * 3600 - 200 + 10 - 10
    assert response.headers["Retry-After"] == str(wait)
    assert send(portal, session, key=f"{KEY}-3").status_code == 201  # an old one, sent again
    assert send(portal, portal.activated(OTHER_VOTER)[2]).status_code == 201
    portal.clock.advance(seconds=wait)
    assert send(portal, portal.sign_in(), key=f"{KEY}-late").status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": " \n\t\u00a0"},
        {"text": "x" * 2001},
        {"text": None},
        {"kind": "other"},
        {"key": "short"},
        {"key": "x" * 65},
        {"key": "with spaces in it!"},
        {"key": f"{KEY}\n"},
        {"ballot_id": ""},
        {"more": 1},
    ],
)
def test_what_is_no_claim_is_an_invalid_request(portal: Portal, change: dict[str, Any]) -> None:
    session = portal.activated()[2]
    response = send(portal, session, **change)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert portal.sql("SELECT * FROM claim") == []


def test_claims_need_a_session(portal: Portal) -> None:
    for response in (portal.http.get("/api/claims"), portal.http.post("/api/claims", json=body())):
        assert (response.status_code, response.json()["code"]) == (401, "session_ended")


# --- Kept as sent --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  avant et après \n", "avant et après"),
        ("E\u0301cole", "École"),
        ("ligne 1\r\nligne 2", "ligne 1\r\nligne 2"),
        ("[@click=app.quit]*gras*[/]", "[@click=app.quit]*gras*[/]"),
        ("'); DROP TABLE claim; --", "'); DROP TABLE claim; --"),
        ("🗳️ \u202eלא", "🗳️ \u202eלא"),
        ("x" * 2000, "x" * 2000),
        ("\u001b[2J nul: \u0000 fin", "\u001b[2J nul: \ufffd fin"),
    ],
)
def test_a_text_is_kept_as_it_was_sent(portal: Portal, text: str, kept: str) -> None:
    session = portal.activated()[2]
    assert sent(portal, session, text=text).text == kept
    assert listed(portal, session).claims[0].text == kept


def test_the_latest_50_are_listed(portal: Portal) -> None:
    session = portal.activated()[2]
    sent(portal, session)
    portal.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59) "
        "INSERT INTO claim (voter_id, key, kind, ballot_id, text, sent_at, state, answer) "
        "SELECT voter_id, key || i, kind, ballot_id, text, sent_at, state, answer FROM claim, n"
    )
    claims = listed(portal, session).claims
    assert [claim.number for claim in claims] == [f"R-0000{n}" for n in range(60, 10, -1)]
