"""Claims and requests for assistance: taken once, told by mail, kept as they were sent."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import httpx
import msgspec
import pytest

from tests.portal.conftest import Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.helpdesk import (
    AssistanceRequest,
    AssistanceRequests,
    Claim,
    ClaimKind,
    Claims,
    ClaimState,
)

pytestmark = pytest.mark.each_database

KEY = "the-key-of-a-test"
CLAIMS_UNTIL = datetime(2022, 11, 29, 16, tzinfo=UTC)

Sent = Claim | AssistanceRequest


class Desk(NamedTuple):
    """One of the two kinds: where it is sent to and kept, and what one holds."""

    path: str
    table: str
    prefix: str
    mail: str
    shape: type[Sent]
    content: dict[str, str]

    def __str__(self) -> str:
        return self.path

    def body(self, **changes: Any) -> dict[str, Any]:
        return {"key": KEY, **self.content, **changes}

    def send(self, portal: Portal, session: str, **changes: Any) -> httpx.Response:
        return portal.ask("POST", self.path, session, **self.body(**changes))

    def sent(self, portal: Portal, session: str, **changes: Any) -> Any:
        response = self.send(portal, session, **changes)
        assert response.status_code == 201, response.text
        return msgspec.json.decode(response.content, type=self.shape)

    def listed(self, portal: Portal, session: str) -> tuple[Sent, ...]:
        response = portal.ask("GET", self.path, session)
        assert response.status_code == 200, response.text
        if self is CLAIMS:
            return msgspec.json.decode(response.content, type=Claims).claims
        return msgspec.json.decode(response.content, type=AssistanceRequests).requests

    def rows(self, portal: Portal) -> int:
        ((count,),) = portal.sql(f"SELECT count(*) FROM {self.table}")  # noqa: S608 (our own tables)
        return int(count)

    def mails(self, portal: Portal) -> list[tuple[Any, ...]]:
        return portal.sql("SELECT recipient, subject, body FROM mail WHERE kind = ?", self.mail)


CLAIM: Final = {"kind": "missing_entry", "ballot_id": "csa-national", "text": "Je n’y suis pas."}
CLAIMS: Final = Desk("claims", "claim", "R", "claim_received", Claim, CLAIM)
REQUEST: Final = {"subject": "Mon lien", "text": "Je ne l’ai pas reçu."}
ASSISTANCE: Final = Desk(
    "assistance", "assistance_request", "A", "assistance_received", AssistanceRequest, REQUEST
)

EACH: Final = pytest.mark.parametrize("desk", [CLAIMS, ASSISTANCE], ids=str)


def test_what_is_sent_has_a_number_and_is_listed(portal: Portal, session: str) -> None:
    claim, request = CLAIMS.sent(portal, session), ASSISTANCE.sent(portal, session)
    assert claim == Claim(
        number="R-000001",
        kind=ClaimKind.MISSING_ENTRY,
        ballot="Comité social d’administration ministériel",
        text="Je n’y suis pas.",
        sent_at=portal.clock.now,
        state=ClaimState.RECEIVED,
    )
    assert request == AssistanceRequest(
        number="A-000001",
        subject=REQUEST["subject"],
        text=REQUEST["text"],
        sent_at=portal.clock.now,
    )
    portal.clock.advance(minutes=1)
    second = ASSISTANCE.sent(portal, session, key=f"{KEY}-2", subject="Autre chose")
    assert ASSISTANCE.listed(portal, session) == (second, request)
    assert CLAIMS.listed(portal, session) == (claim,)


def test_claims_are_listed_the_latest_first_with_the_ballots_there_are(portal: Portal) -> None:
    """One may be missing from any of these."""
    session = portal.activated(OTHER_VOTER)[2]
    for number, kind in enumerate(ClaimKind):
        portal.clock.advance(seconds=1)
        CLAIMS.sent(portal, session, key=f"{KEY}-{number}", kind=kind)
    portal.http.headers["Accept-Language"] = "en"
    response = portal.ask("GET", "claims", session)
    claims = msgspec.json.decode(response.content, type=Claims)
    assert [claim.kind for claim in claims.claims] == list(reversed(ClaimKind))
    assert {claim.ballot for claim in claims.claims} == {"Ministry social committee"}
    assert len(claims.ballots) == 5
    CLAIMS.sent(portal, session, key=f"{KEY}-other", ballot_id="ccp-contractuels")
    unknown = CLAIMS.send(portal, session, key=f"{KEY}-none", ballot_id="nothing")
    refused(unknown, ErrorCode.NOT_FOUND)


@EACH
def test_nobody_sees_what_others_have_sent(portal: Portal, desk: Desk) -> None:
    session, other = portal.activated()[2], portal.activated(OTHER_VOTER)[2]
    desk.sent(portal, session)
    assert desk.listed(portal, other) == ()
    number = desk.sent(portal, other).number  # the same key is another voter's own
    assert number == f"{desk.prefix}-000002"


def test_the_latest_50_are_listed(portal: Portal, session: str) -> None:
    CLAIMS.sent(portal, session)
    portal.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59) "
        "INSERT INTO claim (voter_id, key, kind, ballot_id, text, sent_at, state, answer) "
        "SELECT voter_id, key || i, kind, ballot_id, text, sent_at, state, answer FROM claim, n"
    )
    claims = CLAIMS.listed(portal, session)
    assert [claim.number for claim in claims] == [f"R-0000{n}" for n in range(60, 10, -1)]


@EACH
def test_it_is_kept_with_the_mail_that_confirms_it(
    portal: Portal, session: str, desk: Desk
) -> None:
    with portal.refusing("mail"):
        assert desk.send(portal, session).status_code == 500
    assert desk.rows(portal) == 0
    sent = desk.sent(portal, session, text="Mon nom {link} est {number} mal écrit : %s")
    assert sent.number[-1] in "12"  # a number may be lost
    ((recipient, subject, letter),) = desk.mails(portal)
    assert recipient == DEMO_VOTER
    assert sent.number in subject + letter
    assert "Mon nom {link} est {number} mal écrit : %s" in letter


@EACH
def test_sent_again_it_is_the_same_after_its_deadline_too(portal: Portal, desk: Desk) -> None:
    portal.clock.now = CLAIMS_UNTIL - timedelta(seconds=1)
    session = portal.activated()[2]
    sent = desk.sent(portal, session)
    portal.clock.advance(minutes=5)
    assert desk.sent(portal, session) == sent
    spaced = {name: f"  {desk.content[name]}\n" for name in {"text", "subject"} & set(desk.content)}
    assert desk.sent(portal, session, **spaced) == sent
    assert len(desk.mails(portal)) == 1
    assert desk.listed(portal, session) == (sent,)
    portal.sql(f"UPDATE {desk.table} SET answer = 'Oui.', answered_at = sent_at")  # noqa: S608
    assert desk.sent(portal, session).answer == "Oui."


@EACH
def test_a_key_is_not_used_for_something_else(portal: Portal, session: str, desk: Desk) -> None:
    sent = desk.sent(portal, session)
    others = {"text": "Autre chose.", "kind": "wrong_entry", "ballot_id": "csa-academique"}
    for name in desk.content:
        other = others.get(name, "Autre chose")
        refused(desk.send(portal, session, **{name: other}), ErrorCode.KEY_REUSED)
    assert desk.listed(portal, session) == (sent,)


def test_claims_are_taken_until_their_deadline(portal: Portal) -> None:
    portal.clock.now = CLAIMS_UNTIL - timedelta(microseconds=1)
    session = portal.activated()[2]
    CLAIMS.sent(portal, session)
    portal.clock.now = CLAIMS_UNTIL
    refused(CLAIMS.send(portal, session, key=f"{KEY}-2"), ErrorCode.CLAIMS_CLOSED)
    assert len(CLAIMS.listed(portal, session)) == 1


@pytest.mark.parametrize(("desk", "other"), [(CLAIMS, ASSISTANCE), (ASSISTANCE, CLAIMS)], ids=str)
def test_at_most_20_a_day_are_sent(portal: Portal, session: str, desk: Desk, other: Desk) -> None:
    for number in range(20):
        portal.clock.advance(seconds=10)
        desk.sent(portal, session, key=f"{KEY}-{number}")
    response = desk.send(portal, session, key=f"{KEY}-late")
    wait = refused(response, ErrorCode.TOO_MANY)["retry_after"]
    assert wait == 24 * 3600 - 190
    assert response.headers["Retry-After"] == str(wait)
    desk.sent(portal, session, key=f"{KEY}-3")  # an old one, sent again
    desk.sent(portal, portal.activated(OTHER_VOTER)[2])
    other.sent(portal, session)
    portal.clock.advance(seconds=wait)
    desk.sent(portal, portal.sign_in(), key=f"{KEY}-late")


def test_a_text_without_a_letter_or_too_long_once_composed(portal: Portal, session: str) -> None:
    refused(CLAIMS.send(portal, session, text=" \n\t\u00a0"), ErrorCode.INVALID_REQUEST)
    for name, text in (("text", " "), ("subject", " \n "), ("text", "\u0958" * 2000)):
        # NFC takes the last apart: it would be too long for the contract.
        refused(ASSISTANCE.send(portal, session, **{name: text}), ErrorCode.INVALID_REQUEST)
    assert CLAIMS.rows(portal) == ASSISTANCE.rows(portal) == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *(("  avant et après \n", "avant et après"), ("E\u0301cole", "École")),
        ("[@click=app.quit]\r\n'); -- 🗳️ \u202eלא", "[@click=app.quit]\r\n'); -- 🗳️ \u202eלא"),
        *(("x" * 2000, "x" * 2000), ("\u001b[2J nul: \u0000 fin", "\u001b[2J nul: \ufffd fin")),
    ],
)
def test_a_text_is_kept_as_it_was_sent(portal: Portal, session: str, text: str, kept: str) -> None:
    assert CLAIMS.sent(portal, session, text=text).text == kept
    assert CLAIMS.listed(portal, session)[0].text == kept
