"""The commands and options of ``tui-voter``, and what their ``--help`` says."""

from __future__ import annotations

import argparse
import re
import textwrap

from tui_voter import __version__, messages
from tui_voter.contract.arguments import Parser, add_completion
from tui_voter.machine.config import THEMES
from tui_voter.messages import gettext as _


def make_parser() -> Parser:
    parser = Parser(
        prog="tui-voter",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_filled(
            _(
                "Open your voter account from the terminal: paste the one-time link from the "
                "email, create your password, choose your challenge question, and follow the "
                "countdown to the vote."
            )
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter demo                  try everything, on this computer only\n"
            "  tui-voter --linear              the same questions, one line at a time\n"
            "  tui-voter --portal https://portal.example\n"
            "                                  the portal that will send you a new link\n"
            "  tui-voter --ca school.pem       on a network with its own certificate authority\n"
            "  tui-voter forget                erase what this computer remembers about you\n"
            "  tui-voter verify receipt.json --urn urn.bel\n"
            "                                  check that your ballot is in the ballot box\n"
            "\n"
            "The link is a secret: paste it into the program, never on the command line.\n"
            "environment: ACCESSIBLE=1 also selects the line-by-line mode,\n"
            "TUI_VOTER_PROXY=URL sets a proxy (--proxy is visible to other users);\n"
            "SSL_CERT_FILE and its like are ignored.\n"
            "exit codes: 0 your account is active and you are signed out,\n"
            "1 you left before that, or something failed, 2 usage error,\n"
            "128+n terminated by signal n"
        ),
    )
    _add_appearance(parser)
    _add_network(parser)
    add_completion(
        parser, _("print what a shell needs to complete commands and options"), (_("FILE"),)
    )
    commands = parser.add_subparsers(dest="command", title=_("commands"), metavar=_("COMMAND"))
    _add_demo(commands)
    _add_forget(commands)
    _add_verify(commands)
    _add_audit(commands)
    return parser


def _add_network(parser: Parser) -> None:
    parser.add_argument(
        "--portal",
        default="",
        metavar="URL",
        help=_("your elections portal, to ask it for a new link"),
    )
    parser.add_argument(
        "--room",
        metavar="CODE",
        help=_("in a training room: the code on the trainer’s screen, or on your sheet"),
    )
    parser.add_argument(
        "--proxy",
        default="",
        metavar="URL",
        help=_("use this proxy (proxies set in the environment are ignored)"),
    )
    parser.add_argument(
        "--ca",
        metavar=_("FILE"),
        help=_(
            "check the portal with the certificate authorities in this PEM file, and with no "
            "others; remembered for each portal that proves its identity so"
        ),
    )


def _add_demo(commands: argparse._SubParsersAction[Parser]) -> None:
    demo = _add_command(
        commands,
        "demo",
        help=_("start a local portal and play a fictional voter"),
        description=_(
            "Play a fictional voter, with a portal that runs only on this computer and leaves "
            "nothing behind."
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter demo                  an account, and the countdown to the vote\n"
            "  tui-voter demo --opens-in 90s   the vote opens while you watch\n"
            "  tui-voter demo --at home        signed in, before the vote\n"
            "  tui-voter demo --at opening     signed in, the voting notice at hand\n"
            "  tui-voter demo --at ballot      your ballots, ready to cast\n"
            "  tui-voter demo --at results     the vote is over: how it was counted"
        ),
    )
    _add_appearance(demo)
    when = demo.add_mutually_exclusive_group()
    when.add_argument(
        "--opens-in",
        type=_duration,
        metavar=_("DURATION"),
        help=_("time until the vote opens: 90s, 2m, 3d"),
    )
    when.add_argument(
        "--at",
        choices=("home", "opening", "ballot", "results"),
        help=_(
            "begin signed in: before the vote, as it opens, at your ballots, or once it is counted"
        ),
    )


def _add_forget(commands: argparse._SubParsersAction[Parser]) -> None:
    forget = _add_command(
        commands,
        "forget",
        help=_("erase what this computer remembers about you"),
        description=_(
            "Erase your portal, email address and password from the system’s keyring, along "
            "with your preferences and known portals, then say what was erased. With a "
            "portal’s address, erase that portal only."
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter forget\n"
            "  tui-voter forget https://portal.example\n"
            "\n"
            "exit codes: 0 everything was erased, 1 something is left: the keyring is locked\n"
            "or not responding"
        ),
    )
    forget.add_argument(
        "named", nargs="?", default="", metavar="URL", help=_("a portal, to erase it alone")
    )
    _add_display(forget)


