"""Mail carriers: the protocol, its failures, and the address of a mail server."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Protocol

_HERE: Final = ("127.0.0.1", "::1", "localhost")


class NotCarried(Exception):
    """An email was not accepted, or it is not known whether it was. The text says why."""


class MailRefused(NotCarried):
    """The email was rejected permanently (SMTP 5xx): retrying soon would be useless."""


class Unreachable(NotCarried):
    """The carrier is unavailable for all emails at the moment."""


class Carrier(Protocol):
    """Delivers emails one at a time, over its own connection."""

    async def ready(self) -> None:
        """Return once an email could be delivered. Raises :class:`Unreachable`."""

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Return once the email has been accepted. Raises :class:`NotCarried`."""

    async def rest(self) -> None:
        """Prepare for a while in which there is nothing to deliver."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server. With ``tls``, TLS begins with the first byte, else by STARTTLS; ``user`` is ""
    if there is no login."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether the server is on this computer, where nobody can eavesdrop."""
        return self.host in _HERE
