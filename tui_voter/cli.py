"""The ``tui-voter`` command: arguments and preferences."""

from __future__ import annotations

import argparse
import gettext
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tui_voter import __version__, letters, messages
from tui_voter.composition import Presentation, run_demo, run_visit
from tui_voter.contract.arguments import (
    Parser,
    add_completion,
    complaint,
    language_of_locale,
    language_of_words,
)
from tui_voter.machine.config import THEMES, VOICES, Config, ConfigError, config_file, load, save
from tui_voter.messages import gettext as _
from tui_voter.transcript import Transcript, TranscriptRefused

NOT_DONE = 1
USAGE_ERROR = 2
INTERRUPTED = 130
LINK_PATHS = ("/activation/", "/recovery/")
"""The paths of emailed links. An argument with one is refused before argparse, which would repeat
the secret link in its error."""
PROXY_VARIABLE = "TUI_VOTER_PROXY"
"""The environment variable for a proxy's address with a password: arguments are visible to all
users."""
STEERS_TLS = (
    "SSLKEYLOGFILE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NIX_SSL_CERT_FILE",
    "OPENSSL_CONF",
    "OPENSSL_CONF_INCLUDE",
    "OPENSSL_MODULES",
    "OPENSSL_ENGINES",
)
"""The variables by which OpenSSL logs each connection's keys, trusts other authorities than the
system's, and loads other settings and code. They are removed; a voter who wants another authority
has ``--ca``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program. Returns the exit code: 0 if the voter was signed in and is signed out, 1 if
    they left before that or something failed, 2 for a usage error, 128+n for a signal."""
    proxy = _clean_environment()
    letters.suit(sys.stdout)
    letters.suit(sys.stderr)
    arguments = list(sys.argv[1:] if argv is None else argv)
    messages.use(_language(arguments, Config()))
    path = config_file()
    config, broken = _preferences(path)
    if lacking := messages.use(_language(arguments, config), plain=_language((), config)):
        _complain(lacking)
    translate_argparse()
    if any(part in argument for argument in arguments for part in LINK_PATHS):
        return _complain(
            _("A link is a secret: start tui-voter without it, then paste it into the program.")
        )
    options = make_parser().parse_args(arguments)
    if options.command == "forget":
        return _forget(options.named, config, path)
    if options.command == "audit":
        return _audit(options)
    if options.command == "verify":
        return _verify(options)
    if broken:
        return _complain(broken)
    if options.command == "demo" and (lacking := _missing_portal_packages()):
        return _complain(lacking)
    linear = options.linear or wants_linear(config)
    theme = options.theme or config.theme or THEMES[0]
    if options.save:
        config = config._replace(
            language=messages.language(),
            voice=VOICES[1] if options.linear else VOICES[0],
            theme=theme,
        )
        try:
            save(config, path)
        except ConfigError as error:
            return _complain(str(error))
        messages.use(messages.language())  # the next start speaks it without --lang
    letters.suit(sys.stdout, lines=linear)
    letters.suit(sys.stderr, lines=linear)
    voice = Presentation(linear, theme)
    try:
        if options.command == "demo":
            return run_demo(
                _with_transcript(voice, options),
                opens_in=options.opens_in or "",
                at=options.at or "",
            )
        return _visit(options, config, voice, options.proxy or proxy)
    except TranscriptRefused as refused:
        return _complain(str(refused))


def _missing_portal_packages() -> str:
    from tui_voter.contract.extra import how_to_add_portal

    command = how_to_add_portal()
    return command and _(
        "The portal’s packages are not installed; to install them: {command}"
    ).format(command=command)


def _clean_environment() -> str:
    """Remove the variables that control TLS, before OpenSSL is loaded, and keep child processes
    from importing modules of the current folder. Returns the proxy's address, which is removed as
    well: child processes do not need it."""
    for name in STEERS_TLS:
        os.environ.pop(name, None)
    os.environ["PYTHONSAFEPATH"] = "1"
    return os.environ.pop(PROXY_VARIABLE, "")


def _with_transcript(voice: Presentation, options: argparse.Namespace) -> Presentation:
    """Return ``voice`` with the requested transcript, if any. Raises TranscriptRefused."""
    if not options.transcript:
        return voice
    return voice._replace(
        transcript=Transcript(options.transcript, lambda: datetime.now().astimezone())
    )


def _preferences(path: Path) -> tuple[Config, str]:
    """Return the preferences and what is wrong with them. Broken ones are not fatal, as ``forget``
    can erase them."""
    try:
        return load(path), ""
    except ConfigError as error:
        return Config(), str(error)