def _add_verify(commands: argparse._SubParsersAction[Parser]) -> None:
    verify = _add_command(
        commands,
        "verify",
        help=_("check a receipt, an opened ballot or a whole ballot box"),
        description=_(
            "Check that the ballot of a receipt is in the ballot box, that an opened ballot "
            "holds what it says or, without either, everything in a ballot box, with the "
            "count. This needs no account and no network: only the files."
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter verify receipt.json --urn urn.bel\n"
            "                          is my ballot there? takes seconds\n"
            "  tui-voter verify --urn urn.bel\n"
            "                          check every ballot and count again: about two\n"
            "                          minutes for 10,000 ballots\n"
            "  tui-voter verify --urn urn.bel --older yesterday.bel\n"
            "                          was anything removed or altered since?\n"
            "  tui-voter verify opened-ballot.json --urn urn.bel\n"
            "                          does the ballot hold what I chose?\n"
            "\n"
            "Anybody can download the ballot box from the portal’s page of results, then its\n"
            "log of replaced voting codes, which is read from urn.log beside urn.bel.\n"
            "exit codes: 0 everything holds, 1 something does not, or could not be checked\n"
            "yet, 2 usage error or a file that cannot be read, 130 stopped by Ctrl+C"
        ),
    )
    verify.add_argument(
        "paper",
        nargs="?",
        default="",
        metavar=_("FILE"),
        help=_("a receipt or an opened ballot that tui-voter saved"),
    )
    urn = _(
        "the ballot box, as the portal publishes it; without this, the one beside the receipt "
        "or opened ballot"
    )
    older = _("an older copy, with which the ballot box must begin")
    for option, text in (("--urn", urn), ("--older", older)):
        verify.add_argument(option, default="", metavar=_("FILE"), help=text)
    _add_display(verify)


def _add_audit(commands: argparse._SubParsersAction[Parser]) -> None:
    audit = _add_command(
        commands,
        "audit",
        help=_("check the accessibility of every screen"),
        description=_(
            "Visit the demo’s portal as voters in every situation do, and check each form, "
            "menu, list and page in full-screen and line-by-line modes. The verdict comes "
            "first, then each fault: screen, rule, place, and what was found there; then how "
            "many of the clauses of EN 301 549 that concern software are met, and why some "
            "are not. Nothing of yours is read or changed. This takes some minutes."
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter audit                    all languages\n"
            "  tui-voter audit --lang fr          one of them\n"
            "  tui-voter audit --all > audit.txt  everything, into a file; the terminal\n"
            "                                     still shows how far it is\n"
            "  tui-voter audit --format junit > audit.xml   for a build server\n"
            "\n"
            "exit codes: 0 no faults, 1 faults found, 2 usage error"
        ),
    )
    _add_display(audit)
    audit.add_argument(
        "--all",
        dest="everything",
        action="store_true",
        help=_("report each clause, each rule and each screen as well"),
    )
    audit.add_argument(
        "--format",
        choices=("text", "json", "junit"),
        default="text",
        help=_("how the report is written: json and junit have all of it, for other programs"),
    )


def _add_command(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    *,
    help: str,  # noqa: A002 as argparse names it
    description: str,
    epilog: str,
) -> Parser:
    return commands.add_parser(
        name,
        help=help,
        description=_filled(description),
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_display(command: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add the options of every command. Commands that only print lines accept ``--linear`` without
    effect."""
    command.add_argument(
        "--version",
        action="version",
        version=f"tui-voter {__version__}",
        help=_("show the program’s version and exit"),
    )
    display = command.add_argument_group(_("display"))
    display.add_argument(
        "--linear", action="store_true", help=_("line by line, for screen readers and braille")
    )
    display.add_argument("--lang", choices=messages.LANGUAGES, help=_("language of all texts"))
    return display


def _add_appearance(command: argparse.ArgumentParser) -> None:
    """Add the options of commands that speak in either voice."""
    display = _add_display(command)
    display.add_argument("--theme", choices=THEMES, help=_("full-screen theme"))
    display.add_argument(
        "--save", action="store_true", help=_("remember the language, mode and theme for next time")
    )
    display.add_argument(
        "--transcript",
        metavar=_("FILE"),
        help=_("record everything spoken or shown in a new file, with secrets masked"),
    )


def _filled(text: str) -> str:
    return textwrap.fill(text, 79)


def _duration(text: str) -> str:
    if not re.fullmatch(r"(\d{1,5}[dhms])+", text):
        raise argparse.ArgumentTypeError(
            _("{text} is not a valid duration, e.g. 90s, 2m or 3d.").format(text=text)
        )
    return text
