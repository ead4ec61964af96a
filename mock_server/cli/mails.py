"""Mails: queued, and read."""

from __future__ import annotations

import argparse
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


def _invite(options: argparse.Namespace) -> None:
    from mock_server import commands

    commands.show_invited(commands.invite(settings_of(options), options.addresses))


def _mailbox(options: argparse.Namespace) -> None:
    from mock_server import commands

    commands.show_mailbox(settings_of(options), options.address)
