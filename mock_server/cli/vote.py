"""``prepare``, ``load-seal`` and ``mix``: the portal's part of sealing, and of keeping votes
apart from voters."""

from __future__ import annotations

import argparse
from contextlib import closing
from gettext import gettext as _
from gettext import ngettext

from mock_server.cli.arguments import add_stored, add_work, settings_of
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.core.terminal import say
from mock_server.election.context import open_database
from mock_server.vote.loading import load_seal
from mock_server.vote.mixing import mix_now
from mock_server.vote.preparing import prepare
from mock_server.vote.seal import is_sealed


def add_prepare(command: argparse.ArgumentParser) -> None:
    add_work(command, prepare, _("FOLDER"), _("where to write for the polling board"))


def add_load_seal(command: argparse.ArgumentParser) -> None:
    add_work(command, load_seal, _("FOLDER"), _("the polling board’s folder for the portal"))


def add_mix(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.set_defaults(run=_mix)


def _mix(options: argparse.Namespace) -> None:
    say(mix(settings_of(options)))


def mix(settings: Settings) -> str:
    """Put the ballots that were cast into the urn. Returns the sentence that says so. Raises
    :class:`Fault`."""
    database, _election, _url = open_database(settings)
    with closing(database):
        with database.read() as tx:
            if not is_sealed(tx):
                raise Fault(_("The election is not sealed: nobody has voted."))
        moved = mix_now(database, settings.clock)
    if moved == 1:
        return _(
            "1 ballot went into the urn. It could not be mixed with any other: whoever saw who "
            "voted last knows whose it is."
        )
    return ngettext(
        "{count} ballot went into the urn.", "{count} ballots went into the urn.", moved
    ).format(count=moved)
