"""``mock-portal``: the command line."""

from __future__ import annotations

import argparse
import gettext
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

from mock_server.faults import Fault
from mock_server.spans import read_span

if TYPE_CHECKING:
    from mock_server.credentials import HashProfile
    from mock_server.settings import Settings
    from tui_voter.portal.api import ClaimState

DOMAIN: Final = "mock_server"
LOCALE_DIR: Final = Path(__file__).with_name("locale")
LANGUAGES: Final = ("fr", "en")

ARGON2_VARIABLE: Final = "MOCK_PORTAL_ARGON2"
DATABASE_VARIABLE: Final = "MOCK_PORTAL_DATABASE"

DONE, BAD_INPUT = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 2 after one sentence about what is wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak(_language_of(words))
    options = _parser().parse_args(words)
    try:
        with _stopping_on_signals():
            _run(options)
    except Fault as fault:
        sys.stderr.write(f"mock-portal: {fault}\n")
        return BAD_INPUT
    except (_Stopped, KeyboardInterrupt):
        return DONE
    return DONE


# --- Language -----------------------------------------------------------------------------


def _language_of(words: Sequence[str]) -> str:
    """``--lang``, else the locale, else French. Needed before the help can be written."""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        wanted = after if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and wanted in LANGUAGES:
            return wanted
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


def _speak(language: str) -> None:
    """The standard library's own way, which argparse's texts and worker processes follow."""
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


# --- Signals ------------------------------------------------------------------------------


