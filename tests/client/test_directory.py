"""The portals a voter knows."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.client.peer import answer, peer, saying
from tests.client.samples import ELECTION
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.links import LinkRefused
from tui_voter.contract.portal import Portals
from tui_voter.portal.directory import PortalDirectory


def test_configured_portals_come_first_then_confirmed_ones() -> None:
    remembered: list[str] = []
    directory: Portals = PortalDirectory(
        "fr",
        ["https://un.exemple.fr", "https://deux.exemple.fr", "https://un.exemple.fr"],
        remembered.append,
    )
    for _ in range(2):
        directory.confirm("https://trois.exemple.fr")
        directory.confirm("https://un.exemple.fr")
    known = ["https://un.exemple.fr", "https://deux.exemple.fr", "https://trois.exemple.fr"]
    assert list(directory.known()) == known
    assert remembered == ["https://trois.exemple.fr"]


def test_a_malformed_origin_is_refused() -> None:
    """And one in the preferences is no portal that the voter knows: it is shown anew."""
    odd = ("http://portail.exemple.fr", "https://exemple.org:99999", "https://1.2.3.4", "x y")
    directory = PortalDirectory("fr", odd, print)
    assert directory.known() == ()
    with pytest.raises(LinkRefused):
        directory.confirm("https://a@b.exemple")
    assert directory.known() == ()


async def test_a_known_portal_is_connected_to_once_and_closed() -> None:
    async with peer(saying(answer(json.dumps(ELECTION)))) as portal:
        directory = PortalDirectory("en", [], print)
        with pytest.raises(ValueError, match="knows"):
            directory.connect(portal.origin)
        directory.confirm(portal.origin)
        client = directory.connect(portal.origin)
        assert directory.connect(portal.origin) is client
        assert (await client.election()).name == ELECTION["name"]
        await directory.aclose()
        with pytest.raises(PortalUnreachable):
            await client.election()
    assert b"Accept-Language: en\r\n" in portal.requests[0]


def test_httpx_comes_with_the_first_connection_only() -> None:
    script = """
import asyncio, sys
from tui_voter.portal.directory import PortalDirectory
directory = PortalDirectory("fr", ["https://portail.exemple.fr"], print)
directory.find_link("https://portail.exemple.fr")
assert "httpx" not in sys.modules
async def main():
    directory.connect("https://portail.exemple.fr")
    await directory.aclose()
asyncio.run(main())
assert "httpx" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
