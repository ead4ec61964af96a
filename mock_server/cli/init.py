"""``init`` and ``upgrade``: create a portal's database, and upgrade it."""

from __future__ import annotations

import argparse
from datetime import timedelta
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from mock_server.cli.arguments import add_opening, add_public, add_stored, settings_of
from mock_server.core.settings import Settings
from mock_server.core.terminal import say
from mock_server.db import versions
from mock_server.election.folder import SAMPLE, read_folder
from mock_server.election.installation import install


def add_init(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_public(command)
    add_opening(command)
    command.add_argument(
        "--election",
        metavar=_("FOLDER"),
        type=Path,
        default=SAMPLE,
        help=_("the election (the bundled sample)"),
    )
    command.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> None:
    init(settings_of(options), options.election, options.opens_in)


def init(settings: Settings, folder: Path, opens_in: timedelta | None) -> None:
    """Make a portal's database from an election's folder."""
    now = settings.clock()
    read = read_folder(folder, now)
    if opens_in is not None:
        read = read.opening_in(opens_in, now)
    install(settings, read)
    for remark in read.remarks:
        say(remark)
    count = len(read.voters)
    say(
        ngettext(
            "{count} voter is in the portal.", "{count} voters are in the portal.", count
        ).format(count=count)
    )


def add_upgrade(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.set_defaults(run=_upgrade)


def _upgrade(options: argparse.Namespace) -> None:
    versions.upgrade(settings_of(options), say)
