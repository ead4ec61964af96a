"""What voters have sent: read, and answered."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from mock_server.cli.arguments import Commands, settings_of

if TYPE_CHECKING:
    from tui_voter.contract.shapes import ClaimState


def add(commands: Commands) -> None:
    inbox = commands.add(
        "inbox", _("read claims and requests for assistance"), _inbox, commands.stored
    )
    inbox.add_argument("--all", action="store_true", help=_("also those that have an answer"))
    inbox.add_argument(
        "number", metavar=_("NUMBER"), nargs="?", help=_("show this one whole: R-000123, A-000045")
    )
    answer = commands.add(
        "answer", _("answer a claim or a request for assistance"), _answer, commands.stored
    )
    verdict = answer.add_mutually_exclusive_group()
    verdict.add_argument("--accept", action="store_true", help=_("the claim is accepted"))
    verdict.add_argument("--reject", action="store_true", help=_("the claim is rejected"))
    answer.add_argument("number", metavar=_("NUMBER"), help=_("as inbox lists it"))
    answer.add_argument("text", metavar=_("TEXT"), help=_("the answer; - reads standard input"))


def _inbox(options: argparse.Namespace) -> None:
    from mock_server.cli import desk
    from mock_server.core import terminal

    settings = settings_of(options)
    if options.number:
        terminal.say(desk.whole(settings, options.number))
    else:
        terminal.say(desk.listing(settings, answered=options.all))


def _answer(options: argparse.Namespace) -> None:
    from mock_server.cli import desk
    from mock_server.core import terminal

    settings = settings_of(options)
    terminal.say(desk.answer(settings, options.number, options.text, _verdict(options)))


def _verdict(options: argparse.Namespace) -> ClaimState | None:
    from tui_voter.contract.shapes import ClaimState

    if options.accept:
        return ClaimState.ACCEPTED
    return ClaimState.REJECTED if options.reject else None
