"""``rehearse`` and ``rehearse-count``: a made-up polling board seals, and counts."""

from __future__ import annotations

import argparse
from gettext import gettext as _

from mock_server.cli.arguments import add_work
from mock_server.training.rehearsal import count_with_made_up_board, seal_with_made_up_board


def add_rehearse(command: argparse.ArgumentParser) -> None:
    text = _("a new folder for keys, passphrases and voting notices")
    add_work(command, seal_with_made_up_board, _("FOLDER"), text)


def add_rehearse_count(command: argparse.ArgumentParser) -> None:
    text = _("the folder of mock-portal rehearse")
    add_work(command, count_with_made_up_board, _("FOLDER"), text)
