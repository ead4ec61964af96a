"""Certificates are verified, always."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.client.certificates import DAY, Authority
from tests.client.peer import Script, answer, peer, saying, silence, talking
from tests.client.samples import ELECTION
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import (
    PortalError,
    PortalTimeout,
    PortalUnreachable,
    PortalUntrusted,
    TrustFault,
)
from tui_voter.portal.client import PortalClient

OURS, ANOTHER = Authority(), Authority()

BAD: dict[str, tuple[Authority, dict[str, Any], TrustFault]] = {
    "self-signed": (OURS, {"self_signed": True}, TrustFault.UNKNOWN_AUTHORITY),
    "of an unknown authority": (ANOTHER, {}, TrustFault.UNKNOWN_AUTHORITY),
    "for another host": (OURS, {"host": "portail.exemple.fr"}, TrustFault.ANOTHER_HOST),
    "expired": (OURS, {"starts": -2 * DAY, "ends": -DAY}, TrustFault.EXPIRED),
    "not valid yet": (OURS, {"starts": DAY, "ends": 2 * DAY}, TrustFault.NOT_YET_VALID),
    "not for a server": (OURS, {"usage": ExtendedKeyUsageOID.CLIENT_AUTH}, TrustFault.INVALID),
}
SAYS_ITS_ELECTION = saying(answer(json.dumps(ELECTION)))


async def test_an_authority_of_the_voters_own_or_of_the_system_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = str(OURS.file(tmp_path))
    for chosen, system in ((ours, ""), ("", ours)):
        monkeypatch.setenv("SSL_CERT_FILE", system)
        server = OURS.server(tmp_path)
        async with talking(SAYS_ITS_ELECTION, server, authorities=chosen) as (client, _portal):
            assert (await read_election(client)).name == ELECTION["name"]


async def test_so_is_the_certificate_of_one_server_until_it_changes(tmp_path: Path) -> None:
    first, pinned = OURS.server(tmp_path), tmp_path / "pinned.pem"
    pinned.write_text((tmp_path / "server.pem").read_text())  # its key, which is skipped, too
    async with talking(SAYS_ITS_ELECTION, first, authorities=str(pinned)) as (client, portal):
        assert (await read_election(client)).name == ELECTION["name"]
    changed = OURS.server(tmp_path)
    async with talking(SAYS_ITS_ELECTION, changed, authorities=str(pinned)) as (client, portal):
        with pytest.raises(PortalUntrusted) as untrusted:
            await read_election(client)
    assert untrusted.value.fault is TrustFault.UNKNOWN_AUTHORITY
    assert portal.requests == []


@pytest.mark.parametrize("installed", [False, True], ids=["of a file", "of the system"])
@pytest.mark.parametrize(("authority", "made", "fault"), BAD.values(), ids=BAD)
async def test_a_bad_certificate_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    authority: Authority,
    made: dict[str, Any],
    fault: TrustFault,
    installed: bool,
) -> None:
    """Whoever is believed; and it is told apart from the others. With a file, the system's
    authorities are believed no more."""
    ours, others = OURS.file(tmp_path), ANOTHER.file(tmp_path, "another.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(ours if installed else others))
    chosen = "" if installed else str(ours)
    server = authority.server(tmp_path, **made)
    async with talking(saying(answer()), server, authorities=chosen) as (client, portal):
        with pytest.raises(PortalUntrusted) as untrusted:
            await read_election(client)
    assert (untrusted.value.fault, untrusted.value.file) == (fault, chosen)
    assert portal.requests == []


async def test_an_encrypted_proxy_is_checked_with_the_systems_authorities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is chosen for the portal behind it."""
    elsewhere, chosen = "https://portail.exemple.fr", str(ANOTHER.file(tmp_path, "another.pem"))
    async with peer(saying(answer("", "502 Bad Gateway")), OURS.server(tmp_path)) as proxy:
        for system, fault in ((chosen, PortalUntrusted), (OURS.file(tmp_path), PortalUnreachable)):
            monkeypatch.setenv("SSL_CERT_FILE", str(system))
            client = PortalClient(elsewhere, language="fr", proxy=proxy.origin, authorities=chosen)
            with pytest.raises(fault):
                await read_election(client)
            await client.aclose()
    assert {line.split(b" ", 2)[0] for line in proxy.requests} == {b"CONNECT"}


DER = b"\x30\x82\x01\x0a" + bytes(range(256))
DAMAGED = "-----BEGIN CERTIFICATE-----\nMIIBIjAN\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIBIjAN\n-----END PRIVATE KEY-----\n"

FILES: dict[str, tuple[Callable[[Path], object], TrustFault]] = {
    "missing": (lambda _path: None, TrustFault.FILE_MISSING),
    "a folder": (Path.mkdir, TrustFault.FILE_UNREADABLE),
    "a pipe": (os.mkfifo, TrustFault.FILE_UNREADABLE),
    "without end": (lambda path: path.symlink_to("/dev/zero"), TrustFault.FILE_UNREADABLE),
    "large": (lambda path: path.write_bytes(b" " * 1_048_577), TrustFault.FILE_UNREADABLE),
    "DER": (lambda path: path.write_bytes(DER), TrustFault.FILE_NOT_PEM),
    "a key": (lambda path: path.write_text(KEY), TrustFault.FILE_WITHOUT_CERTIFICATE),
    "damaged": (lambda path: path.write_text(DAMAGED), TrustFault.FILE_DAMAGED),
    "cut": (lambda path: path.write_text(DAMAGED[:30]), TrustFault.FILE_DAMAGED),
}


@pytest.mark.parametrize(("make", "fault"), FILES.values(), ids=FILES)
async def test_without_its_file_nothing_is_sent(
    tmp_path: Path, make: Callable[[Path], object], fault: TrustFault
) -> None:
    """And once it is there, the same client goes on."""
    file = tmp_path / "chosen.pem"
    make(file)
    server = OURS.server(tmp_path)
    async with talking(SAYS_ITS_ELECTION, server, authorities=str(file)) as (client, portal):
        with pytest.raises(PortalUntrusted) as untrusted:
            await read_election(client)
        assert (untrusted.value.fault, untrusted.value.file) == (fault, str(file))
        assert (portal.connections, portal.requests) == (0, [])
        if file.is_dir():
            file.rmdir()
        file.unlink(missing_ok=True)
        OURS.file(tmp_path, file.name)
        assert (await read_election(client)).name == ELECTION["name"]


@pytest.mark.parametrize(
    ("script", "deadline", "error"),
    [(saying(answer()), 15.0, PortalUnreachable), (silence, 0.3, PortalTimeout)],
)
async def test_a_handshake_that_comes_to_nothing_is_given_up_and_closed(
    script: Script, deadline: float, error: type[PortalError]
) -> None:
    """Closed: a socket left open would be a warning, and so a failure."""
    async with peer(script, listens=False) as portal:
        origin = portal.origin.replace("http:", "https:")
        client = PortalClient(origin, language="fr", deadline=deadline)
        with pytest.raises(error):
            await read_election(client)
        await client.aclose()
