"""``close-vote``, ``export-urns`` and ``load-share``: from the closing to the result."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import add_stored, add_work, settings_of
from mock_server.core.program import DONE, FAILED
from mock_server.core.terminal import say
from mock_server.vote.closing import close_vote, export_urns
from mock_server.vote.counting import load_shares


def add_close_vote(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "--now",
        action="store_true",
        help=_("whatever the clock says: for rehearsals and training"),
    )
    command.set_defaults(run=_close_vote)


def _close_vote(options: argparse.Namespace) -> int:
    return DONE if close_vote(settings_of(options), say, at_once=options.now) else FAILED


def add_export_urns(command: argparse.ArgumentParser) -> None:
    add_work(command, export_urns, _("FOLDER"), _("where to write a file for each ballot"))


def add_load_share(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "files",
        metavar=_("FILE"),
        type=Path,
        nargs="+",
        help=_("shares that the members of the polling board have made"),
    )
    command.set_defaults(run=_load_share)


def _load_share(options: argparse.Namespace) -> None:
    load_shares(settings_of(options), options.files, say)
