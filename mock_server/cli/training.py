"""A training: a room's portal, watched; and its hand-outs."""

from __future__ import annotations

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import Commands, number, port, settings_of


def add(commands: Commands) -> None:
    train = commands.add(
        "train",
        _("serve a training's portal, and show how far each learner has come"),
        _train,
        commands.stored,
        commands.public,
    )
    who = train.add_mutually_exclusive_group()
    who.add_argument(
        "--learners",
        metavar="N",
        type=_learners,
        help=_("make a portal for so many made-up learners (10, where there is none)"),
    )
    who.add_argument("--voters", metavar=_("FILE"), type=Path, help=_("or for those of a CSV file"))
    train.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    train.add_argument(
        "--port", type=port, default=8000, help=_("port to listen on, 0 for a free one (8000)")
    )
    how = train.add_mutually_exclusive_group()
    how.add_argument("--linear", action="store_true", help=_("tell what happens line by line"))
    how.add_argument("--json", action="store_true", help=_("tell what happens as JSON lines"))
    handouts = commands.add(
        "handouts",
        _("write a page to print for each learner, with a link of their own"),
        _handouts,
        commands.stored,
        commands.public,
    )
    handouts.add_argument("folder", metavar=_("FOLDER"), type=Path, help=_("a new folder"))
    handouts.add_argument(
        "addresses",
        nargs="*",
        metavar=_("ADDRESS"),
        help=_("learners to write one for (all whose account is not active)"),
    )


def _train(options: argparse.Namespace) -> None:
    from mock_server.training.training import View, Wanted, train
    from tui_voter.contract.shapes import Language

    view = View.SCREEN
    if options.json:
        view = View.JSON
    elif options.linear or not (sys.stdin.isatty() and sys.stdout.isatty()):
        view = View.LINES
    wanted = Wanted(
        count=options.learners,
        file=options.voters,
        language=Language(os.environ["LANGUAGE"]),
        host=options.host,
        port=options.port,
        view=view,
    )
    train(settings_of(options), wanted)


def _handouts(options: argparse.Namespace) -> None:
    from mock_server.core.terminal import say
    from mock_server.training.handouts import write_handouts

    say(write_handouts(settings_of(options), options.folder, options.addresses))


def _learners(text: str) -> int:
    return number(text, 1, 999)
