"""The host that a request is meant for: its one Host header (RFC 9112, section 3.2)."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import urlsplit

from mock_server.core.refusals import Refusal
from mock_server.http.routing import Scope
from tui_voter.contract.errors import ErrorCode

_HOST: Final = re.compile(rb"([A-Za-z0-9._-]{1,253}|\[([0-9A-Fa-f:.]+)\])(?::[0-9]{0,5})?")


def check_loopback(scope: Scope, host: str, origin: str) -> None:
    """Refuse a request unless it names this computer, as ``host`` and with the port of ``origin``.
    Somebody else's page could have its own name lead here, and read what its browser then takes for
    its own (DNS rebinding)."""
    named = next((value for name, value in scope["headers"] if name == b"host"), b"")
    port = urlsplit(origin).port
    if host not in ("localhost", "127.0.0.1") or not named.endswith(f":{port}".encode()):
        raise Refusal(ErrorCode.NOT_FOUND)


def host_of(scope: Scope) -> str:
    """The host that a request names, in lower case, without its port or an IPv6 address's brackets;
    "" if a request of HTTP/1.0 names none. Raises :class:`Refusal`, ``invalid_request``, if it is
    missing otherwise, named twice, or not a host."""
    named = [value for name, value in scope["headers"] if name == b"host"]
    if not named and scope["http_version"] == "1.0":
        return ""
    found = _HOST.fullmatch(named[0]) if len(named) == 1 else None
    if found is None:
        raise Refusal(ErrorCode.INVALID_REQUEST)
    if not found[2]:
        return str(found[1], "ascii").lower()
    try:
        return str(IPv6Address(str(found[2], "ascii")))
    except ValueError:
        raise Refusal(ErrorCode.INVALID_REQUEST) from None
