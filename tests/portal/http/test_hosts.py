"""Whom a request is for, and from: it names its host once, as one is written; a client is the
connection's address, or what trusted proxies say."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from mock_server.core.settings import Settings
from mock_server.http.clients import client_address
from tests.portal.conftest import Portal, Stopping, serving
from tests.portal.http.test_hostile_headers import answer, routes

ODD = (
    *("", " ", "a b", "localhost localhost", "localhost, portail.exemple", "marie@localhost"),
    *("localhost/", "localhost?x", "localhost#x", "http://localhost", "localhost\\"),
    "\xe9.exemple",
    *("localhost:port", "localhost:800000", "localhost:80:80", "local\tho.st", "local%68ost"),
    *("::1", "[::1", "[::1]x", "[::1%25eth0]", "[127.0.0.1]", "[1:2]", "x" * 300),
)
GOOD = (
    *("localhost", "LOCALHOST:8000", "localhost:", "127.0.0.1:1", "[::1]:8000"),
    *("Portail.Exemple", "portail.exemple:443"),
)


@pytest.fixture
def room(settings: Settings, stopping: Stopping) -> Iterator[Portal]:
    """A training room, which has every route that there is."""
    with serving(replace(settings, training=True), stopping) as portal:
        yield portal


def status(
    portal: Portal, path: str, *hosts: str, method: str = "GET", version: str = "1.1"
) -> int:
    lines = [f"{method} {path} HTTP/{version}", *(f"Host: {host}" for host in hosts)]
    sent = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    return int(answer(str(portal.http.base_url), sent).split()[1])


def test_every_route_asks_for_one_host(room: Portal) -> None:
    asked = {(route.method, route.path) for route in routes()}
    assert ("GET", "/mailbox") in asked
    for method, path in asked:
        assert status(room, path, method=method) == 400
        assert status(room, path, "localhost", "localhost", method=method) == 400
        assert status(room, path, "localhost", "evil.example", method=method) == 400


@pytest.mark.parametrize("path", ["/mailbox", "/", "/api/election", "/health"])
def test_a_host_is_taken_as_it_is_well_written(room: Portal, path: str) -> None:
    assert [host for host in ODD if status(room, path, host) != 400] == []
    assert [host for host in GOOD if status(room, path, host) != 200] == []


def test_anothers_name_is_taken_but_by_the_mailbox(room: Portal) -> None:
    """What others may read anyway, they may read by any name: a proxy may pass on its own."""
    for host in ("evil.example", "portail.exemple.evil.example", "127.1", "localhost."):
        assert status(room, "/api/election", host) == 200
        assert status(room, "/mailbox", host) == 404


def test_before_http_1_1_there_was_none(room: Portal) -> None:
    """A balancer's look at the portal's health; of the mailbox it is not told."""
    assert status(room, "/health", version="1.0") == 200
    assert status(room, "/mailbox", version="1.0") == 404
    assert status(room, "/health", "localhost", "localhost", version="1.0") == 400


TRUSTED = (ip_network("10.0.0.0/24"), ip_network("2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),  # not a proxy of ours: anybody
        *(("10.0.0.5", [], "10.0.0.5"), ("10.0.0.5", ["198.51.100.1"], "198.51.100.1")),
        ("10.0.0.5", ["203.0.113.1, 198.51.100.1"], "198.51.100.1"),  # the last is the proxy's word
        ("10.0.0.5", ["203.0.113.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["203.0.113.1,198.51.100.1, 10.0.0.9"], "198.51.100.1"),
        ("10.0.0.5", ["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
        ("10.0.0.5", ["198.51.100.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::ffff:10.0.0.5", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1::5", ["[2001:db8:9:8:7::6]:4711"], "2001:db8:9:8::/64"),
        *(("2001:db8:9:8:7::6", [], "2001:db8:9:8::/64"), ("fe80::1%eth0", [], "fe80::/64")),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_client_is_whom_the_last_trusted_proxy_names(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert client_address(peer, forwarded, TRUSTED) == client
