"""What the commands' arguments have in common: parents, kinds of values, the settings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mock_server.core.durations import read_span
from mock_server.core.errors import Fault

if TYPE_CHECKING:
    from mock_server.core.settings import HashProfile, Settings

LANGUAGES: Final = ("fr", "en")
ARGON2_VARIABLE: Final = "MOCK_PORTAL_ARGON2"
DATABASE_VARIABLE: Final = "MOCK_PORTAL_DATABASE"

Run = Callable[[argparse.Namespace], None]
"""Does a command. Raises :class:`Fault`."""


@dataclass(frozen=True)
class Commands:
    """Where commands are added, and the arguments that several of them share."""

    parsers: argparse._SubParsersAction[argparse.ArgumentParser]
    everywhere: argparse.ArgumentParser
    stored: argparse.ArgumentParser
    public: argparse.ArgumentParser
    opening: argparse.ArgumentParser
    certified: argparse.ArgumentParser

    @classmethod
    def of(cls, parser: argparse.ArgumentParser) -> Commands:
        return cls(
            parser.add_subparsers(
                dest="command", required=True, metavar=_("COMMAND"), title=_("commands")
            ),
            _everywhere(),
            _stored(),
            _public(),
            _opening(),
            _certified(),
        )

    def add(
        self, name: str, text: str, run: Run, *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        parser = self.parsers.add_parser(name, parents=parents, help=text, description=text)
        parser.set_defaults(run=run)
        return parser


def add_language(parser: argparse.ArgumentParser) -> None:
    """Before or after the command; it has been read by the time that it is parsed."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("language of all texts (the locale's, else French)")
    )


def _everywhere() -> argparse.ArgumentParser:
    everywhere = argparse.ArgumentParser(add_help=False)
    add_language(everywhere)
    return everywhere


def _stored() -> argparse.ArgumentParser:
    stored = argparse.ArgumentParser(add_help=False, parents=[_everywhere()])
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
    return stored


def _public() -> argparse.ArgumentParser:
    public = argparse.ArgumentParser(add_help=False)
    public.add_argument(
        "--public-url",
        metavar="URL",
        type=origin,
        help=_("origin that mailed links name (the election's, else the address served)"),
    )
    return public


def _opening() -> argparse.ArgumentParser:
    opening = argparse.ArgumentParser(add_help=False)
    opening.add_argument(
        "--opens-in",
        metavar=_("SPAN"),
        type=span,
        help=_("let the vote open that far from now: 90s, 2m, 1h30m, 3d"),
    )
    return opening


def _certified() -> argparse.ArgumentParser:
    certified = argparse.ArgumentParser(add_help=False)
    certified.add_argument(
        "--smtp-ca",
        metavar=_("FILE"),
        type=Path,
        help=_("who may certify the mail server, in PEM (whom the system trusts)"),
    )
    return certified


def settings_of(options: argparse.Namespace) -> Settings:
    """Raises :class:`Fault`."""
    from mock_server.core.settings import Settings, usual_key_file

    return Settings(
        database=options.database,
        key_file=options.key_file or usual_key_file(options.database),
        public_url=getattr(options, "public_url", None) or "",
        profile=hash_profile(),
    )


def hash_profile() -> HashProfile:
    from mock_server.core.settings import HashProfile

    cost = os.environ.get(ARGON2_VARIABLE)
    try:
        return HashProfile.parse(cost) if cost else HashProfile()
    except ValueError as exc:
        raise Fault(
            _('{name} must read "memory in KiB,passes,lanes", such as 19456,2,1.').format(
                name=ARGON2_VARIABLE
            )
        ) from exc


# --- Kinds of values ------------------------------------------------------------------------


def span(text: str) -> timedelta:
    try:
        return read_span(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a span of time such as 90s, 2m, 1h30m or 3d").format(text=text)
        ) from exc


def origin(text: str) -> str:
    from tui_voter.contract.origins import is_origin

    if not is_origin(text):
        raise argparse.ArgumentTypeError(
            _("{text} is not an origin such as https://portal.example").format(text=text)
        )
    return text.rstrip("/")


def port(text: str) -> int:
    return number(text, 0, 65535)


def endpoint(text: str) -> tuple[str, int]:
    """ "127.0.0.1:9464", "[::1]:9464"."""
    host, colon, after = text.rpartition(":")
    if not colon or not host.strip("[]"):
        raise argparse.ArgumentTypeError(
            _("{text} is not an address such as 127.0.0.1:9464").format(text=text)
        )
    return host.strip("[]"), port(after)


def workers(text: str) -> int:
    return number(text, 1, 64)


def number(text: str, lowest: int, highest: int) -> int:
    if text.isascii() and text.isdecimal() and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(
        _("{text} is not a number from {lowest} to {highest}").format(
            text=text, lowest=lowest, highest=highest
        )
    )
