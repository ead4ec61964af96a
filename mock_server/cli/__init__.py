"""``mock-portal``: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pkgutil import resolve_name
from typing import Final

from mock_server.core.program import add_language, add_shells, need_portal, run
from tui_voter.contract.arguments import COMPLETION, Parser

AddArguments = Callable[[argparse.ArgumentParser], None]
"""Adds a command's arguments, and as ``run`` the function that carries the command out. That takes
what was typed, raises :class:`.Fault`, and returns :data:`.FAILED` if a part was not done."""


def gettext_noop(text: str) -> str:
    """``text`` as it is, marked for the catalogues."""
    return text


COMMANDS: Final = {
    "init": ("init:add_init", gettext_noop("create a portal’s database")),
    "upgrade": ("init:add_upgrade", gettext_noop("upgrade a database to this program’s version")),
    "serve": ("serve:add_serve", gettext_noop("run the portal")),
    "demo": (
        "demo:add_demo",
        gettext_noop(
            "run the sample election until standard input ends, then leave nothing behind"
        ),
    ),
    "clock": (
        "clock:add_clock",
        gettext_noop(
            "read or set the portal’s clock, which decides when the vote opens and closes"
        ),
    ),
    "backup": (
        "backup:add_backup",
        gettext_noop("write a verified copy, even while the portal is running"),
    ),
    "restore": ("backup:add_restore", gettext_noop("restore a portal from a backup")),
    "invite": ("mail:add_invite", gettext_noop("queue activation emails")),
    "mailbox": ("mail:add_mailbox", gettext_noop("read queued emails")),
    "deliver": (
        "mail:add_deliver",
        gettext_noop("deliver emails to a mail server or a maildir, until Ctrl+C"),
    ),
    "inbox": ("inbox:add_inbox", gettext_noop("read claims and requests for assistance")),
    "answer": ("inbox:add_answer", gettext_noop("answer a claim or a request for assistance")),
    "import-voters": (
        "voters:add_import",
        gettext_noop("add the voters of a CSV file, all or none"),
    ),
    "export-voters": ("voters:add_export", gettext_noop("write the voters to a CSV file")),
    "generate-voters": (
        "voters:add_generate",
        gettext_noop("generate voters, for tests and training"),
    ),
    "prepare": ("vote:add_prepare", gettext_noop("write ballots and rolls for the polling board")),
    "load-seal": (
        "vote:add_load_seal",
        gettext_noop(
            "load what the polling board has sealed; rolls and lists are final from then on"
        ),
    ),
    "mix": ("vote:add_mix", gettext_noop("put the ballots that were cast into the urn now")),
    "close-vote": ("count:add_close_vote", gettext_noop("close the urns once the vote is over")),
    "export-urns": (
        "count:add_export_urns",
        gettext_noop("write the public urns to files, for the polling board"),
    ),
    "load-share": (
        "count:add_load_share",
        gettext_noop("load the polling board’s shares; with enough of them, the result"),
    ),
    "rehearse": (
        "rehearse:add_rehearse",
        gettext_noop("seal the election with a made-up polling board, for training"),
    ),
    "rehearse-count": (
        "rehearse:add_rehearse_count",
        gettext_noop("close the vote at once, and count it with the made-up polling board"),
    ),
    "new-election": (
        "election:add_new_election",
        gettext_noop("write the folder of an election of your own, after some questions"),
    ),
    "check-election": (
        "election:add_check_election",
        gettext_noop("tell all mistakes in an election’s folder"),
    ),
    "train": (
        "training:add_train",
        gettext_noop("run a training portal, and show each learner’s progress"),
    ),
    "trouble": (
        "trouble:add_trouble",
        gettext_noop("make trouble on purpose in a training, or undo it"),
    ),
    "handouts": (
        "training:add_handouts",
        gettext_noop("write a page to print for each learner, with their own link"),
    ),
    "summary": (
        "training:add_summary",
        gettext_noop("write what a training came to, and certificates"),
    ),
}
"""Each command, with the function of this folder that adds its arguments, and its purpose. Modules
are loaded when they are needed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 2 after one sentence about what is wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)

    def act() -> int | None:
        options = make_parser(words).parse_args(words)
        done: int | None = options.run(options)
        return done

    return run("mock-portal", words, act)


def make_parser(words: Sequence[str]) -> Parser:
    """The parser of the command line. It loads only the commands that are among ``words``, or all
    of them to complete what is typed."""
    every = any(word.startswith(COMPLETION) for word in words)
    parser = Parser(
        prog="mock-portal",
        description=_("A mock election portal for tui-voter. Its elections are fictional."),
        epilog=_examples(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_language(parser)
    add_shells(parser)
    parsers = parser.add_subparsers(
        dest="command", required=True, metavar=_("COMMAND"), title=_("commands")
    )
    for name, (place, purpose) in COMMANDS.items():
        command = parsers.add_parser(name, help=_(purpose), description=_(purpose))
        if every or name in words:
            need_portal()
            add_language(command)
            add_arguments: AddArguments = resolve_name(f"{__name__}.{place}")
            add_arguments(command)
    return parser


def _examples() -> str:
    return _(
        "examples:\n"
        "  mock-portal init --opens-in 2m       the sample election, opening in two minutes\n"
        "  mock-portal serve                    on http://127.0.0.1:8000\n"
        "  mock-portal invite                   an activation email to every voter\n"
        "  mock-portal mailbox camille.dumont@ac-armorique.exemple\n"
        "  mock-portal deliver smtp://portal@mail.example:587\n"
        "  mock-portal inbox                    requests waiting for an answer\n"
        '  mock-portal answer R-000123 --accept "You are now on the roll."\n'
        "  mock-portal import-voters people.csv\n"
        "  mock-portal backup portal.tar        a verified copy, even while serving\n"
        "  mock-portal train --learners 30      a training room, followed live\n"
        "  mock-portal new-election ours        the folder of an election of your own\n"
        "\n"
        "environment:\n"
        "  MOCK_PORTAL_DATABASE   the database, to keep its URL off the command line\n"
        "  MOCK_PORTAL_ARGON2     cost of hashing: memory in KiB,passes,lanes (19456,2,1)\n"
        "  MOCK_PORTAL_ALTCHA     cost of a proof of work: rounds,tries (1000,8000)\n"
        "  MOCK_PORTAL_SMTP_PASSWORD   the mail server’s password, for deliver\n"
        "\n"
        "exit codes: 0 success, or stopped by a signal; 1 some emails were not delivered;\n"
        "            2 bad input, nothing was changed"
    )
