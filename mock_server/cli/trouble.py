"""``trouble``: make trouble on purpose in a training, or undo it."""

from __future__ import annotations

import argparse
from contextlib import closing
from gettext import gettext as _

from mock_server.cli.arguments import add_stored, settings_of
from mock_server.core.terminal import say
from mock_server.election.context import open_database
from mock_server.training.trouble import obey


def add_trouble(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "name",
        metavar=_("NAME"),
        nargs="?",
        help=_("what to make, or to undo if it is on (lists what there is)"),
    )
    command.add_argument(
        "voter",
        metavar=_("VOTER"),
        nargs="?",
        help=_("only for this learner, by address or number"),
    )
    command.set_defaults(run=_trouble)


def _trouble(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    database, _election, _url = open_database(settings)
    with closing(database):
        said = obey(database, options.name or "", options.voter or "", settings.clock())
    for sentence in said:
        say(sentence)
