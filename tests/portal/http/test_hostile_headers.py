"""Every route, and headers that no honest client sends: never a 5xx, nothing in the journal.

``HEADER_SEED`` says which ones, ``HEADERS`` how many requests each route gets.
"""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
import pytest

from tests.contract_values import made_up
from tests.portal.conftest import token_in
from tests.portal_process import start_portal
from tui_voter.contract.endpoints import ENDPOINTS

SEED: Final = int(os.environ.get("HEADER_SEED") or Random().randrange(10**6))  # noqa: S311 printed below
EACH: Final = int(os.environ.get("HEADERS") or 20)
PATIENCE: Final = 20.0
LULL: Final = 2.0
"""Seconds without an answer after which none is waited for any longer."""

PAGES: Final = (
    *("/", "/activation/abc", "/recovery/abc", "/install", "/nowhere", "/openapi.json"),
    *("/mailbox", "/mailbox/camille.dumont@ac-armorique.exemple", "/live", "/ready", "/metrics"),
)
ODD: Final = (
    *("", "%00", "\x00", "\x01\x7f", "\xff\xfe", "é", "\t", "-1", "5, 6", "5\x0b", "1e3", "²"),
    *("9" * 30, "9" * 5000, "a" * 9000, "chunked", "chunked, chunked", "gzip, chunked"),
    *("Bearer", "Bearer \xff", "Bearer a b", "Bearer " + "A" * 5000, "a=b; c", "q=0;q=,,;"),
    *('for="[::1]:x";proto=gopher;by=_"', 'for=unknown, for="', "unknown, ,,1.2.3.4.5"),
    *("1.2.3.4, ::ffff:1.2.3.4, 999.1.1.1", "fe80::1%eth0", "application/json; charset=\xff"),
    *("<script>", "${jndi:ldap://x}", "'; DROP TABLE voter; --"),
)
LETTERS: Final = ("\xff\xfe", "é", "²", "a, \xe9", "\x01\x7f")
NAMES: Final = (
    *("Host", "Content-Length", "Transfer-Encoding", "Cookie", "Authorization", "Forwarded"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Accept"),
    *("Accept-Language", "Accept-Encoding", "Content-Type", "Content-Encoding", "Expect"),
    *("Upgrade", "Range", "If-None-Match", "If-Modified-Since", "TE", "Origin"),
    "X-HTTP-Method-Override",
)
CHUNKS: Final = (b"5\r\n{}\r\n0\r\n\r\n", b"zz\r\n")
BODIES: Final = (b"", b"{}", b"{", b"\xff", b"[" * 3000, b"{}" * 9000, *CHUNKS)


class Route(NamedTuple):
    method: str
    path: str
    body: bytes
    """What an honest client might send."""


def routes() -> Iterator[Route]:
    for endpoint in ENDPOINTS.values():
        body = msgspec.json.encode(made_up(endpoint.request))
        yield Route(endpoint.method, endpoint.path_with("x"), body)
    yield from (Route("GET", path, b"") for path in PAGES)


def request(chance: Random, route: Route, host: str, session: str) -> bytes:
    """One request of this route with an odd header or some, perhaps one twice."""
    odd = [
        (chance.choice(NAMES), chance.choice(chance.choice((ODD, ODD, LETTERS))))
        for _header in range(chance.choice((1, 1, 3)))
    ]
    body = chance.choice((route.body, route.body, chance.choice(BODIES)))
    named = {name for name, _value in odd}
    honest = {
        "Host": host,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Authorization": f"Bearer {session}",
    }
    if "Transfer-Encoding" in named:
        del honest["Content-Length"]
    headers = [*odd, *((name, value) for name, value in honest.items() if name not in named)]
    lines = [f"{route.method} {route.path} HTTP/1.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def answer(url: str, sent: bytes) -> bytes:
    """The head of what is answered; nothing, where the connection just ends."""
    address = urlsplit(url)
    assert address.hostname is not None
    received = b""
    with socket.create_connection((address.hostname, address.port or 80), PATIENCE) as peer:
        peer.settimeout(LULL)
        with suppress(ConnectionResetError, BrokenPipeError):  # the portal had enough of it
            peer.sendall(sent)
            while b"\r\n\r\n" not in received:
                try:
                    part = peer.recv(65_536)
                except TimeoutError:  # it waits for a body that was promised
                    break
                if not part:
                    break
                received += part
    return received.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("options", [(), ("--trusted-proxy", "127.0.0.1", "--training")])
def test_no_header_breaks_a_route(tmp_path: Path, options: tuple[str, ...]) -> None:
    print(f"HEADER_SEED={SEED} HEADERS={EACH}")  # noqa: T201 shown where it fails
    chance = Random(f"{SEED}, {options}")  # noqa: S311 not a secret
    journal = tmp_path / "journal"
    with start_portal(tmp_path, options=options, journal=journal) as portal:
        host = urlsplit(portal.url).netloc
        session = portal.activate(token_in(portal.invite()))
        asked = [
            request(chance, route, host, session) for route in routes() for _time in range(EACH)
        ]
        with ThreadPoolExecutor(16) as peers:
            heads = list(peers.map(partial(answer, portal.url), asked))
        healthy = answer(portal.url, f"GET /ready HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    pairs = zip(asked, heads, strict=True)
    broken = [(sent[:400], head) for sent, head in pairs if head.startswith(b"HTTP/1.1 5")]
    assert broken == []
    assert len([head for head in heads if head]) > len(heads) // 2
    assert healthy.startswith(b"HTTP/1.1 200")
    assert journal.read_text() == ""
