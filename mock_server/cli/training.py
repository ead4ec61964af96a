"""``train``, ``handouts`` and ``summary``: run a training, write its sheets, sum it up."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import add_address, add_public, add_stored, number, settings_of, span
from mock_server.core.csv_files import STANDARD
from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.terminal import say
from mock_server.training.door import check_address
from mock_server.training.goals import STUCK_AFTER
from mock_server.training.handouts import handouts_as_text, write_handouts
from mock_server.training.learners import MOST
from mock_server.training.ssh import recipe
from mock_server.training.summary import summarise
from mock_server.training.training import View, Wanted, train


def add_train(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_public(command)
    _add_new_portal(command)
    _add_stuck(command)
    command.add_argument(
        "--invite-again",
        action="store_true",
        help=_("also invite again all learners whose account is not active, with new links"),
    )
    add_address(command)
    _add_room(command)
    how = command.add_mutually_exclusive_group()
    how.add_argument("--linear", action="store_true", help=_("print events line by line"))
    how.add_argument("--json", action="store_true", help=_("print events as JSON, one per line"))
    command.set_defaults(run=_train)


def _add_new_portal(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--election",
        metavar=_("FOLDER"),
        type=Path,
        help=_("create a portal of an election of your own, with its voters (the sample)"),
    )
    who = command.add_mutually_exclusive_group()
    who.add_argument(
        "--learners",
        metavar="N",
        type=_learners,
        help=_("create a portal with N generated learners, up to {most}").format(most=MOST),
    )
    who.add_argument(
        "--voters", metavar=_("FILE"), type=Path, help=_("or with the learners of a CSV file")
    )
    command.add_argument(
        "--spare",
        metavar="N",
        type=_learners,
        default=0,
        help=_("in a new portal, N learners more in reserve, for those who come late"),
    )
    command.add_argument(
        "--missing",
        metavar="N",
        type=_learners,
        default=0,
        help=_("in a new portal, N learners missing from a roll: the vote is sealed later"),
    )
    command.add_argument(
        "--no-vote",
        action="store_true",
        help=_("leave the vote of a new portal unsealed: nobody can vote, lists can be changed"),
    )


def _add_room(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--room",
        metavar=_("ADDRESS"),
        nargs="?",
        const="",
        help=_(
            "let the laptops of the room’s network in, by a room code: at this computer’s address "
            "there, or at the IPv4 address given"
        ),
    )
    command.add_argument(
        "--browser",
        action="store_true",
        help=_("let browsers into the room, too: the voter’s programs run on this computer"),
    )
    command.add_argument(
        "--ssh",
        action="store_true",
        help=_(
            "only print how learners with a screen reader come in through SSH, once the room has "
            "been started"
        ),
    )


def _add_stuck(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--stuck",
        metavar=_("DURATION"),
        type=span,
        default=STUCK_AFTER,
        help=_("how long a learner is at a step before they count as stuck (5m)"),
    )


def add_summary(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    _add_stuck(command)
    command.add_argument("folder", metavar=_("FOLDER"), type=Path, help=_("a folder"))
    command.set_defaults(run=_summary)


def _summary(options: argparse.Namespace) -> None:
    say(summarise(settings_of(options), options.folder, options.stuck))


def _learners(text: str) -> int:
    return number(text, 1, MOST)


def _train(options: argparse.Namespace) -> None:
    if options.ssh:
        say(recipe(settings_of(options)))
        return
    view = View.SCREEN
    if options.json:
        view = View.JSON
    elif options.linear or not (sys.stdin.isatty() and sys.stdout.isatty()):
        view = View.LINES
    host = options.host
    if options.browser and options.room is None:
        raise Fault(_("--browser goes with --room: browsers need the room’s certificate."))
    if options.room is not None:
        host = check_address(options.room) if options.room else ""
    wanted = Wanted(
        election=options.election,
        learners=options.learners or options.voters,
        seals=not options.no_vote,
        invites_again=options.invite_again,
        language=spoken(),
        host=host,
        port=options.port,
        is_room=options.room is not None,
        view=view,
        missing=options.missing,
        spares=options.spare,
        stuck_after=options.stuck,
        browsers=options.browser,
    )
    train(settings_of(options), wanted)


def add_handouts(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    add_public(command)
    command.add_argument(
        "folder",
        metavar=_("FOLDER"),
        type=Path,
        help=_("a new folder; - prints the text for who listens"),
    )
    command.add_argument(
        "voters",
        nargs="*",
        metavar=_("VOTER"),
        help=_(
            "learners to write one for, by address or number (all those whose account is not "
            "active)"
        ),
    )
    command.add_argument(
        "--large", action="store_true", help=_("in large print, of one or two pages each")
    )
    command.set_defaults(run=_handouts)


def _handouts(options: argparse.Namespace) -> None:
    settings, voters = settings_of(options), options.voters
    if options.folder == STANDARD:
        say(handouts_as_text(settings, voters).rstrip("\n"))
    else:
        say(write_handouts(settings, options.folder, voters, is_large=options.large))
