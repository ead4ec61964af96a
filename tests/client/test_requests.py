"""What the client sends, and what it makes of an honest answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.client.peer import Peer, answer, peer, saying
from tests.client.samples import ACTIVATED, CAPTCHA, ELECTION, INVITATION
from tui_voter.portal.api import Captcha, LinkRefused
from tui_voter.portal.client import PortalClient
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
        await client.request_link("marie@exemple.fr")
        await client.aclose()
    first, headers, body = sent(portal)
    assert first == "POST /api/links HTTP/1.1"
    assert headers["content-type"] == "application/json"
    assert headers["accept-language"] == "en"
    assert body == {"address": "marie@exemple.fr"}


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
    async with peer(saying(answer(json.dumps(ACTIVATED)))) as portal:
        client = PortalClient(portal.origin, language="fr")
        session, election = await client.activate(TOKEN, Secret("a-ticket"), "first-car", ANSWER)
        await client.aclose()
    assert session == Secret("session-token")
    assert election.organiser == ELECTION["organiser"]
    first, _, body = sent(portal)
    assert first == "POST /api/activation HTTP/1.1"
    assert body == {
        "token": "a-link-token",
        "ticket": "a-ticket",
        "question_id": "first-car",
        "answer": "Deux chevaux",
    }


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


async def test_the_proxy_that_was_asked_for_is_used() -> None:
    async with peer(saying(answer(json.dumps(ELECTION)))) as proxy:
        client = PortalClient("http://127.0.0.1:9", language="fr", proxy=proxy.origin)
        await client.election()
        await client.aclose()
    assert proxy.requests[0].startswith(b"GET http://127.0.0.1:9/api/election ")


@pytest.mark.parametrize(
    "origin",
    ["http://portail.exemple.fr", "https://a@portail.exemple.fr", "ftp://localhost", ""],
)
def test_no_client_for_what_is_no_portals_origin(origin: str) -> None:
    with pytest.raises(LinkRefused):
        PortalClient(origin, language="fr")