def wants_linear(config: Config) -> bool:
    """Tell whether to use the linear voice if the command line does not say."""
    return (
        os.environ.get("ACCESSIBLE", "") not in ("", "0")
        or os.environ.get("TERM", "") in ("", "dumb")
        or config.voice == VOICES[1]
        or not (sys.stdin.isatty() and sys.stdout.isatty())
    )


def _complain(sentence: str) -> int:
    """Report a usage error. Control characters in repeated arguments are made harmless."""
    from tui_voter.contract.text import shown  # late: rarely needed

    error = complaint("tui-voter", shown(sentence))
    print(letters.fitted(error, sys.stderr), file=sys.stderr)  # noqa: T201 where complaints go
    return USAGE_ERROR


def _language(arguments: Sequence[str], config: Config) -> str:
    """Return the language of ``--lang``, else of the preferences, else of the locale, else
    French."""
    return language_of_words(arguments) or config.language or language_of_locale()


def translate_argparse() -> None:
    """Have argparse, which uses gettext's default domain, speak the program's language."""
    os.environ["LANGUAGE"] = messages.language()
    gettext.bindtextdomain("argparse", str(messages.LOCALE_DIR))
    gettext.textdomain("argparse")


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
    parser.add_argument(
        "--portal",
        default="",
        metavar="URL",
        help=_("your elections portal, to ask it for a new link"),
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
    add_completion(
        parser, _("print what a shell needs to complete commands and options"), (_("FILE"),)
    )
    commands = parser.add_subparsers(dest="command", title=_("commands"), metavar=_("COMMAND"))
    demo = commands.add_parser(
        "demo",
        help=_("start a local portal and play a fictional voter"),
        description=_filled(
            _(
                "Play a fictional voter, with a portal that runs only on this computer and leaves "
                "nothing behind."
            )
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter demo                  an account, and the countdown to the vote\n"
            "  tui-voter demo --opens-in 90s   the vote opens while you watch\n"
            "  tui-voter demo --at opening     an account, then vote and check your receipt\n"
            "  tui-voter demo --at results     the vote is over: how it was counted"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
        choices=("opening", "results"),
        help=_("begin when the vote has just opened, or once it has been counted"),
    )
    forget = commands.add_parser(
        "forget",
        help=_("erase what this computer remembers about you"),
        description=_filled(
            _(
                "Erase your portal, email address and password from the system’s keyring, along "
                "with your preferences and known portals, then say what was erased. With a "
                "portal’s address, erase that portal only."
            )
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter forget\n"
            "  tui-voter forget https://portal.example\n"
            "\n"
            "exit codes: 0 everything was erased, 1 something is left: the keyring is locked\n"
            "or not responding"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    forget.add_argument(
        "named", nargs="?", default="", metavar="URL", help=_("a portal, to erase it alone")
    )
    _add_display(forget)
    _add_verify(commands)
    audit = commands.add_parser(
        "audit",
        help=_("check the accessibility of every screen"),
        description=_filled(
            _(
                "Visit the demo’s portal as voters in every situation do, and check each form, "
                "menu, list and page in full-screen and line-by-line modes. The verdict comes "
                "first, then each fault: screen, rule, place, and what was found there; then how "
                "many of the clauses of EN 301 549 that concern software are met, and why some "
                "are not. Nothing of yours is read or changed. This takes about three minutes."
            )
        ),
        epilog=_(
            "examples:\n"
            "  tui-voter audit                    both languages\n"
            "  tui-voter audit --lang fr          one of them\n"
            "  tui-voter audit --all > audit.txt  everything, into a file; the terminal\n"
            "                                     still shows how far it is\n"
            "\n"
            "exit codes: 0 no faults, 1 faults found, 2 usage error"
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_display(audit)
    audit.add_argument(
        "--all",
        dest="everything",
        action="store_true",
        help=_("report each clause, each rule and each screen as well"),
    )
    return parser


def _add_verify(commands: argparse._SubParsersAction[Parser]) -> None:
    verify = commands.add_parser(
        "verify",
        help=_("check a receipt, an opened ballot or a whole ballot box"),
        description=_filled(
            _(
                "Check that the ballot of a receipt is in the ballot box, that an opened ballot "
                "holds what it says or, without either, everything in a ballot box, with the "
                "count. This needs no account and no network: only the files."
            )
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
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument(
        "paper",
        nargs="?",
        default="",
        metavar=_("FILE"),
        help=_("a receipt or an opened ballot that tui-voter saved"),
    )
    verify.add_argument(
        "--urn",
        default="",
        metavar=_("FILE"),
        help=_(
            "the ballot box, as the portal publishes it; without this, the one beside the receipt "
            "or opened ballot"
        ),
    )
    verify.add_argument(
        "--older",
        default="",
        metavar=_("FILE"),
        help=_("an older copy, with which the ballot box must begin"),
    )
    _add_display(verify)


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


def _visit(options: argparse.Namespace, config: Config, voice: Presentation, proxy: str) -> int:
    portal = _origin(options.portal)
    if portal is None:
        return _complain_of_address(options.portal)
    if "@" in options.proxy:
        return _complain(
            _(
                "A password on the command line is visible to other users: put the proxy’s "
                "address in the environment variable {name} instead."
            ).format(name=PROXY_VARIABLE)
        )
    if proxy and not _is_proxy(proxy):
        return _complain(
            _("{url} is not the address of a proxy, e.g. http://proxy.example:3128.").format(
                url=options.proxy or PROXY_VARIABLE
            )
        )
    authority, refused = _authority(options.ca)
    if refused:
        return _complain(refused)
    return run_visit(
        _with_transcript(voice, options), config, portal=portal, proxy=proxy, authority=authority
    )


def _authority(named: str | None) -> tuple[str, str]:
    """Return the certificate file that an argument names, "" for none, and why it cannot be
    used."""
    if named is None:
        return "", ""
    from tui_voter.contract.errors import PortalUntrusted
    from tui_voter.portal.trust import authorities_of

    file = str(Path(named).absolute())
    try:
        authorities_of(file)
    except PortalUntrusted as refused:
        from tui_voter.journeys.shared.trust import authority_refused

        return "", authority_refused(refused)
    return file, ""


def _origin(address: str) -> str | None:
    """Return the origin of the portal that an argument names, "" for none; None if it is not
    valid."""
    if not address:
        return ""
    from tui_voter.contract.link_faults import LinkRefused
    from tui_voter.portal.hygiene import check_origin

    try:
        return check_origin(address)
    except LinkRefused:
        return None


def _complain_of_address(address: str) -> int:
    return _complain(
        _("{url} is not the address of a portal, e.g. https://portal.example.").format(url=address)
    )


def _forget(named: str, config: Config, path: Path) -> int:
    from tui_voter.machine.forget import forget, forget_ballots, forget_portal
    from tui_voter.machine.receipts import LocalBallots, ballots_folder
    from tui_voter.machine.vault import KeyringVault

    portal = _origin(named)
    if portal is None:
        return _complain_of_address(named)
    if portal:
        forgotten = forget_portal(config, path, KeyringVault(), portal)
    else:
        forgotten = forget(config, path, KeyringVault())
    receipts = forget_ballots(LocalBallots(ballots_folder()), portal)
    for sentence in (*forgotten.told, *receipts.told):
        print(letters.fitted(sentence, sys.stdout))  # noqa: T201 the answer to the command
    return 0 if forgotten.wholly and receipts.wholly else NOT_DONE


def _verify(options: argparse.Namespace) -> int:
    from tui_voter.contract.text import shown
    from tui_voter.verifying.command import Named, verify
    from tui_voter.verifying.outcomes import Fault, Unusable

    def say(sentence: str) -> None:
        print(letters.fitted(shown(sentence), sys.stdout), flush=True)  # noqa: T201 the answer to the command

    def complain(sentence: str) -> None:
        print(letters.fitted(shown(sentence), sys.stderr), file=sys.stderr)  # noqa: T201 where complaints go

    try:
        verify(Named(options.paper, options.urn, options.older), say, complain)
    except Fault as fault:
        complain(str(fault))
        return NOT_DONE
    except Unusable as unusable:
        return _complain(str(unusable))
    except KeyboardInterrupt:
        complain(_("Stopped before the end: nothing has been established."))
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    return 0


def _audit(options: argparse.Namespace) -> int:
    if lacking := _missing_portal_packages():
        return _complain(lacking)
    from tui_voter.audit.report import as_text, report_of
    from tui_voter.audit.run import audit

    screens = audit([options.lang] if options.lang else messages.LANGUAGES)
    report = report_of(screens)
    for line in as_text(report, everything=options.everything):
        print(line)  # noqa: T201 the answer to the command
    return NOT_DONE if report.faults else 0


def _is_proxy(text: str) -> bool:
    from httpx import URL, InvalidURL  # late: only needed with a proxy

    try:
        url = URL(text)
    except (InvalidURL, ValueError):
        return False
    return (
        all("!" <= c <= "~" for c in text)
        and url.scheme in ("http", "https")
        and bool(url.host)
        and url.port in (None, *range(1, 65_536))
    )
