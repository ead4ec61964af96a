"""What the client sends, and what it makes of an honest answer."""

from __future__ import annotations

import base64
import inspect
import json
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.client.peer import Peer, answer, peer, saying
from tests.client.samples import (
    ASSISTANCE,
    ASSISTANCE_REQUESTS,
    BALLOTS,
    BOOTH,
    CANDIDATE_LISTS,
    CAPTCHA,
    CLAIM,
    CLAIMS,
    DOCUMENT,
    ELECTION,
    FAQ,
    FOUND_BALLOT,
    INVITATION,
    PROFILE,
    RECEIPT,
    RECOVERY,
    RESULTS,
    ROLL_PAGE,
    SIGNED_IN,
    TRACKER,
    UUID,
)
from tui_voter.contract import endpoints
from tui_voter.contract.endpoints import Endpoint
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.link_faults import LinkRefused
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    AssistanceRequest,
    AssistanceRequests,
    Ballots,
    Booth,
    CandidateLists,
    Captcha,
    Claim,
    ClaimKind,
    Claims,
    Document,
    DocumentKind,
    Election,
    Faq,
    FoundBallot,
    Language,
    NewAssistance,
    NewClaim,
    Profile,
    Proof,
    Receipt,
    Recovery,
    Response,
    Results,
    RollPage,
    RollQuery,
)
from tui_voter.portal.client import PortalClient
from tui_voter.portal.hygiene import clean
from tui_voter.secret import Secret

TOKEN, PASSWORD, ANSWER = Secret("a-link-token"), Secret("Mot de passe 7"), Secret("Deux chevaux")


def sent(peer: Peer) -> tuple[str, dict[str, str], Any]:
    """The one request: its first line, its headers in lower case, its JSON body."""
    assert len(peer.requests) == 1
    head, _, body = peer.requests[0].decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return first, headers, json.loads(body) if body else None