class _Stopped(BaseException):
    """A signal asked for the end: not an error, and nothing's to catch on the way."""


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Let SIGTERM unwind what is under way. A server takes it over while it serves; a
    closed terminal (SIGHUP) is passed on as SIGTERM, so that it ends a server too."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (a handler's signature)
        raise _Stopped

    def pass_on(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (a handler's signature)
        signal.raise_signal(signal.SIGTERM)

    handlers = {"SIGTERM": stop, "SIGHUP": pass_on}
    before = {
        number: signal.signal(number, handler)
        for name, handler in handlers.items()
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- Arguments ----------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mock-portal",
        description=_("A mock election portal for tui-voter. Its elections are fictional."),
        epilog=_examples(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_language(parser)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar=_("COMMAND"), title=_("commands")
    )
    everywhere = argparse.ArgumentParser(add_help=False)
    _add_language(everywhere)
    stored = argparse.ArgumentParser(add_help=False, parents=[everywhere])
    stored.add_argument(
        "--database",
        metavar="URL",
        default=os.environ.get(DATABASE_VARIABLE, "mock-portal.db"),
        help=_("database: a file, or a SQLAlchemy URL (mock-portal.db)"),
    )
    stored.add_argument(
        "--key-file",
        metavar=_("FILE"),
        type=Path,
        help=_("the portal's secret key (beside the database, .key)"),
    )
    public = argparse.ArgumentParser(add_help=False)
    public.add_argument(
        "--public-url",
        metavar="URL",
        type=_origin,
        help=_("origin that mailed links name (the election's, else the address served)"),
    )
    opening = argparse.ArgumentParser(add_help=False)
    opening.add_argument(
        "--opens-in",
        metavar=_("SPAN"),
        type=_span,
        help=_("let the vote open that far from now: 90s, 2m, 1h30m, 3d"),
    )

    def command(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=parents, help=text, description=text)

    init = command("init", _("make a portal's database"), stored, public, opening)
    init.add_argument(
        "--election", metavar=_("FOLDER"), type=Path, help=_("the election (the bundled sample)")
    )
    command("upgrade", _("bring a database to this program's version"), stored)
    serve = command("serve", _("serve the portal"), stored, public)
    serve.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    serve.add_argument(
        "--port", type=_port, default=8000, help=_("port to listen on, 0 for a free one (8000)")
    )
    serve.add_argument(
        "--workers", metavar="N", type=_workers, default=1, help=_("number of processes (1)")
    )
    invite = command("invite", _("queue activation mails"), stored, public)
    invite.add_argument(
        "addresses",
        metavar=_("ADDRESS"),
        nargs="*",
        help=_("voters to invite (all whose account is not active)"),
    )
    mailbox = command("mailbox", _("read queued mails"), stored)
    mailbox.add_argument("address", metavar=_("ADDRESS"), nargs="?", help=_("of this voter only"))
    inbox = command("inbox", _("read claims and requests for assistance"), stored)
    inbox.add_argument("--all", action="store_true", help=_("also those that have an answer"))
    inbox.add_argument(
        "number", metavar=_("NUMBER"), nargs="?", help=_("show this one whole: R-000123, A-000045")
    )
    answer = command("answer", _("answer a claim or a request for assistance"), stored)
    verdict = answer.add_mutually_exclusive_group()
    verdict.add_argument("--accept", action="store_true", help=_("the claim is accepted"))
    verdict.add_argument("--reject", action="store_true", help=_("the claim is rejected"))
    answer.add_argument("number", metavar=_("NUMBER"), help=_("as inbox lists it"))
    answer.add_argument("text", metavar=_("TEXT"), help=_("the answer; - reads standard input"))
    command(
        "demo",
        _("serve the sample election until standard input ends, then leave nothing"),
        everywhere,
        opening,
    )
    return parser


def _add_language(parser: argparse.ArgumentParser) -> None:
    """Before or after the command; :func:`_language_of` has read it by then."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("language of all texts (the locale's, else French)")
    )


def _examples() -> str:
    return _(
        "examples:\n"
        "  mock-portal init --opens-in 2m       the sample election, open in two minutes\n"
        "  mock-portal serve                    on http://127.0.0.1:8000\n"
        "  mock-portal invite                   an activation mail to every voter\n"
        "  mock-portal mailbox camille.dumont@ac-armorique.exemple\n"
        "  mock-portal inbox                    what waits for an answer\n"
        '  mock-portal answer R-000123 --accept "You stand in the roll now."\n'
        "\n"
        "environment:\n"
        "  MOCK_PORTAL_DATABASE   the database, where its URL must not stand in arguments\n"
        "  MOCK_PORTAL_ARGON2     cost of hashing: memory in KiB,passes,lanes (19456,2,1)\n"
        "\n"
        "exit codes: 0 done, or stopped by a signal; 2 bad input, and nothing was changed"
    )


def _span(text: str) -> timedelta:
    try:
        return read_span(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a span of time such as 90s, 2m, 1h30m or 3d").format(text=text)
        ) from exc


def _origin(text: str) -> str:
    from mock_server.addresses import is_origin

    if not is_origin(text):
        raise argparse.ArgumentTypeError(
            _("{text} is not an origin such as https://portal.example").format(text=text)
        )
    return text.rstrip("/")


def _port(text: str) -> int:
    return _number(text, 0, 65535)


def _workers(text: str) -> int:
    return _number(text, 1, 64)


def _number(text: str, lowest: int, highest: int) -> int:
    if text.isascii() and text.isdecimal() and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(
        _("{text} is not a number from {lowest} to {highest}").format(
            text=text, lowest=lowest, highest=highest
        )
    )


# --- Commands -----------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> None:
    """Each command imports what it needs when it is run."""
    if options.command == "demo":
        from mock_server.demo import demo
        from tui_voter.portal.api import Language

        demo(_hash_profile(), options.opens_in, Language(os.environ["LANGUAGE"]))
        return

    from mock_server import commands, desk, versions
    from mock_server.election import SAMPLE

    settings = _settings(options)
    match options.command:
        case "init":
            commands.init(settings, options.election or SAMPLE, options.opens_in)
        case "upgrade":
            versions.upgrade(settings, commands.say)
        case "serve":
            commands.serve(settings, options.host, options.port, options.workers)
        case "invite":
            commands.show_invited(commands.invite(settings, options.addresses))
        case "mailbox":
            commands.show_mailbox(settings, options.address)
        case "inbox" if options.number:
            commands.say(desk.whole(settings, options.number))
        case "inbox":
            commands.say(desk.listing(settings, answered=options.all))
        case "answer":
            state = _verdict(options)
            commands.say(desk.answer(settings, options.number, options.text, state))


def _verdict(options: argparse.Namespace) -> ClaimState | None:
    from tui_voter.portal.api import ClaimState

    if options.accept:
        return ClaimState.ACCEPTED
    return ClaimState.REJECTED if options.reject else None


def _settings(options: argparse.Namespace) -> Settings:
    from mock_server.settings import Settings, usual_key_file

    return Settings(
        database=options.database,
        key_file=options.key_file or usual_key_file(options.database),
        public_url=getattr(options, "public_url", None) or "",
        profile=_hash_profile(),
    )


def _hash_profile() -> HashProfile:
    from mock_server.credentials import HashProfile

    cost = os.environ.get(ARGON2_VARIABLE)
    try:
        return HashProfile.parse(cost) if cost else HashProfile()
    except ValueError as exc:
        raise Fault(
            _('{name} must read "memory in KiB,passes,lanes", such as 19456,2,1.').format(
                name=ARGON2_VARIABLE
            )
        ) from exc
