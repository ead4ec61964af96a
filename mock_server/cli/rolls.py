"""The voters: imported, exported, and made up."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from mock_server.cli.arguments import Commands, number, settings_of


def add(commands: Commands) -> None:
    imported = commands.add(
        "import-voters",
        _("add the voters of a CSV file, all or none"),
        _import,
        commands.stored,
    )
    imported.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        help=_("with the columns of an election's voters.csv; - reads standard input"),
    )
    imported.add_argument(
        "--update",
        action="store_true",
        help=_("update the voters who are in the portal already; their accounts stay"),
    )
    exported = commands.add(
        "export-voters", _("write the voters to a CSV file"), _export, commands.stored
    )
    _add_target(exported)
    generated = commands.add(
        "generate-voters",
        _("make up voters, for tests and trainings"),
        _generate,
        commands.everywhere,
    )
    generated.add_argument("count", metavar="N", type=_count, help=_("how many"))
    _add_target(generated)
    generated.add_argument(
        "--seed",
        metavar="S",
        type=_seed,
        default=0,
        help=_("the same seed makes the same voters (0)"),
    )
    generated.add_argument(
        "--election",
        metavar=_("FOLDER"),
        type=Path,
        help=_("the election whose ballots they have (the bundled sample)"),
    )


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        nargs="?",
        default=Path("-"),
        help=_("a new file (standard output)"),
    )


def _count(text: str) -> int:
    return number(text, 1, 10_000_000)


def _seed(text: str) -> int:
    return number(text, 0, 2**63 - 1)


def _import(options: argparse.Namespace) -> None:
    import sys

    from mock_server.core.terminal import say
    from mock_server.voter_files.importer import import_voters
    from mock_server.voter_files.progress_bar import shown_on

    done = import_voters(
        settings_of(options),
        options.file,
        update_known=options.update,
        progress=shown_on(sys.stderr, options.file),
    )
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


def _export(options: argparse.Namespace) -> None:
    from mock_server.voter_files.exporter import export_voters

    _tell(export_voters(settings_of(options), options.file), options.file)


def _generate(options: argparse.Namespace) -> None:
    from mock_server.election.folder import SAMPLE
    from mock_server.voter_files.generator import generate_voters

    count = generate_voters(
        options.election or SAMPLE, options.file, options.count, seed=options.seed
    )
    _tell(count, options.file)


def _tell(count: int, file: Path) -> None:
    """How many were written; not into the midst of them."""
    from mock_server.core.terminal import say
    from mock_server.election.voters_csv import STANDARD

    if file != STANDARD:
        say(
            ngettext("{count} voter is in {path}.", "{count} voters are in {path}.", count).format(
                count=count, path=file
            )
        )
