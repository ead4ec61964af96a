"""Delivery: emails that are due are delivered, and retried on failure.

Any number of processes may deliver from one database (:mod:`.outbox`). If the server does not
answer, or asks for patience, the mail is tried again after 10 s, 20 s, 40 s ... up to half an hour;
a mail that was refused for good is tried again after six hours, in case that was a mistake.

A decoy goes as far as the mail server, and occupies its carrier as long as the mail before it did.
So nobody can tell by the delay of their own mail for which addresses there was a mail before it.
"""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from functools import partial
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from mock_server.core.posix import listen, listen_no_more
from mock_server.core.settings import Settings
from mock_server.core.terminal import shown
from mock_server.core.times import Clock
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.model import ElectionDefinition
from mock_server.mail.carrier import Carrier, MailRefused, NotCarried, Unreachable
from mock_server.mail.carriers import read_carriers
from mock_server.mail.message import message
from mock_server.mail.outbox import Entry, OtherKey, claim, mark_failed, mark_sent, next_due
from mock_server.security.credentials import PortalKey

CARRIERS: Final = 4
"""The connections of a process to the mail server."""

LOOK_EVERY: Final = 1.0
"""The time between two looks into an outbox in which nothing is due, in seconds."""

_FIRST: Final = timedelta(seconds=10)
_CAP: Final = timedelta(minutes=30)
_AFTER_REFUSAL: Final = timedelta(hours=6)
_DOUBLINGS: Final = 10  # the cap is reached before

_NOTING_TRIES: Final = 20

_NO_DATABASE: Final = (DatabaseBusy, SQLAlchemyError)

_log = logging.getLogger(__name__)

Compose = Callable[[Entry], EmailMessage]
"""Makes a message of a mail, always the same for the same mail."""

Wait = Callable[[float], Awaitable[bool]]
"""Waits for a number of seconds. Returns True once it is time to stop."""


@dataclass
class Tally:
    """The results so far."""

    sent: int = 0
    failed: int = 0


