"""While one worker still hands a mail over, no other one takes it, however slow the server is."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from typing import Any, TypeVar, TypeVarTuple, Unpack

import pytest

from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.mail.carrier import MailServer
from mock_server.mail.delivery import Delivery, composer
from mock_server.mail.smtp import Smtp
from mock_server.security.credentials import PortalKey
from tests.portal_process import DEMO_VOTER

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

STEP = 25.0
"""Seconds until the server's next answer: each comes in time, and so do the two that it takes to be
ready; all those of a mail do not."""

ENOUGH = 600.0
"""Seconds for several tries."""


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
    """Take a mail as SMTP has it, with a long silence before each answer."""
    answer = b"220 slow ESMTP"
    try:
        while True:
            await asyncio.sleep(STEP)
            writer.write(answer + b"\r\n")
            command = await reader.readline()
            if not command:
                return
            answer = b"354 Go on" if command.upper().startswith(b"DATA") else b"250 OK"
    finally:
        writer.close()


def test_no_two_workers_hand_a_mail_over_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(settings, [DEMO_VOTER])
    start, in_time = settings.clock(), Smtp._in_time
    now: list[Smtp] = []
    most: list[int] = []

    @asynccontextmanager
    async def watched(carrier: Smtp) -> AsyncIterator[None]:
        now.append(carrier)
        most.append(len(now))
        try:
            async with in_time(carrier):
                yield
        finally:
            now.remove(carrier)

    monkeypatch.setattr(Smtp, "_in_time", watched)

    async def both(loop: asyncio.AbstractEventLoop) -> None:
        async def wait(seconds: float) -> bool:
            await asyncio.sleep(max(seconds, 5))
            return loop.time() > ENOUGH

        def worker() -> Awaitable[None]:
            return Delivery(
                database,
                [Smtp(MailServer("127.0.0.1", port, tls=False))],
                composer(database, election, PortalKey.read(settings.key_file)),
                clock=lambda: start + timedelta(seconds=loop.time()),
                wait=wait,
            ).until_stopped()

        database, election, _url = open_database(settings)
        server = await asyncio.start_server(answer_slowly, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with closing(database), closing(server):
            await asyncio.gather(worker(), worker())

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        runner.run(both(runner.get_loop()))
    assert len(most) > 2  # it is tried again, but
    assert max(most) == 1
