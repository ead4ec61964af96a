"""E-mail addresses and origins, as far as the portal accepts them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

ADDRESS_PATTERN: Final = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
    r"@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"
)
"""A dot-atom and a host of plain labels (RFC 5321): nothing that a mail's header gives a
meaning to, no line break."""

_ADDRESS: Final = re.compile(ADDRESS_PATTERN.removesuffix("$"))


def is_address(text: str) -> bool:
    """Whether ``text`` can be a mail's recipient."""
    local, _at, _host = text.partition("@")
    return len(local) <= 64 and len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def address_key(address: str) -> str:
    """An address as it is compared: people write theirs in any case."""
    return address.casefold()


def is_origin(text: str) -> bool:
    """Whether ``text`` is "http[s]://host[:port]" and no more."""
    try:
        parts = urlsplit(text.rstrip("/"))
        port = parts.port
    except ValueError:
        return False
    rest = parts.path or parts.query or parts.fragment or parts.username is not None
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not rest
        and port != 0
        and text.isascii()
        and text.isprintable()
        and " " not in text
    )
