"""What carries a mail away: the protocol, its failures, and what names a mail server."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Protocol

_HERE: Final = ("127.0.0.1", "::1", "localhost")


class NotCarried(Exception):
    """A mail was not taken over, or it is not known whether it was. Its text says why."""


class MailRefused(NotCarried):
    """This mail was refused for good (SMTP's 5xx): another try soon would be in vain."""


class Unreachable(NotCarried):
    """Whoever carries does nothing for any mail just now."""


class Carrier(Protocol):
    """Hands mails over, one at a time, over a connection of its own."""

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Returns when the mail is in safe hands. Raises :class:`NotCarried`."""

    async def rest(self) -> None:
        """There is nothing to carry for a while."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server. ``tls`` from the first byte, else by STARTTLS; ``user`` "" for none."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @property
    def is_here(self) -> bool:
        """On this computer, where nobody listens in on the way."""
        return self.host in _HERE
