"""``mock-portal``: the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pkgutil import resolve_name

from mock_server.core.program import add_language, add_shells, need_portal, run
from tui_voter.contract.arguments import COMPLETION, Parser

AddArguments = Callable[[argparse.ArgumentParser], None]
"""Adds a command's arguments, and names what runs it: ``run``, given what was typed, which
raises :class:`.Fault`, and returns :data:`.FAILED` where a part was not done."""

Commands = dict[str, tuple[str, str]]
"""Each command: what adds its arguments, in which file of this folder; and its purpose."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 2 after one sentence about what is wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)

    def act() -> int | None:
        options = make_parser(words).parse_args(words)
        done: int | None = options.run(options)
        return done

    return run("mock-portal", words, act)


def _commands() -> Commands:
    return _of_the_portal() | _of_the_voters() | _of_the_vote() | _of_a_training()


def _of_the_portal() -> Commands:
    return {
        "init": ("init:add_init", _("create a portal’s database")),
        "upgrade": ("init:add_upgrade", _("upgrade a database to this program’s version")),
        "serve": ("serve:add_serve", _("run the portal")),
        "demo": (
            "demo:add_demo",
            _("run the sample election until standard input ends, then leave nothing behind"),
        ),
        "clock": (
            "clock:add_clock",
            _("read or set the portal’s clock, which decides when the vote opens and closes"),
        ),
        "backup": (
            "backup:add_backup",
            _("write a verified copy, even while the portal is running"),
        ),
        "restore": ("backup:add_restore", _("restore a portal from a backup")),
        "invite": ("mail:add_invite", _("queue activation emails")),
        "mailbox": ("mail:add_mailbox", _("read queued emails")),
        "deliver": (
            "mail:add_deliver",
            _("deliver emails to a mail server or a maildir, until Ctrl+C"),
        ),
        "inbox": ("inbox:add_inbox", _("read claims and requests for assistance")),
        "answer": ("inbox:add_answer", _("answer a claim or a request for assistance")),
    }


def _of_the_voters() -> Commands:
    return {
        "import-voters": ("voters:add_import", _("add the voters of a CSV file, all or none")),
        "export-voters": ("voters:add_export", _("write the voters to a CSV file")),
        "generate-voters": (
            "voters:add_generate",
            _("generate voters, for tests and training"),
        ),
    }


def _of_the_vote() -> Commands:
    return {
        "prepare": ("vote:add_prepare", _("write ballots and rolls for the polling board")),
        "load-seal": (
            "vote:add_load_seal",
            _("load what the polling board has sealed; rolls and lists are final from then on"),
        ),
        "mix": ("vote:add_mix", _("put the ballots that were cast into the urn now")),
        "close-vote": ("count:add_close_vote", _("close the urns once the vote is over")),
        "export-urns": (
            "count:add_export_urns",
            _("write the public urns to files, for the polling board"),
        ),
        "load-share": (
            "count:add_load_share",
            _("load the polling board’s shares; with enough of them, the result"),
        ),
        "rehearse": (
            "rehearse:add_rehearse",
            _("seal the election with a made-up polling board, for training"),
        ),
        "rehearse-count": (
            "rehearse:add_rehearse_count",
            _("close the vote at once, and count it with the made-up polling board"),
        ),
    }


def _of_a_training() -> Commands:
    return {
        "train": (
            "training:add_train",
            _("run a training portal, and show each learner’s progress"),
        ),
        "handouts": (
            "training:add_handouts",
            _("write a page to print for each learner, with their own link"),
        ),
    }


def make_parser(words: Sequence[str]) -> Parser:
    """Of the commands, only what stands in ``words`` is loaded; all, to complete them."""
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
    for name, (place, purpose) in _commands().items():
        command = parsers.add_parser(name, help=purpose, description=purpose)
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
