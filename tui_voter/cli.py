"""The ``tui-voter`` command: what each of its commands does, with the preferences."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_voter import letters, messages
from tui_voter.composition import Presentation, run_demo, run_visit
from tui_voter.contract.arguments import (
    complaint,
    language_of_locale,
    language_of_words,
)
from tui_voter.contract.environment import lines_chosen_by
from tui_voter.machine.config import THEMES, VOICES, Config, ConfigError, change, config_file, load
from tui_voter.messages import gettext as _
from tui_voter.options import make_parser
from tui_voter.transcript import Transcript, TranscriptRefused

if TYPE_CHECKING:
    from tui_voter.contract.rooms import Room

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
    return _speak(options, config, path, proxy)


def _speak(options: argparse.Namespace, config: Config, path: Path, proxy: str) -> int:
    """Run the visit or the demo, in the voice and theme asked for, which are saved first if the
    voter wants."""
    if options.command == "demo" and (lacking := _missing_portal_packages()):
        return _complain(lacking)
    linear = options.linear or wants_linear(config)
    theme = options.theme or config.theme or THEMES[0]
    if options.save:
        try:
            config = change(
                path,
                lambda config: config._replace(
                    language=messages.language(),
                    voice=VOICES[1] if options.linear else VOICES[0],
                    theme=theme,
                ),
            )
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
        bool(lines_chosen_by())
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


def _visit(options: argparse.Namespace, config: Config, voice: Presentation, proxy: str) -> int:
    portal = _origin(options.portal)
    if portal is None:
        return _complain_of_address(options.portal)
    room, refused = _room(options.room)
    if refused:
        return _complain(refused)
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
        _with_transcript(voice, options),
        config,
        portal=portal,
        room=room,
        proxy=proxy,
        authority=authority,
    )


def _room(code: str | None) -> tuple[Room | None, str]:
    """Return the training room of a code, and why the code cannot be used."""
    if code is None:
        return None, ""
    from tui_voter.contract.printed import Mistyped
    from tui_voter.contract.rooms import read_room
    from tui_voter.journeys.entry.room_codes import mistyped_room

    try:
        return read_room(code), ""
    except Mistyped as mistyped:
        return None, mistyped_room(mistyped)


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
    return 0 if forgotten.is_complete and receipts.is_complete else NOT_DONE


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
    from tui_voter.audit.formats import as_json, as_junit
    from tui_voter.audit.report import as_text, report_of
    from tui_voter.audit.run import audit

    screens = audit([options.lang] if options.lang else messages.LANGUAGES)
    report = report_of(screens)
    forms = {"json": as_json, "junit": as_junit}
    if options.format in forms:
        lines = [forms[options.format](report)]
    else:
        lines = [*as_text(report, everything=options.everything)]
    for line in lines:
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
