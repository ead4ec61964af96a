"""Certificates are verified, always."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.client.certificates import DAY, Authority
from tests.client.peer import answer, peer, saying, silence
from tests.client.samples import ELECTION
from tui_voter.contract.errors import PortalTimeout, PortalUnreachable, PortalUntrusted
from tui_voter.portal.client import PortalClient

OURS, ANOTHER = Authority(), Authority()

BAD: dict[str, tuple[Authority, dict[str, Any]]] = {
    "self-signed": (OURS, {"self_signed": True}),
    "of an unknown authority": (ANOTHER, {}),
    "for another host": (OURS, {"host": "portail.exemple.fr"}),
    "expired": (OURS, {"starts": -2 * DAY, "ends": -DAY}),
    "not valid yet": (OURS, {"starts": DAY, "ends": 2 * DAY}),
    "not for a server": (OURS, {"usage": ExtendedKeyUsageOID.CLIENT_AUTH}),
}


def client_that_trusts_us(origin: str) -> PortalClient:
    return PortalClient(origin, language="fr", trusted=OURS.trusting())


async def test_a_good_certificate_is_accepted(tmp_path: Path) -> None:
    async with peer(saying(answer(json.dumps(ELECTION))), OURS.server(tmp_path)) as portal:
        client = client_that_trusts_us(portal.origin)
        assert (await client.election()).name == ELECTION["name"]
        await client.aclose()


@pytest.mark.parametrize(("authority", "fault"), BAD.values(), ids=BAD)
async def test_a_bad_certificate_is_refused(
    tmp_path: Path, authority: Authority, fault: dict[str, Any]
) -> None:
    async with peer(saying(answer()), authority.server(tmp_path, **fault)) as portal:
        client = client_that_trusts_us(portal.origin)
        with pytest.raises(PortalUntrusted):
            await client.election()
        await client.aclose()
    assert portal.requests == []


async def test_the_usual_client_trusts_no_unknown_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one that the environment names."""
    context = OURS.server(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    async with peer(saying(answer()), context) as portal:
        client = PortalClient(portal.origin, language="fr")
        with pytest.raises(PortalUntrusted):
            await client.election()
        await client.aclose()
    assert portal.requests == []


async def test_a_server_without_tls_is_unreachable_by_it() -> None:
    async with peer(saying(answer()), listens=False) as portal:
        client = PortalClient(portal.origin.replace("http:", "https:"), language="fr")
        with pytest.raises(PortalUnreachable):
            await client.election()
        await client.aclose()


async def test_a_handshake_without_end_is_given_up_and_closed() -> None:
    """Closed: a socket left open would be a warning, and so a failure."""
    async with peer(silence, listens=False) as portal:
        origin = portal.origin.replace("http:", "https:")
        client = PortalClient(origin, language="fr", deadline=0.3)
        with pytest.raises(PortalTimeout):
            await client.election()
        await client.aclose()
