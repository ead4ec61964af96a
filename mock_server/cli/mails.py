"""Mails: queued, read, and delivered."""

from __future__ import annotations

import argparse
from dataclasses import replace
from gettext import gettext as _

from mock_server.cli.arguments import Commands, settings_of


def add(commands: Commands) -> None:
    invite = commands.add(
        "invite", _("queue activation mails"), _invite, commands.stored, commands.public
    )
    invite.add_argument(
        "addresses",
        metavar=_("ADDRESS"),
        nargs="*",
        help=_("voters to invite (all whose account is not active)"),
    )
    mailbox = commands.add("mailbox", _("read queued mails"), _mailbox, commands.stored)
    mailbox.add_argument("address", metavar=_("ADDRESS"), nargs="?", help=_("of this voter only"))
    shown = mailbox.add_mutually_exclusive_group()
    shown.add_argument(
        "--follow", action="store_true", help=_("then print new ones as they come, until Ctrl+C")
    )
    shown.add_argument(
        "--failed",
        action="store_true",
        help=_("a line for each mail that could not be delivered so far, with the reason"),
    )
    deliver = commands.add(
        "deliver",
        _("hand mails over to a mail server or a maildir, until Ctrl+C"),
        _deliver,
        commands.stored,
        commands.certified,
    )
    deliver.add_argument("--once", action="store_true", help=_("only what is due now, once"))
    deliver.add_argument(
        "url",
        metavar="URL",
        help=_(
            "smtp://user@host:587 with STARTTLS, smtps://user@host with TLS, or maildir:/path; "
            "the password is in MOCK_PORTAL_SMTP_PASSWORD"
        ),
    )


def _invite(options: argparse.Namespace) -> None:
    from mock_server.cli import commands

    commands.show_invited(commands.invite(settings_of(options), options.addresses))


def _mailbox(options: argparse.Namespace) -> None:
    from mock_server.cli import commands, postroom

    settings = settings_of(options)
    if options.failed:
        postroom.show_failures(settings)
    elif options.follow:
        postroom.follow(settings, options.address)
    else:
        commands.show_mailbox(settings, options.address)


def _deliver(options: argparse.Namespace) -> None:
    from mock_server.cli import postroom

    settings = replace(settings_of(options), deliver_to=options.url, smtp_ca=options.smtp_ca)
    postroom.deliver(settings, once=options.once)
