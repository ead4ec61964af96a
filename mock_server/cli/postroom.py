"""The post room: what ``mock-portal deliver`` and ``mock-portal mailbox`` do beyond reading."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from gettext import gettext as _
from gettext import ngettext
from typing import Final

from mock_server.cli.commands import check_voter, show_mail
from mock_server.core.settings import Settings
from mock_server.core.terminal import say, shown
from mock_server.db.engine import faults_told, read_url
from mock_server.election.context import open_database
from mock_server.mail.delivery import Tally, delivery_of
from mock_server.mail.outbox import Entry, entries, failures

_LOOK_EVERY: Final = 1.0

_LATE: Final = 1000
"""Mails are numbered as they are written, and may be there in another order: those that many
numbers back are looked at again."""


def deliver(settings: Settings, *, once: bool) -> None:
    """Hand over the mails that are due, and with ``once`` no more; else until a signal."""
    tally = asyncio.run(_deliver(settings, once=once))
    say(_told(tally))


async def _deliver(settings: Settings, *, once: bool) -> Tally:
    database, election, _url = open_database(settings)
    stopped = asyncio.Event()
    with closing(database):
        delivery = delivery_of(settings, database, election, stopped)
        with _set_by_signals(stopped):
            if once:
                with faults_told(
                    read_url(settings.database), _("{name} is not a portal's database.")
                ):
                    await delivery.once()
            else:
                say(_("Mails are delivered until Ctrl+C."))
                await delivery.until_stopped()
    return delivery.tally


@contextmanager
def _set_by_signals(stopped: asyncio.Event) -> Iterator[None]:
    """The first signal lets what is under way end well; a second one does not wait."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}

    def put_back() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])

    def stop() -> None:
        stopped.set()
        put_back()

    for number in numbers:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        put_back()


def _told(tally: Tally) -> str:
    text = ngettext(
        "{count} mail was delivered.", "{count} mails were delivered.", tally.sent
    ).format(count=tally.sent)
    if not tally.failed:
        return text
    return (
        text
        + " "
        + ngettext(
            "{count} try failed: mock-portal mailbox --failed says why.",
            "{count} tries failed: mock-portal mailbox --failed says why.",
            tally.failed,
        ).format(count=tally.failed)
    )


# --- Reading --------------------------------------------------------------------------------


def follow(
    settings: Settings, address: str | None, wait: Callable[[float], None] = time.sleep
) -> None:
    """Print the mails to one voter, or to all, and then new ones as they come. Ends only by
    what ``wait`` raises, or a signal."""
    database, _election, _url = open_database(settings)
    seen: set[int] = set()
    with (
        closing(database),
        faults_told(read_url(settings.database), _("{name} is not a portal's database.")),
    ):
        while True:
            with database.read() as tx:
                check_voter(tx, address)
                found = entries(tx, address, after=max(seen, default=0) - _LATE)
            for entry in found:
                if entry.id not in seen:
                    show_mail(entry.queued_at, entry.mail)
            seen.update(entry.id for entry in found)
            wait(_LOOK_EVERY)


def show_failures(settings: Settings) -> None:
    """Print the mails that could not be delivered so far, a line for each."""
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        found = failures(tx)
    for entry in found:
        say(_failure(entry))
    if not found:
        say(_("No mail has failed."))


def _failure(entry: Entry) -> str:
    return ngettext(
        "{recipient}, {subject}, {count} try, again at {date}: {why}",
        "{recipient}, {subject}, {count} tries, again at {date}: {why}",
        entry.tries,
    ).format(
        recipient=entry.mail.recipient,
        subject=entry.mail.subject,
        count=entry.tries,
        date=f"{entry.due_at:%Y-%m-%d %H:%M:%S} UTC",
        why=shown(entry.failure),
    )
