"""Who a client is to the limits: the connection's address, or what trusted proxies say."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from mock_server.http.clients import client_address

TRUSTED = (ip_network("10.0.0.0/24"), ip_network("2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),  # not a proxy of ours: anybody
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["203.0.113.1, 198.51.100.1"], "198.51.100.1"),  # the last is the proxy's word
        ("10.0.0.5", ["203.0.113.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["203.0.113.1,198.51.100.1, 10.0.0.9"], "198.51.100.1"),
        ("10.0.0.5", ["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
        ("10.0.0.5", ["198.51.100.1, unknown"], "10.0.0.5"),
        ("10.0.0.5", ["198.51.100.1:4711"], "198.51.100.1"),
        ("::ffff:10.0.0.5", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1::5", ["[2001:db8:9:8:7::6]:4711"], "2001:db8:9:8::/64"),
        ("2001:db8:9:8:7::6", [], "2001:db8:9:8::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_client_is_whom_the_last_trusted_proxy_names(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert client_address(peer, forwarded, TRUSTED) == client


def test_without_a_trusted_proxy_no_header_is_believed() -> None:
    assert client_address("10.0.0.5", ["198.51.100.1"], ()) == "10.0.0.5"
