"""E-mail addresses, as far as the portal accepts them."""

from __future__ import annotations

import re
from typing import Final

from tui_voter.contract.limits import LONGEST_ADDRESS

ADDRESS_PATTERN: Final = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
    r"@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"
)
"""A dot-atom and a host of plain labels (RFC 5321), without a line break or any character that has
a meaning in a mail's header."""

_ADDRESS: Final = re.compile(ADDRESS_PATTERN.removesuffix("$"))


def is_address(text: str) -> bool:
    """Whether ``text`` can be a mail's recipient."""
    local, _at, _host = text.partition("@")
    return (
        len(local) <= 64 and len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
    )


def address_key(address: str) -> str:
    """An address in the form in which addresses are compared: people write theirs in any case."""
    return address.casefold()
