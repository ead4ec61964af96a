"""Mails delivered to a mail server (RFC 5321), over TLS unless it is on this computer, as mails
contain links."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from mock_server.mail.carrier import MailRefused, MailServer, NotCarried, Unreachable

PATIENCE: Final = 60
"""The time that a server is given to be ready, and again for one mail, in seconds."""


class Smtp:
    """One connection to the server: opened with the first mail, kept while there are more mails."""

    def __init__(self, server: MailServer, patience: float = PATIENCE) -> None:
        self._server = server
        self._patience = patience
        self._connection: aiosmtplib.SMTP | None = None

    async def ready(self) -> None:
        async with self._in_time():
            await self._connected()

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:
        async with self._in_time():
            connection = await self._connected()
            await _send(connection, message, sender, recipient)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """Raise a failure as :class:`.NotCarried`, and close the connection unless it can still be
        used."""
        try:
            async with asyncio.timeout(self._patience):
                yield
        except (NotCarried, OSError, ValueError, aiosmtplib.SMTPException) as exc:
            if isinstance(exc, NotCarried) and not isinstance(exc, Unreachable):
                raise  # the connection is still usable
            self._drop()
            raise Unreachable(_reason(exc)) from exc
        except BaseException:
            self._drop()
            raise

    async def rest(self) -> None:
        """Close the connection: servers do not like idle clients."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            async with asyncio.timeout(self._patience):
                await connection.quit()
        except (OSError, ValueError, aiosmtplib.SMTPException):
            connection.close()  # the server has closed it already

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._connection is None or not self._connection.is_connected:
            self._drop()
            self._connection = _connection(self._server, self._patience)
            await self._connection.connect()
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _connection(server: MailServer, patience: float) -> aiosmtplib.SMTP:
    # STARTTLS is used on this computer if it is offered; any other server must offer it.
    start_tls = False if server.tls else None if server.is_here else True
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=start_tls,
        tls_context=server.trust,
        username=server.user or None,
        password=server.password or None,
        timeout=patience,
    )


async def _send(
    connection: aiosmtplib.SMTP, message: EmailMessage, sender: str, recipient: str
) -> None:
    """Deliver one mail. An answer about this mail is told apart from one about all mails: the
    server accepts the sender, and refuses a recipient or a text."""
    try:
        await connection.send_message(message, sender=sender, recipients=[recipient])
    except aiosmtplib.SMTPRecipientsRefused as exc:
        answer = exc.recipients[0]
        raise _answered(answer.code, answer.message) from exc
    except aiosmtplib.SMTPDataError as exc:
        raise _answered(exc.code, exc.message) from exc
    except (aiosmtplib.SMTPNotSupported, ValueError) as exc:
        # The address is not ASCII and there is no SMTPUTF8, or SMTP cannot express it.
        raise MailRefused(str(exc)) from exc


def _answered(code: int, text: str) -> NotCarried:
    if code == 421:  # "service not available, closing transmission channel"
        return Unreachable(f"{code} {text}")
    return (MailRefused if code >= 500 else NotCarried)(f"{code} {text}")


def _reason(exc: BaseException) -> str:
    if isinstance(exc, aiosmtplib.SMTPResponseException):
        return f"{exc.code} {exc.message}"
    if isinstance(exc, ssl.SSLError):
        return exc.reason or type(exc).__name__
    if isinstance(exc, TimeoutError) and not str(exc):
        return "no answer in time"
    return str(exc) or type(exc).__name__
