"""While a worker still hands a mail over, no other one takes it, however slow the server is."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import closing
from datetime import timedelta
from typing import Any, TypeVar, TypeVarTuple, Unpack

from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.mail.carrier import MailServer
from mock_server.mail.delivery import Delivery, composer
from mock_server.mail.outbox import LEASE
from mock_server.mail.smtp import Smtp
from mock_server.security.credentials import PortalKey
from tests.portal_process import DEMO_VOTER

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Skipping(selectors.DefaultSelector):
    """Where nothing comes on the wire, the time until the next timer is skipped."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0.02 if timeout is None else min(timeout, 0.02))
        if not ready and timeout:
            self.skipped += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """Waits for nothing but the wire. What is for a thread is done at once."""

    def __init__(self) -> None:
        self._skipping = Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.skipped

    def run_in_executor(
        self,
        executor: Executor | None,  # noqa: ARG002 (the method's signature)
        func: Callable[[Unpack[Ts]], T],
        *args: *Ts,
    ) -> asyncio.Future[T]:
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as exc:  # noqa: BLE001 (whoever awaits it is told)
            done.set_exception(exc)
        return done


async def answer_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a mail as SMTP has it, with a long silence before each answer. All come in time, and so
    do together the two that it takes to be ready; those of a mail do not."""
    answer, silence = b"220 slow ESMTP", 25
    try:
        while True:
            await asyncio.sleep(silence)
            writer.write(answer + b"\r\n")
            command = await reader.readline()
            if not command:
                return
            if command.startswith(b"MAIL"):
                silence = 50
            answer = b"354 Go on" if command.upper().startswith(b"DATA") else b"250 OK"
    finally:
        writer.close()


def test_a_mail_is_handed_over_or_given_up_within_its_lease(settings: Settings) -> None:
    """Or another worker would take it meanwhile."""
    invite(settings, [DEMO_VOTER])
    start = settings.clock()

    async def never(_seconds: float) -> bool:
        raise NotImplementedError

    async def seconds(loop: asyncio.AbstractEventLoop) -> float:
        database, election, _url = open_database(settings)
        server = await asyncio.start_server(answer_slowly, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with closing(database), closing(server):
            delivery = Delivery(
                database,
                [Smtp(MailServer("127.0.0.1", port, tls=False))],
                composer(database, election, PortalKey.read(settings.key_file)),
                clock=lambda: start + timedelta(seconds=loop.time()),
                wait=never,
            )
            await delivery.once()
        assert delivery.tally.failed == 1
        return loop.time()

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        assert 100 < runner.run(seconds(runner.get_loop())) < LEASE.total_seconds()
