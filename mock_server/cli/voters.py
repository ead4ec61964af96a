"""``import-voters``, ``export-voters`` and ``generate-voters``: voters in CSV files."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from mock_server.cli.arguments import add_stored, number, settings_of
from mock_server.core.csv_files import STANDARD
from mock_server.core.terminal import say
from mock_server.election.folder import SAMPLE
from mock_server.voter_files.exporter import export_voters
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import import_voters
from mock_server.voter_files.progress_bar import shown_on


def add_import(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        help=_("with the columns of an election’s voters.csv; - reads standard input"),
    )
    command.add_argument(
        "--update",
        action="store_true",
        help=_("also update voters who are already in the portal; their accounts are kept"),
    )
    command.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> None:
    with shown_on(sys.stderr, options.file) as progress:
        done = import_voters(
            settings_of(options), options.file, update_known=options.update, progress=progress
        )
    for remark in done.remarks:
        say(remark)
    say(
        ngettext("{count} voter was added.", "{count} voters were added.", done.added).format(
            count=done.added
        )
    )
    if options.update:
        say(
            ngettext(
                "{count} voter was updated.", "{count} voters were updated.", done.updated
            ).format(count=done.updated)
        )


def add_export(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    _add_target(command)
    command.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> None:
    _tell(export_voters(settings_of(options), options.file), options.file)


def add_generate(command: argparse.ArgumentParser) -> None:
    command.add_argument("count", metavar="N", type=_count, help=_("how many"))
    _add_target(command)
    command.add_argument(
        "--seed",
        metavar="S",
        type=_seed,
        default=0,
        help=_("the same seed generates the same voters (0)"),
    )
    command.add_argument(
        "--election",
        metavar=_("FOLDER"),
        type=Path,
        default=SAMPLE,
        help=_("the election they vote in (the bundled sample)"),
    )
    command.set_defaults(run=_generate)


def _count(text: str) -> int:
    return number(text, 1, 10_000_000)


def _seed(text: str) -> int:
    return number(text, 0, 2**63 - 1)


def _generate(options: argparse.Namespace) -> None:
    count = generate_voters(options.election, options.file, options.count, seed=options.seed)
    _tell(count, options.file)


# --- The target of the commands that write ----------------------------------------------------


def _add_target(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        nargs="?",
        default=STANDARD,
        help=_("a new file (standard output)"),
    )


def _tell(count: int, file: Path) -> None:
    """Say how many voters were written, unless they were written to standard output."""
    if file != STANDARD:
        say(
            ngettext(
                "{path} contains {count} voter.", "{path} contains {count} voters.", count
            ).format(count=count, path=file)
        )