async def test_election() -> None:
    async with peer(saying(answer(json.dumps(ELECTION)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        election = await client.election()
        await client.aclose()
    assert election.name == ELECTION["name"]
    assert election.support == ELECTION["support"]
    assert election.portal_time == datetime(2026, 10, 18, 8, 22, tzinfo=UTC)
    assert election.portal_time.tzinfo is UTC
    first, headers, body = sent(portal)
    assert (first, body) == ("GET /api/election HTTP/1.1", None)
    assert headers["accept-language"] == "fr"
    assert headers["accept-encoding"] == "identity"
    assert headers["accept"] == "application/json, application/problem+json"
    assert headers["user-agent"].startswith("tui-voter/")
    assert not {"cookie", "authorization", "referer"} & set(headers)


async def test_request_link() -> None:
    async with peer(saying(answer("{}", "202 Accepted"))) as portal:
        client = PortalClient(portal.origin, language="en")
        await client.request_link("marie@exemple.fr", "captcha-id", Proof(payload="e30="))
        await client.aclose()
    first, headers, body = sent(portal)
    assert first == "POST /api/links HTTP/1.1"
    assert headers["content-type"] == "application/json"
    assert headers["accept-language"] == "en"
    assert body == {
        "address": "marie@exemple.fr",
        "captcha_id": "captcha-id",
        "captcha_answer": {"payload": "e30="},
    }


async def test_open_link() -> None:
    async with peer(saying(answer(json.dumps(INVITATION)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        invitation = await client.open_link(TOKEN)
        await client.aclose()
    assert invitation.words == ("Marie", "Bézout")
    assert invitation.captcha.question == CAPTCHA["question"]
    first, _, body = sent(portal)
    assert (first, body) == ("POST /api/links/open HTTP/1.1", {"token": "a-link-token"})


async def test_new_captcha() -> None:
    async with peer(saying(answer(json.dumps(CAPTCHA), "201 Created"))) as portal:
        client = PortalClient(portal.origin, language="fr")
        captcha = await client.new_captcha(TOKEN)
        await client.aclose()
    assert captcha == Captcha(**CAPTCHA)
    first, _, body = sent(portal)
    assert (first, body) == ("POST /api/captchas HTTP/1.1", {"token": "a-link-token"})


async def test_create_password() -> None:
    async with peer(saying(answer('{"ticket": "a-ticket"}'))) as portal:
        client = PortalClient(portal.origin, language="fr")
        ticket = await client.create_password(TOKEN, PASSWORD, "captcha-id", "7294")
        await client.aclose()
    assert ticket == Secret("a-ticket")
    first, _, body = sent(portal)
    assert first == "POST /api/activation/password HTTP/1.1"
    assert body == {
        "token": "a-link-token",
        "password": "Mot de passe 7",
        "captcha_id": "captcha-id",
        "captcha_answer": "7294",
    }


async def test_activate() -> None:
    async with peer(saying(answer(json.dumps(SIGNED_IN)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        session, election, idle = await client.activate(
            TOKEN, Secret("a-ticket"), "first-car", ANSWER
        )
        await client.aclose()
    assert session == Secret("session-token")
    assert idle == SIGNED_IN["expires_in"]
    assert election.organiser == ELECTION["organiser"]
    first, _, body = sent(portal)
    assert first == "POST /api/activation HTTP/1.1"
    assert body == {
        "token": "a-link-token",
        "ticket": "a-ticket",
        "question_id": "first-car",
        "answer": "Deux chevaux",
    }


SESSION = Secret("session-token")
CLAIM_KEY = "key-of-one-claim"
VERIFIER = Secret("a" * 64)


class Act(NamedTuple):
    """A call of the contract: what the client does, what is sent, what is answered."""

    does: Callable[[PortalClient], Awaitable[object]]
    sends: str
    body: dict[str, Any] | None
    answered: dict[str, Any]
    gives: object
    session: bool = True


RECOVERING = {"token": "a-link-token", "ticket": "a-ticket", "password": "Mot de passe 7"}
SIGNED = (Secret("session-token"), clean(msgspec.convert(ELECTION, Election)), 900)


def cleaned(sample: dict[str, Any], kind: type[Response]) -> Response:
    return clean(msgspec.convert(sample, kind))


ACTS = {
    "a captcha for a new link": Act(
        lambda client: client.link_captcha(),
        "POST /api/links/captcha",
        None,
        CAPTCHA,
        cleaned(CAPTCHA, Captcha),
        session=False,
    ),
    "a captcha for signing in": Act(
        lambda client: client.sign_in_captcha(),
        "POST /api/sign-in/captcha",
        None,
        CAPTCHA,
        cleaned(CAPTCHA, Captcha),
        session=False,
    ),
    "signing in": Act(
        lambda client: client.sign_in("marie@exemple.fr", PASSWORD, "captcha-id", "7294"),
        "POST /api/sign-in",
        {
            "identifier": "marie@exemple.fr",
            "password": "Mot de passe 7",
            "captcha_id": "captcha-id",
            "captcha_answer": "7294",
        },
        SIGNED_IN,
        SIGNED,
        session=False,
    ),
    "a captcha for a forgotten password": Act(
        lambda client: client.recovery_captcha(),
        "POST /api/recovery/captcha",
        None,
        CAPTCHA,
        cleaned(CAPTCHA, Captcha),
        session=False,
    ),
    "a forgotten password": Act(
        lambda client: client.request_recovery("marie@exemple.fr", "captcha-id", "7294"),
        "POST /api/recovery",
        {
            "identifier": "marie@exemple.fr",
            "captcha_id": "captcha-id",
            "captcha_answer": "7294",
        },
        {},
        None,
        session=False,
    ),
    "opening a recovery link": Act(
        lambda client: client.open_recovery(TOKEN),
        "POST /api/recovery/open",
        {"token": "a-link-token"},
        RECOVERY,
        cleaned(RECOVERY, Recovery),
        session=False,
    ),
    "answering the question": Act(
        lambda client: client.answer_question(TOKEN, ANSWER),
        "POST /api/recovery/answer",
        {"token": "a-link-token", "answer": "Deux chevaux"},
        {"ticket": "a-ticket"},
        Secret("a-ticket"),
        session=False,
    ),
    "having a recovery code mailed": Act(
        lambda client: client.mail_recovery_code(TOKEN),
        "POST /api/recovery/code",
        {"token": "a-link-token"},
        {"expires_in": 900},
        900,
        session=False,
    ),
    "giving the recovery code": Act(
        lambda client: client.give_recovery_code(TOKEN, Secret("123456789012345")),
        "POST /api/recovery/code/check",
        {"token": "a-link-token", "mailed_code": "123456789012345"},
        {"ticket": "a-ticket"},
        Secret("a-ticket"),
        session=False,
    ),
    "a new password": Act(
        lambda client: client.reset_password(TOKEN, Secret("a-ticket"), PASSWORD),
        "POST /api/recovery/password",
        RECOVERING,
        SIGNED_IN,
        SIGNED,
        session=False,
    ),
    "a document": Act(
        lambda client: client.document(DocumentKind.VOTING_GUIDE),
        "GET /api/documents/voting-guide",
        None,
        DOCUMENT,
        cleaned(DOCUMENT, Document),
        session=False,
    ),
    "the FAQ": Act(
        lambda client: client.faq(),
        "GET /api/faq",
        None,
        FAQ,
        cleaned(FAQ, Faq),
        session=False,
    ),
    "the profile": Act(
        lambda client: client.profile(SESSION),
        "GET /api/profile",
        None,
        PROFILE,
        cleaned(PROFILE, Profile),
    ),
    "a changed profile": Act(
        lambda client: client.change_profile(SESSION, "", Language.EN),
        "PATCH /api/profile",
        {"telephone": "", "language": "en"},
        PROFILE,
        cleaned(PROFILE, Profile),
    ),
    "a changed password": Act(
        lambda client: client.change_password(SESSION, PASSWORD, Secret("Autre mot 8")),
        "POST /api/profile/password",
        {"password": "Mot de passe 7", "new_password": "Autre mot 8"},
        {},
        None,
    ),
    "a changed question": Act(
        lambda client: client.change_question(SESSION, PASSWORD, "first-car", ANSWER),
        "POST /api/profile/question",
        {"password": "Mot de passe 7", "question_id": "first-car", "answer": "Deux chevaux"},
        {},
        None,
    ),
    "the ballots": Act(
        lambda client: client.ballots(SESSION),
        "GET /api/ballots",
        None,
        BALLOTS,
        cleaned(BALLOTS, Ballots),
    ),
    "a page of a roll": Act(
        lambda client: client.roll(SESSION, "csa", RollQuery(search="dup", after="25.x", limit=10)),
        "POST /api/ballots/csa/roll",
        {"search": "dup", "after": "25.x", "limit": 10},
        ROLL_PAGE,
        cleaned(ROLL_PAGE, RollPage),
    ),
    "candidate lists": Act(
        lambda client: client.candidate_lists(SESSION, "csa"),
        "GET /api/ballots/csa/lists",
        None,
        CANDIDATE_LISTS,
        cleaned(CANDIDATE_LISTS, CandidateLists),
    ),
    "the claims": Act(
        lambda client: client.claims(SESSION),
        "GET /api/claims",
        None,
        CLAIMS,
        cleaned(CLAIMS, Claims),
    ),
    "a claim": Act(
        lambda client: client.send_claim(
            SESSION,
            NewClaim(
                key=CLAIM_KEY, kind=ClaimKind.MISSING_ENTRY, ballot_id="csa", text="Je n’y suis pas"
            ),
        ),
        "POST /api/claims",
        {
            "key": CLAIM_KEY,
            "kind": "missing_entry",
            "ballot_id": "csa",
            "text": "Je n’y suis pas",
        },
        CLAIM,
        cleaned(CLAIM, Claim),
    ),
    "the requests for assistance": Act(
        lambda client: client.assistance(SESSION),
        "GET /api/assistance",
        None,
        ASSISTANCE_REQUESTS,
        cleaned(ASSISTANCE_REQUESTS, AssistanceRequests),
    ),
    "a request for assistance": Act(
        lambda client: client.ask_assistance(
            SESSION, NewAssistance(key=CLAIM_KEY, subject="Le lien", text="Il est perdu")
        ),
        "POST /api/assistance",
        {"key": CLAIM_KEY, "subject": "Le lien", "text": "Il est perdu"},
        ASSISTANCE,
        cleaned(ASSISTANCE, AssistanceRequest),
    ),
    "the booth": Act(
        lambda client: client.booth(SESSION),
        "GET /api/booth",
        None,
        BOOTH,
        cleaned(BOOTH, Booth),
    ),
    "the voting code": Act(
        lambda client: client.check_code(SESSION, VERIFIER),
        "POST /api/booth/code",
        {"verifier": "a" * 64},
        {},
        None,
    ),
    "asking for another voting code": Act(
        lambda client: client.ask_replacement(SESSION, ANSWER),
        "POST /api/booth/replacement",
        {"answer": "Deux chevaux"},
        {"expires_in": 900},
        900,
    ),
    "another voting code": Act(
        lambda client: client.replace_code(SESSION, Secret("12345678")),
        "POST /api/booth/replacement/code",
        {"mailed_code": "12345678"},
        {"code": "GMF7R-25NWA-9KXDT-382AF-96YR2"},
        Secret("GMF7R-25NWA-9KXDT-382AF-96YR2"),
    ),
    "a ballot": Act(
        lambda client: client.cast(SESSION, "csa", VERIFIER, "{}"),
        "POST /api/ballots/csa/cast",
        {"verifier": "a" * 64, "ballot": "{}"},
        RECEIPT,
        cleaned(RECEIPT, Receipt),
    ),
    "a ballot in the urn": Act(
        lambda client: client.find_ballot(UUID, TRACKER),
        "POST /api/receipts",
        {"uuid": UUID, "tracker": TRACKER},
        FOUND_BALLOT,
        cleaned(FOUND_BALLOT, FoundBallot),
        session=False,
    ),
    "the results": Act(
        lambda client: client.results(),
        "GET /api/results",
        None,
        RESULTS,
        cleaned(RESULTS, Results),
        session=False,
    ),
}


def test_each_endpoint_of_the_table_has_one_call() -> None:
    called = re.findall(r"endpoints\.([A-Z_]+)", inspect.getsource(Portal))
    names = [name for name, value in vars(endpoints).items() if isinstance(value, Endpoint)]
    assert sorted(called) == sorted(names)


def test_each_call_is_tested_here() -> None:
    calls = {name for name in vars(Portal) if not name.startswith("_")} - {"call"}
    tested = re.findall(r"\b(?:client|portal)\.(\w+)\(", inspect.getsource(sys.modules[__name__]))
    assert calls - set(tested) == set()


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_a_call_of_the_contract(act: Act) -> None:
    async with peer(saying(answer(json.dumps(act.answered)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        given = await act.does(client)
        await client.aclose()
    assert given == act.gives
    first, headers, body = sent(portal)
    assert (first, body) == (f"{act.sends} HTTP/1.1", act.body)
    assert headers.get("authorization") == ("bearer session-token" if act.session else None)
    assert headers.get("content-type") == (None if act.body is None else "application/json")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_what_is_safe_is_sent_again_when_its_answer_is_lost(act: Act) -> None:
    """Once more, the very same; what would be done twice is not repeated."""
    async with peer(saying(b"", answer(json.dumps(act.answered)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        if act.sends in SAFE_TO_REPEAT:
            assert await act.does(client) == act.gives
        else:
            with pytest.raises(PortalUnreachable):
                await act.does(client)
        await client.aclose()
    assert len(portal.requests) == 1 + (act.sends in SAFE_TO_REPEAT)
    assert len(set(portal.requests)) == 1


SAFE_TO_REPEAT = {
    *(act.sends for act in ACTS.values() if act.sends.startswith("GET ")),
    "POST /api/ballots/csa/roll",
    "POST /api/activation/password",
    "POST /api/activation",
    "POST /api/sign-in",
    "DELETE /api/session",
    "POST /api/recovery",
    "PATCH /api/profile",
    "POST /api/profile/password",
    "POST /api/profile/question",
    "POST /api/recovery/password",
    "POST /api/claims",
    "POST /api/assistance",
    "POST /api/ballots/csa/cast",
    "POST /api/receipts",
}


@pytest.mark.parametrize(
    ("ballot", "segment"),
    [
        ("csa-2026", "csa-2026"),
        ("a/../../session", "a%2F%2E%2E%2F%2E%2E%2Fsession"),
        ("..", "%2E%2E"),
        ("?x=1#y", "%3Fx%3D1%23y"),
        ("%2e", "%252e"),
        ("é à", "%C3%A9%20%C3%A0"),
        ("\r\nX: 1", "%0D%0AX%3A%201"),
        ("//faux.exemple", "%2F%2Ffaux%2Eexemple"),
    ],
)
async def test_a_ballots_id_stays_within_its_segment(ballot: str, segment: str) -> None:
    async with peer(saying(answer(json.dumps(ROLL_PAGE)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        await client.roll(SESSION, ballot, RollQuery())
        await client.aclose()
    assert sent(portal)[0] == f"POST /api/ballots/{segment}/roll HTTP/1.1"


async def test_end_session() -> None:
    nothing = b"HTTP/1.1 204 No Content\r\n\r\n"
    async with peer(saying(nothing)) as portal:
        client = PortalClient(portal.origin, language="fr")
        await client.end_session(Secret("session-token"))
        await client.aclose()
    first, headers, body = sent(portal)
    assert (first, body) == ("DELETE /api/session HTTP/1.1", None)
    assert headers["authorization"] == "bearer session-token"


async def test_cookies_are_not_kept() -> None:
    with_cookie = answer(json.dumps(ELECTION), "200 OK", "Set-Cookie: id=1; Path=/")
    async with peer(saying(with_cookie)) as portal:
        client = PortalClient(portal.origin, language="fr")
        for _ in range(2):
            await client.election()
        await client.aclose()
    assert len(portal.requests) == 2
    assert not any(b"cookie" in request.lower() for request in portal.requests)


async def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        peer(saying(answer(json.dumps(ELECTION)))) as portal,
        peer(saying(answer("{}", "502 Bad Gateway"))) as proxy,
    ):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
            monkeypatch.setenv(name.lower(), proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        client = PortalClient(portal.origin, language="fr")
        await client.election()
        await client.aclose()
    assert (portal.connections, proxy.connections) == (1, 0)


ELSEWHERE = "https://portail.exemple.fr"


async def test_the_proxy_that_was_asked_for_is_used() -> None:
    async with peer(saying(answer("", "502 Bad Gateway"))) as proxy:
        client = PortalClient(ELSEWHERE, language="fr", proxy=proxy.origin)
        with pytest.raises(PortalUnreachable):
            await client.election()
        await client.aclose()
    assert proxy.requests[0].startswith(b"CONNECT portail.exemple.fr:443 ")


async def test_a_proxy_that_asks_for_a_password_gets_it() -> None:
    async with peer(saying(answer("", "502 Bad Gateway"))) as proxy:
        address = proxy.origin.replace("://", "://marie:Canari7@")
        client = PortalClient(ELSEWHERE, language="fr", proxy=address)
        with pytest.raises(PortalUnreachable):
            await client.election()
        await client.aclose()
    assert "Canari7" not in repr(client)
    basic = base64.b64encode(b"marie:Canari7")
    assert b"\r\nProxy-Authorization: Basic " + basic + b"\r\n" in proxy.requests[0]


@pytest.mark.parametrize(
    "origin",
    ["http://portail.exemple.fr", "https://a@portail.exemple.fr", "ftp://localhost", ""],
)
def test_no_client_for_what_is_no_portals_origin(origin: str) -> None:
    with pytest.raises(LinkRefused):
        PortalClient(origin, language="fr")


async def test_a_portal_of_this_machine_is_not_reached_through_a_proxy() -> None:
    """Which would see all, and tokens among it, in the clear."""
    async with peer(saying(answer(json.dumps(ELECTION)))) as portal, peer(saying()) as proxy:
        client = PortalClient(portal.origin, language="fr", proxy=proxy.origin)
        assert (await client.election()).name == ELECTION["name"]
        await client.aclose()
    assert (len(portal.requests), proxy.connections) == (1, 0)
