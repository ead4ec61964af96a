"""``rehearse`` and ``rehearse-count``: a made-up polling board seals, and counts."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import add_stored, settings_of
from mock_server.core.terminal import say
from mock_server.training.rehearsal import count_with_made_up_board, seal_with_made_up_board


def add_rehearse(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "folder",
        metavar=_("FOLDER"),
        type=Path,
        help=_("a new folder for keys, passphrases and voting notices"),
    )
    command.set_defaults(run=_rehearse)


def _rehearse(options: argparse.Namespace) -> None:
    seal_with_made_up_board(settings_of(options), options.folder, say)


def add_rehearse_count(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "folder", metavar=_("FOLDER"), type=Path, help=_("the folder of mock-portal rehearse")
    )
    command.set_defaults(run=_rehearse_count)


def _rehearse_count(options: argparse.Namespace) -> None:
    count_with_made_up_board(settings_of(options), options.folder, say)
