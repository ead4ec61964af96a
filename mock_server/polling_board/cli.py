"""``polling-board``: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Final

from mock_server.core.program import DONE, FAILED, add_language, add_shells, need_portal, run
from tui_voter.contract.arguments import Parser
from tui_voter.machine.hardening import leave_no_core

PROGRAM: Final = "polling-board"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 2 after one sentence about what is wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)

    def act() -> int:
        leave_no_core()
        options = make_parser().parse_args(words)
        need_portal()  # or keys could be made that cannot be used
        options.run(options)
        return DONE

    return run(PROGRAM, words, act, stopped=FAILED)


def make_parser() -> Parser:
    parser = Parser(
        prog=PROGRAM,
        description=_("The polling board’s keys, voting codes and shares of the count."),
        epilog=_examples(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_language(parser)
    add_shells(parser)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar=_("COMMAND"), title=_("commands")
    )
    _add_keys(_command(commands, "keys", _("make the keys of the board’s members")))
    _add_seal(
        _command(
            commands,
            "seal",
            _("seal the elections, and write the voting notices and the portal’s package"),
        )
    )
    _add_share(
        _command(commands, "share", _("check closed urns, and make a member’s share of the count"))
    )
    return parser


def _command(commands: argparse._SubParsersAction[Parser], name: str, purpose: str) -> Parser:
    command = commands.add_parser(name, help=purpose, description=purpose)
    add_language(command)
    return command


# --- The commands, which import what they need when they are run -------------------------------


def _add_keys(command: Parser) -> None:
    _add_folder(command)
    command.add_argument(
        "--members",
        metavar=_("BOARD"),
        help=_(
            "groups of members, all of which are needed: how many of them, a colon, their names "
            "(1: president, secretary; 2: delegate 1, delegate 2, delegate 3, delegate 4)"
        ),
    )
    _add_rehearsal(command)
    command.set_defaults(run=_keys)


def _keys(options: argparse.Namespace) -> None:
    from mock_server.polling_board.keys import make_keys
    from mock_server.polling_board.members import read_board, usual_board

    board = usual_board() if options.members is None else read_board(options.members)
    make_keys(options.folder, board, options.passphrases)


def _add_seal(command: Parser) -> None:
    _add_folder(command)
    command.set_defaults(run=_seal)


def _seal(options: argparse.Namespace) -> None:
    from mock_server.polling_board.sealing import seal

    seal(options.folder)


def _add_share(command: Parser) -> None:
    command.add_argument("key", metavar=_("KEYFILE"), type=Path, help=_("the member’s key"))
    command.add_argument(
        "urns",
        metavar=_("URN"),
        type=Path,
        nargs="+",
        help=_(
            "closed urns as the portal publishes them, with the log of each beside it; each share "
            "is written beside its urn"
        ),
    )
    _add_rehearsal(command)
    command.set_defaults(run=_share)


def _share(options: argparse.Namespace) -> None:
    from mock_server.polling_board.shares import make_shares

    make_shares(options.key, options.urns, options.passphrases)


def _add_folder(command: Parser) -> None:
    command.add_argument(
        "folder",
        metavar=_("FOLDER"),
        type=Path,
        help=_("the election’s folder, that of mock-portal prepare"),
    )


def _add_rehearsal(command: Parser) -> None:
    command.add_argument(
        "--passphrases",
        metavar=_("FILE"),
        type=Path,
        help=_("for rehearsals only: a passphrase per line, in the members’ order"),
    )


def _examples() -> str:
    return _(
        "The portal never has a key, and the board never needs the portal’s database:\n"
        "best run it on a computer without a network. The elections are fictional.\n"
        "\n"
        "an election, in this order:\n"
        "  mock-portal prepare vote             the portal writes ballots and rolls\n"
        "  polling-board keys vote              each member types a passphrase, twice\n"
        "  polling-board seal vote              codes, notices, the portal’s package\n"
        "  mock-portal load-seal vote           the portal takes it, nothing changes\n"
        "  polling-board share 1-president.key urns/*.bel\n"
        "                                       after the closing, each member needed\n"
        "  mock-portal load-share urns/*.share-*.json\n"
        "\n"
        "exit codes: 0 success; 1 stopped before it was done, nothing was made;\n"
        "            2 bad input, nothing was changed"
    )
