"""The portal itself: made, brought up to date, served; and the demonstration."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import Commands, endpoint, hash_profile, port, settings_of, workers


def add(commands: Commands) -> None:
    init = commands.add(
        "init",
        _("make a portal's database"),
        _init,
        commands.stored,
        commands.public,
        commands.opening,
    )
    init.add_argument(
        "--election", metavar=_("FOLDER"), type=Path, help=_("the election (the bundled sample)")
    )
    commands.add(
        "upgrade", _("bring a database to this program's version"), _upgrade, commands.stored
    )
    serve = commands.add(
        "serve",
        _("serve the portal"),
        _serve,
        commands.stored,
        commands.public,
        commands.certified,
    )
    serve.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    serve.add_argument(
        "--port", type=port, default=8000, help=_("port to listen on, 0 for a free one (8000)")
    )
    serve.add_argument(
        "--workers", metavar="N", type=workers, default=1, help=_("number of processes (1)")
    )
    serve.add_argument(
        "--log",
        choices=("text", "json"),
        help=_("write a line for each request to standard error, without personal data"),
    )
    serve.add_argument(
        "--metrics",
        metavar=_("HOST:PORT"),
        nargs="?",
        const=("127.0.0.1", 9464),
        type=endpoint,
        help=_("answer Prometheus there, at /metrics (127.0.0.1:9464)"),
    )
    serve.add_argument(
        "--deliver",
        metavar="URL",
        default="",
        help=_("deliver mails too, as mock-portal deliver URL does (mails stay in the mailbox)"),
    )
    serve.add_argument(
        "--training",
        action="store_true",
        help=_(
            "for a training room only: show everybody all mails, links included, at /mailbox; "
            "note how far each learner has come"
        ),
    )
    commands.add(
        "demo",
        _("serve the sample election until standard input ends, then leave nothing"),
        _demo,
        commands.everywhere,
        commands.opening,
    )


def _init(options: argparse.Namespace) -> None:
    from mock_server.cli import commands
    from mock_server.election.folder import SAMPLE

    commands.init(settings_of(options), options.election or SAMPLE, options.opens_in)


def _upgrade(options: argparse.Namespace) -> None:
    from mock_server.core import terminal
    from mock_server.db import versions

    versions.upgrade(settings_of(options), terminal.say)


def _serve(options: argparse.Namespace) -> None:
    from mock_server.cli import commands
    from mock_server.core.settings import JournalForm

    settings = replace(
        settings_of(options),
        journal=JournalForm(options.log) if options.log else None,
        training=options.training,
        deliver_to=options.deliver,
        smtp_ca=options.smtp_ca,
    )
    commands.serve(settings, options.host, options.port, options.workers, options.metrics)


def _demo(options: argparse.Namespace) -> None:
    from mock_server.cli.demo import demo
    from tui_voter.contract.shapes import Language

    demo(hash_profile(), options.opens_in, Language(os.environ["LANGUAGE"]))