class Delivery:
    """Delivers the mails of one portal. ``jitter`` returns a number from 0 to 1, ``elapsed`` the
    seconds of a clock that nobody sets."""

    def __init__(
        self,
        database: Database,
        carriers: Sequence[Carrier],
        compose: Compose,
        *,
        clock: Clock,
        wait: Wait,
        jitter: Callable[[], float] = random.random,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._carriers = carriers
        self._compose = compose
        self._clock = clock
        self._wait = wait
        self._jitter = jitter
        self._elapsed = elapsed
        self._latest = 0.0
        """The time that delivering the latest mail took, in seconds."""
        self.tally = Tally()

    async def until_stopped(self) -> None:
        """Deliver emails as they become due. Those in progress are completed."""
        unreachable = 0  # times in a row
        stopped = False
        while not stopped:
            try:
                found, reached = await self._deliver_some(self._clock())
            except Exception as exc:  # noqa: BLE001 (a full disk, say: log it and continue)
                _log.warning("no mail was handed over: %s", type(exc).__name__)
                found, reached = 0, True
            unreachable = 0 if reached else unreachable + 1
            if found and reached:
                pause = 0.0
            else:
                await self._rest()
                # The other emails do not each have to time out.
                pause = self._delay(unreachable).total_seconds() if unreachable else LOOK_EVERY
            stopped = await self._wait(pause)
        await self._rest()

    async def once(self) -> None:
        """Try each email that is due now once, while any carrier is available."""
        start = self._clock()
        found, reached = 1, True
        while found and reached:
            found, reached = await self._deliver_some(start)
        await self._rest()

    async def _rest(self) -> None:
        await asyncio.gather(*(carrier.rest() for carrier in self._carriers))

    async def _deliver_some(self, due_by: datetime) -> tuple[int, bool]:
        """Deliver as many mails as there are carriers. Returns how many were due, and whether any
        carrier worked."""
        due = await self._database.reading(next_due)
        if due is None or due > due_by:
            return 0, True
        now, most = self._clock(), len(self._carriers)
        entries = await self._database.writing(partial(claim, due_by=due_by, now=now, most=most))
        pairs = zip(entries, self._carriers, strict=False)
        reached = await asyncio.gather(*(self._deliver(*pair) for pair in pairs))
        return len(entries), any(reached) or not entries

    async def _deliver(self, entry: Entry, carrier: Carrier) -> bool:
        """Deliver one mail and record the outcome. Returns whether the carrier worked."""
        try:
            message = self._message(entry)
            await carrier.ready()
            begun = self._elapsed()
            if entry.is_decoy:
                await self._wait(self._latest)
            else:
                await carrier.carry(message, entry.mail.sender, entry.mail.recipient)
                self._latest = self._elapsed() - begun
        except NotCarried as exc:
            # Only its number: a log has more readers than an email.
            _log.warning("mail %d was not handed over, at try %d", entry.id, entry.tries + 1)
            why = " ".join(shown(str(exc)).split())
            again_at = self._clock() + self._delay(entry.tries + 1, exc)
            await self._note(partial(mark_failed, entry=entry, why=why, again_at=again_at))
            self.tally.failed += not entry.is_decoy
            return not isinstance(exc, Unreachable)
        await self._note(partial(mark_sent, entry=entry, now=self._clock()))
        self.tally.sent += not entry.is_decoy
        return True

    def _message(self, entry: Entry) -> EmailMessage:
        try:
            return self._compose(entry)
        except OtherKey as exc:
            raise MailRefused("it was queued with another key") from exc
        except (ValueError, MessageError) as exc:  # a value that no header can hold
            raise MailRefused(f"no message can be made of it: {exc}") from exc

    def _delay(self, tries: int, exc: NotCarried | None = None) -> timedelta:
        """Between half and all of the delay, at random: emails that failed together are retried at
        different times."""
        doubled = _FIRST * 2 ** (min(tries, _DOUBLINGS) - 1)
        whole = _AFTER_REFUSAL if isinstance(exc, MailRefused) else min(doubled, _CAP)
        return whole * (1 + self._jitter()) / 2

    async def _note(self, work: Callable[[Connection], None]) -> None:
        """Record an outcome with more patience than usual: a mail that was delivered and not marked
        would be sent again. It gives up only if the database is away."""
        for _try in range(_NOTING_TRIES):
            try:
                await self._database.writing(work)
            except _NO_DATABASE:
                await self._wait(LOOK_EVERY)
            else:
                return


# --- The parts, wired together --------------------------------------------------------------


def composer(database: Database, election: ElectionDefinition, key: PortalKey) -> Compose:
    """The function that makes messages of this portal's mails."""
    with database.read() as tx:
        made_at: datetime = tx.execute(select(schema.portal.c.created_at)).scalar_one()
    usual = election.texts[election.languages[0]]

    def compose(entry: Entry) -> EmailMessage:
        name = election.texts.get(entry.language, usual).name
        return message(entry.unsealed(key), name, made_at)

    return compose


def delivery_of(
    settings: Settings, database: Database, election: ElectionDefinition, stopped: asyncio.Event
) -> Delivery:
    """The delivery that the settings ask for. Raises :class:`.faults.Fault`."""

    async def wait(seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stopped.wait()
        return stopped.is_set()

    return Delivery(
        database,
        read_carriers(settings.deliver_to, settings.smtp_ca, CARRIERS),
        composer(database, election, PortalKey.read(settings.key_file)),
        clock=settings.clock,
        wait=wait,
    )


@contextmanager
def set_by_signals(stopped: asyncio.Event) -> Iterator[None]:
    """Set ``stopped`` by a signal, so that what is under way ends well; a second does not wait."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}

    def put_back() -> None:
        listen_no_more(loop, numbers)
        for number in numbers:
            signal.signal(number, before[number])

    def stop() -> None:
        stopped.set()
        put_back()

    listen(loop, numbers, stop)
    try:
        yield
    finally:
        put_back()
