"""A real mail server for tests, aiosmtpd on loopback, which answers as it is told."""

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from queue import SimpleQueue
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailSink:
    """Who takes mails. ``answers`` are given, in their order, in place of taking one: to a
    recipient ("RCPT") or to a mail's text ("DATA")."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    over_tls: list[bool] = field(default_factory=list)
    arrivals: SimpleQueue[str] = field(default_factory=SimpleQueue)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if said := self.answers.get("RCPT"):
            return said.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        if said := self.answers.get("DATA"):
            return said.pop(0)
        assert isinstance(envelope.content, bytes)
        made = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=default)
        assert isinstance(made, EmailMessage)
        self.taken.append(made)
        self.recipients += envelope.rcpt_tos
        self.over_tls.append(session.ssl is not None)
        self.arrivals.put(envelope.rcpt_tos[0])
        return "250 OK"

    def times(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(made["Message-ID"]) for made in self.taken)


class _Server(Controller):
    """A server that ends its connections before it stops. A connection that it is just accepting,
    or whose client has not yet ended TLS, stays open otherwise, and fails whichever test runs when
    the garbage is collected."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._connections: list[SMTP] = []

    def factory(self) -> SMTP:
        made: SMTP = super().factory()  # type: ignore[no-untyped-call]
        self._connections.append(made)
        return made

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        super().stop(no_assert)

    async def _close(self) -> None:
        while True:
            for connection in self._connections:
                below = connection._original_transport or connection.transport
                if isinstance(below, asyncio.Transport):
                    below.abort()
            if not (tasks := asyncio.all_tasks() - {asyncio.current_task()}):
                return
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


@contextmanager
def mail_server(sink: MailSink, port: int = 0, **options: Any) -> Iterator[int]:
    """Meanwhile, the sink takes mails at this port."""
    controller = _Server(sink, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    yield controller.port
    controller.stop()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        return int(sock.getsockname()[1])
