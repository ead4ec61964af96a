"""What the commands do, apart from reading their arguments and from ``demo``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from sqlalchemy import Connection

from mock_server.accounts.invitations import invite as invite_voter
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.core.terminal import say, say_if_heard, shown
from mock_server.election.context import USUAL_URL, open_database, record_public_url
from mock_server.election.folder import read_folder
from mock_server.election.installation import install
from mock_server.election.voters import find_voter, voters_to_invite
from mock_server.mail.outbox import Mail, mailbox
from mock_server.security.credentials import Key


def init(settings: Settings, folder: Path, opens_in: timedelta | None) -> None:
    """Make a portal's database from an election's folder."""
    now = settings.clock()
    read = read_folder(folder, now)
    if opens_in is not None:
        read = read.opening_in(opens_in, now)
    install(settings, read)
    count = len(read.voters)
    say(
        ngettext(
            "{count} voter is in the portal.", "{count} voters are in the portal.", count
        ).format(count=count)
    )


def invite(settings: Settings, addresses: Sequence[str]) -> list[Mail]:
    """Queue activation mails: to these voters, or to all who have no active account."""
    database, election, recorded = open_database(settings)
    public_url = settings.public_url or election.public_url or recorded or USUAL_URL
    now = settings.clock()
    with closing(database), database.write() as tx:
        return [
            invite_voter(tx, election, voter, public_url, now)
            for voter in voters_to_invite(tx, addresses)
        ]


def show_invited(mails: Sequence[Mail]) -> None:
    count = len(mails)
    say(
        ngettext("{count} mail was queued.", "{count} mails were queued.", count).format(
            count=count
        )
    )


def show_mailbox(settings: Settings, address: str | None) -> None:
    """Print the mails to one voter, or to all."""
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        check_voter(tx, address)
        mails = mailbox(tx, address)
    if not mails:
        say(_("The mailbox is empty."))
    for queued_at, mail in mails:
        show_mail(queued_at, mail)


def check_voter(tx: Connection, address: str | None) -> None:
    """Raises :class:`Fault` where an address is given and it is nobody's."""
    if address is not None and find_voter(tx, address) is None:
        raise Fault(_("No voter has the address {address}.").format(address=address))


def show_mail(queued_at: datetime, mail: Mail) -> None:
    say(
        _("From: {sender}\nTo: {recipient}\nDate: {date}\nSubject: {subject}\n\n{body}").format(
            sender=mail.sender,
            recipient=mail.recipient,
            date=f"{queued_at:%Y-%m-%d %H:%M:%S} UTC",
            subject=mail.subject,
            body=shown(mail.body),
        )
    )


def serve(
    settings: Settings,
    host: str,
    port: int,
    workers: int,
    metrics: tuple[str, int] | None = None,
) -> None:
    """Serve until a signal, having said where; with ``metrics`` at that host and port."""
    from dataclasses import replace

    from mock_server.http.server import listen, origin_of, serve_here, serve_with
    from mock_server.mail.carriers import check_carriers
    from mock_server.ops.exposition import exposed

    with ExitStack() as stack:
        sock = stack.enter_context(closing(listen(host, port)))
        database, election, _url = open_database(settings)
        with closing(database):
            Key.read(settings.key_file)  # a bad one is told before anything is written
            if settings.deliver_to:
                check_carriers(settings.deliver_to, settings.smtp_ca)  # so is a bad address
            public_url = settings.public_url or election.public_url or origin_of(sock)
            record_public_url(database, public_url)
        settings = replace(settings, public_url=public_url, metrics=metrics is not None)
        measured = stack.enter_context(exposed(settings, metrics)) if metrics else ""

        def started() -> None:
            say_if_heard(_("The portal serves on {origin}.").format(origin=origin_of(sock)))
            if measured:
                say_if_heard(_("Its metrics are at {url}.").format(url=measured))

        if workers == 1:
            serve_here(settings, sock, started)
        else:
            serve_with(settings, sock, workers, started)
