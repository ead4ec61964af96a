"""The client's address, by which limits count.

It is the connection's, unless that belongs to a trusted proxy: then it is the last address in
``X-Forwarded-For`` that is not a trusted proxy's. Anybody may have written what stands before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from mock_server.core.settings import Network

_OWN_NETWORK = 64
"""The bits of an IPv6 address that name a client's network; the client chooses the rest."""


def client_address(peer: str, forwarded: Iterable[str], trusted: tuple[Network, ...]) -> str:
    """The client's address; its network for IPv6. ``forwarded`` are the header's lines."""
    client = _address(peer)
    if client is None:
        return peer
    for hop in _backwards(forwarded):
        if not any(client in network for network in trusted):
            break
        before = _address(hop)
        if before is None:
            break  # the proxy names no client, so it counts as one
        client = before
    if isinstance(client, IPv6Address):
        return str(IPv6Network((client, _OWN_NETWORK), strict=False))
    return str(client)


def _backwards(forwarded: Iterable[str]) -> Iterator[str]:
    for hop in reversed(",".join(forwarded).split(",")):
        yield hop.strip()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in a text such as "192.0.2.7", "192.0.2.7:4711", "2001:db8::7" or
    "[2001:db8::7]:4711"; None if there is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
