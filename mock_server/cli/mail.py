"""``invite``, ``mailbox`` and ``deliver``: queue, read and deliver emails."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext
from typing import Final

from sqlalchemy import Connection

from mock_server.accounts.link_mails import LinkMailer
from mock_server.cli.arguments import add_certified, add_public, add_stored, settings_of
from mock_server.core.program import DONE, FAILED
from mock_server.core.settings import Settings
from mock_server.core.terminal import say, shown
from mock_server.core.times import stamp
from mock_server.election.context import open_database
from mock_server.election.portal_time import ClockReading, read_clock
from mock_server.election.voters import voter_called, voters_to_invite
from mock_server.mail.delivery import Tally, delivery_of, set_by_signals
from mock_server.mail.outbox import Entry, Mail, arrived, bounces, failures
from mock_server.security.credentials import PortalKey

_USUAL_URL: Final = "http://127.0.0.1:8000"
"""Where ``serve`` listens by default. It warns if invitations name another address."""

_LOOK_EVERY: Final = 1.0

_LATE: Final = 1000
"""Mails are numbered as they are written, but may be committed in another order: ``follow`` looks
again at this many numbers before the latest."""


def add_invite(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_public(command)
    command.add_argument(
        "voters",
        metavar=_("VOTER"),
        nargs="*",
        help=_("voters to invite, by address or number (all those whose account is not active)"),
    )
    command.set_defaults(run=_invite)


def _invite(options: argparse.Namespace) -> None:
    count = len(invite(settings_of(options), options.voters))
    say(
        ngettext("{count} email was queued.", "{count} emails were queued.", count).format(
            count=count
        )
    )


def invite(settings: Settings, called: Sequence[str]) -> list[Mail]:
    """Queue activation mails to these voters, or to all who have no active account."""
    database, election, public_url = open_database(settings)
    now = settings.clock()
    with closing(database):
        key = PortalKey.read(settings.key_file)
        mailer = LinkMailer(election, public_url or _USUAL_URL, key)
        with database.write() as tx:
            return [mailer.invite(tx, voter, now) for voter in voters_to_invite(tx, called)]


# --- The mailbox ----------------------------------------------------------------------------


def add_mailbox(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "voter",
        metavar=_("VOTER"),
        nargs="?",
        help=_("only those for this voter, by address or number"),
    )
    shown = command.add_mutually_exclusive_group()
    shown.add_argument(
        "--follow", action="store_true", help=_("then print new ones as they arrive, until Ctrl+C")
    )
    shown.add_argument(
        "--failed",
        action="store_true",
        help=_("one line for each email not delivered so far, with the reason"),
    )
    command.set_defaults(run=_mailbox)


def _mailbox(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    if options.failed:
        show_failures(settings)
    elif options.follow:
        follow(settings, options.voter)
    else:
        show_mailbox(settings, options.voter)


def show_mailbox(settings: Settings, called: str | None) -> None:
    """Print the mails to one voter, or to all voters."""
    database, election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        show = _shower(settings, election.time_zone, read_clock(tx))
        found = arrived(tx, settings.clock(), _address_of(tx, called))
    if not found:
        say(_("The mailbox is empty."))
    for entry in found:
        show(entry)


def follow(
    settings: Settings, called: str | None, wait: Callable[[float], None] = time.sleep
) -> None:
    """Print the mails to one voter, or to all, and then new ones as they come. It ends only by a
    signal, or by what ``wait`` raises."""
    database, election, _url = open_database(settings)
    seen: set[int] = set()
    with closing(database):
        while True:
            with database.read() as tx:
                show = _shower(settings, election.time_zone, read_clock(tx))
                after = max(seen, default=0) - _LATE
                found = arrived(tx, settings.clock(), _address_of(tx, called), after=after)
            for entry in found:
                if entry.id not in seen:
                    show(entry)
            seen.update(entry.id for entry in found)
            wait(_LOOK_EVERY)


def show_failures(settings: Settings) -> None:
    """Print the mails that could not be delivered so far, a line for each."""
    database, election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        found, returned = failures(tx), bounces(tx)
    for entry in found:
        say(_failure(entry, election.time_zone))
    for entry in returned:
        bounce = _("{recipient}, {subject}, came back: the mailbox is full. It is not sent again.")
        say(bounce.format(recipient=entry.mail.recipient, subject=entry.mail.subject))
    if not found and not returned:
        say(_("No emails have failed."))


def _failure(entry: Entry, zone: str) -> str:
    return ngettext(
        "{recipient}, {subject}, {count} attempt, next on {date}: {why}",
        "{recipient}, {subject}, {count} attempts, next on {date}: {why}",
        entry.tries,
    ).format(
        recipient=entry.mail.recipient,
        subject=entry.mail.subject,
        count=entry.tries,
        date=stamp(entry.due_at, zone),
        why=shown(entry.failure),
    )


def _address_of(tx: Connection, called: str | None) -> str | None:
    """The address of the voter who is called so, if any is. Raises :class:`Fault`."""
    return None if called is None else voter_called(tx, called).address


def _shower(settings: Settings, zone: str, clock: ClockReading | None) -> Callable[[Entry], None]:
    """A function that unseals a mail and prints it with its date by the portal's clock. Raises
    :class:`Fault`, as does that function."""
    key = PortalKey.read(settings.key_file)

    def show(entry: Entry) -> None:
        queued_at = clock.at(entry.queued_at) if clock else entry.queued_at
        _show(entry.unsealed(key).mail, stamp(queued_at, zone))

    return show


def _show(mail: Mail, date: str) -> None:
    say(
        _("From: {sender}\nTo: {recipient}\nDate: {date}\nSubject: {subject}\n\n{body}").format(
            sender=mail.sender,
            recipient=mail.recipient,
            date=date,
            subject=mail.subject,
            body=mail.body,
        )
    )


# --- Delivery -------------------------------------------------------------------------------


def add_deliver(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_certified(command)
    command.add_argument(
        "--once",
        action="store_true",
        help=_("deliver only what is due now, then exit: with 1 if an email was not delivered"),
    )
    command.add_argument(
        "url",
        metavar="URL",
        help=_(
            "smtp://user@host:587 with STARTTLS, smtps://user@host with TLS, or maildir:/path; "
            "the password is read from MOCK_PORTAL_SMTP_PASSWORD"
        ),
    )
    command.set_defaults(run=_deliver)


def _deliver(options: argparse.Namespace) -> int:
    settings = replace(settings_of(options), deliver_to=options.url, smtp_ca=options.smtp_ca)
    tally = asyncio.run(_tally(settings, once=options.once))
    say(_summary(tally, settings))
    return FAILED if options.once and tally.failed else DONE


async def _tally(settings: Settings, *, once: bool) -> Tally:
    """Deliver the mails that are due; without ``once``, go on until a signal."""
    database, election, _url = open_database(settings)
    stopped = asyncio.Event()
    with closing(database):
        delivery = delivery_of(settings, database, election, stopped)
        with set_by_signals(stopped):
            if once:
                await delivery.once()
            else:
                say(_("Delivering emails, until Ctrl+C."))
                await delivery.until_stopped()
    return delivery.tally


def _summary(tally: Tally, settings: Settings) -> str:
    text = ngettext(
        "{count} email was delivered.", "{count} emails were delivered.", tally.sent
    ).format(count=tally.sent)
    if tally.failed:
        text += " " + ngettext(
            "{count} attempt failed: {command} shows why.",
            "{count} attempts failed: {command} shows why.",
            tally.failed,
        ).format(count=tally.failed, command=settings.command("mailbox", "--failed"))
    return text
