"""``serve``: run the portal, in one process or several, until a signal."""

from __future__ import annotations

import argparse
from contextlib import ExitStack, closing
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext

from mock_server.accounts.link_mails import invited_elsewhere
from mock_server.cli.arguments import (
    add_address,
    add_certified,
    add_public,
    add_stored,
    endpoint,
    network,
    number,
    settings_of,
)
from mock_server.core.origins import origin_served
from mock_server.core.settings import MIX_EVERY, JournalForm, Settings
from mock_server.core.terminal import say_if_heard
from mock_server.election.context import open_database, record_public_url
from mock_server.election.voters import not_active
from mock_server.http.server import listen, origin_of, serve_here, serve_with
from mock_server.mail.carriers import read_carriers
from mock_server.mail.outbox import waiting
from mock_server.ops.exposition import exposed
from mock_server.security.credentials import PortalKey
from mock_server.training.trouble import undo_what_was_left


def add_serve(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_public(command)
    add_certified(command)
    add_address(command)
    command.add_argument(
        "--workers", metavar="N", type=_workers, default=1, help=_("number of processes (1)")
    )
    command.add_argument(
        "--trusted-proxy",
        metavar=_("ADDRESS"),
        action="append",
        default=[],
        type=network,
        help=_(
            "IP address or network of a reverse proxy, believed when it names the client in "
            "X-Forwarded-For; may be given several times"
        ),
    )
    _add_watching(command)
    command.add_argument(
        "--mix-every",
        metavar=_("SECONDS"),
        type=_seconds,
        default=MIX_EVERY,
        help=_("how often ballots that were cast go into the urn, together ({seconds})").format(
            seconds=MIX_EVERY
        ),
    )
    command.add_argument(
        "--deliver",
        metavar="URL",
        default="",
        help=_(
            "also deliver emails, as mock-portal deliver URL does (otherwise they stay in "
            "the mailbox)"
        ),
    )
    command.add_argument(
        "--training",
        action="store_true",
        help=_(
            "for a training room only: show everyone all emails, links included, at /mailbox; "
            "track each learner’s progress"
        ),
    )
    command.set_defaults(run=_serve)


def _add_watching(command: argparse.ArgumentParser) -> None:
    """Add the options for whoever watches over the portal: its journal and its metrics."""
    command.add_argument(
        "--log",
        choices=tuple(JournalForm),
        help=_("log each request to standard error, without personal data"),
    )
    command.add_argument(
        "--metrics",
        metavar=_("HOST:PORT"),
        nargs="?",
        const=("127.0.0.1", 9464),
        type=endpoint,
        help=_("serve Prometheus metrics at this address, under /metrics (127.0.0.1:9464)"),
    )


def _workers(text: str) -> int:
    return number(text, 1, 64)


def _seconds(text: str) -> int:
    return number(text, 1, 86400)


def _serve(options: argparse.Namespace) -> None:
    settings = replace(
        settings_of(options),
        journal=JournalForm(options.log) if options.log else None,
        training=options.training,
        deliver_to=options.deliver,
        smtp_ca=options.smtp_ca,
        trusted_proxies=tuple(options.trusted_proxy),
        mix_every=options.mix_every,
    )
    serve(settings, options.host, options.port, options.workers, options.metrics)


def serve(
    settings: Settings,
    host: str,
    port: int,
    workers: int,
    metrics: tuple[str, int] | None = None,
) -> None:
    """Serve until a signal, having said where; with ``metrics`` at that host and port."""
    with ExitStack() as stack:
        sock = stack.enter_context(closing(listen(host, port)))
        database, election, _url = open_database(settings)
        with closing(database):
            key = PortalKey.read(settings.key_file)  # report a bad one before anything is written
            if settings.deliver_to:
                read_carriers(settings.deliver_to, settings.smtp_ca, 1)  # likewise a bad address
            public_url = (
                settings.public_url or election.public_url or origin_served(origin_of(sock))
            )
            record_public_url(database, public_url)
            undone = undo_what_was_left(database, settings.clock())
            with database.read() as tx:
                elsewhere = invited_elsewhere(waiting(tx), not_active(tx), key, public_url)
        settings = replace(settings, public_url=public_url, metrics=metrics is not None)
        measured = stack.enter_context(exposed(settings, metrics)) if metrics else ""

        if settings.deliver_to:
            from mock_server.http.delivery_process import delivering  # only where it is asked for

            stack.enter_context(delivering(settings))

        def started() -> None:
            say_if_heard(_("The portal is running at {origin}").format(origin=origin_of(sock)))
            if elsewhere:
                say_if_heard(_stale_invitations(elsewhere, settings))
            for sentence in undone:
                say_if_heard(sentence)
            if measured:
                say_if_heard(_("Its metrics are at {url}").format(url=measured))

        if workers == 1:
            serve_here(settings, sock, started)
        else:
            serve_with(settings, sock, workers, started)


def _stale_invitations(elsewhere: int, settings: Settings) -> str:
    """The sentence about waiting invitations that name another address than the portal's."""
    return ngettext(
        "{count} waiting invitation names another address than {url}: to send it anew, run "
        "{command}",
        "{count} waiting invitations name another address than {url}: to send them anew, run "
        "{command}",
        elsewhere,
    ).format(count=elsewhere, url=settings.public_url, command=settings.command("invite"))
