"""Emailed links: their kinds, their format, and their checksum; and where a portal's public pages
and files are."""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum
from typing import Final

import msgspec

from tui_voter.contract.link_faults import LinkFault
from tui_voter.secret import Secret


class LinkKind(StrEnum):
    """What a mailed link is for; a link is ``{origin}/{kind}/{token}``."""

    ACTIVATION = "activation"
    RECOVERY = "recovery"


def link_path(kind: LinkKind) -> str:
    """What stands between the origin and the token."""
    return f"/{kind.value}/"


RESULTS_PAGE: Final = "/results"
"""The portal's page for browsers with each ballot box, while the vote is open too."""


def urn_path(uuid: str) -> str:
    """Where the public archive of an election's ballot box is, below the portal's origin."""
    return f"/urn/{uuid}.bel"


def log_path(uuid: str) -> str:
    """Where its public log of replaced voting codes is."""
    return f"/urn/{uuid}.log"


_SECRET_LENGTH: Final = 43
_CHECK_LENGTH: Final = 5
LINK_TOKEN_LENGTH: Final = _SECRET_LENGTH + _CHECK_LENGTH
"""256 bits in base64url without padding, then five characters that check them."""


class MailedLink(msgspec.Struct, frozen=True):
    """A checked link: the portal's origin ("https://host[:port]"), the one-time token, and
    what it is for."""

    origin: str
    token: Secret
    kind: LinkKind = LinkKind.ACTIVATION


def _check_of(secret_part: str) -> str:
    digest = hashlib.sha256(b"tui-voter link " + secret_part.encode()).hexdigest()
    return digest[:_CHECK_LENGTH]


def new_link_token() -> str:
    """A fresh one-time token. Its check part lets a client tell a truncated or altered
    link from an unknown one without asking the portal."""
    secret_part = secrets.token_urlsafe(32)
    return secret_part + _check_of(secret_part)


def link_token_fault(token: str) -> LinkFault | None:
    """What is wrong with a token's form, or None. Says nothing about the portal's view."""
    if len(token) < LINK_TOKEN_LENGTH:
        return LinkFault.TRUNCATED
    secret_part, check = token[:_SECRET_LENGTH], token[_SECRET_LENGTH:]
    if not (token.isascii() and secrets.compare_digest(check, _check_of(secret_part))):
        return LinkFault.ALTERED
    return None
