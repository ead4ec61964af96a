"""What the commands share: options, types of values, the settings."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import timedelta
from gettext import gettext as _
from ipaddress import ip_network
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.origins import public_origin
from mock_server.core.settings import (
    USUAL_HOST,
    USUAL_PORT,
    HashProfile,
    Network,
    Settings,
    WorkCost,
    usual_database,
    usual_key_file,
)
from mock_server.core.terminal import Say, say
from mock_server.core.times import read_span

ARGON2_VARIABLE: Final = "MOCK_PORTAL_ARGON2"
ALTCHA_VARIABLE: Final = "MOCK_PORTAL_ALTCHA"

# --- Options of several commands ------------------------------------------------------------


def add_stored(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--database",
        metavar="URL",
        default=usual_database(),
        help=_("database: a file, or a SQLAlchemy URL (mock-portal.db)"),
    )
    command.add_argument(
        "--key-file",
        metavar=_("FILE"),
        type=Path,
        help=_("the portal’s secret key (beside the database, .key)"),
    )


def add_public(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--public-url",
        metavar="URL",
        type=_origin,
        help=_("origin of the links in emails (the election’s, or else the address served)"),
    )


def add_opening(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--opens-in",
        metavar=_("DURATION"),
        type=span,
        help=_("time until the vote opens: 90s, 2m, 1h30m, 3d"),
    )


def add_certified(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--smtp-ca",
        metavar=_("FILE"),
        type=Path,
        help=_("CA certificates for the mail server, in PEM format (the system’s)"),
    )


def add_address(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host",
        metavar=_("ADDRESS"),
        default=USUAL_HOST,
        help=_("address to listen on (127.0.0.1)"),
    )
    command.add_argument(
        "--port",
        type=_port,
        default=USUAL_PORT,
        help=_("port to listen on, 0 for any free one (8000)"),
    )


def add_work(
    command: argparse.ArgumentParser,
    work: Callable[[Settings, Path, Say], None],
    metavar: str,
    text: str,
) -> None:
    """Let a command do ``work`` with a portal and one file or folder, which ``text`` describes."""
    add_stored(command)
    command.add_argument("path", metavar=metavar, type=Path, help=text)
    command.set_defaults(run=lambda options: work(settings_of(options), options.path, say))


# --- The settings ---------------------------------------------------------------------------


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that a command's options amount to. Raises :class:`Fault`."""
    return Settings(
        database=options.database,
        key_file=options.key_file or usual_key_file(options.database),
        public_url=getattr(options, "public_url", None) or "",
        profile=hash_profile(),
        work=work_cost(),
    )


def hash_profile() -> HashProfile:
    cost = os.environ.get(ARGON2_VARIABLE)
    try:
        return HashProfile.parse(cost) if cost else HashProfile()
    except ValueError as exc:
        raise Fault(
            _("{name} must have the form “memory in KiB,passes,lanes”, e.g. 19456,2,1.").format(
                name=ARGON2_VARIABLE
            )
        ) from exc


def work_cost() -> WorkCost:
    cost = os.environ.get(ALTCHA_VARIABLE)
    try:
        return WorkCost.parse(cost) if cost else WorkCost()
    except ValueError as exc:
        raise Fault(
            _("{name} must have the form “rounds of a try,tries”, e.g. 1000,8000.").format(
                name=ALTCHA_VARIABLE
            )
        ) from exc


# --- Kinds of values ------------------------------------------------------------------------


def span(text: str) -> timedelta:
    try:
        return read_span(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a valid duration, e.g. 90s, 2m, 1h30m or 3d").format(text=text)
        ) from exc


def _origin(text: str) -> str:
    try:
        return public_origin(text)
    except Fault as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def _port(text: str) -> int:
    return number(text, 0, 65535)


def endpoint(text: str) -> tuple[str, int]:
    """A host and a port, such as "127.0.0.1:9464" or "[::1]:9464"."""
    host, colon, after = text.rpartition(":")
    if not colon or not host.strip("[]"):
        raise argparse.ArgumentTypeError(
            _("{text} is not a valid address, e.g. 127.0.0.1:9464").format(text=text)
        )
    return host.strip("[]"), _port(after)


def network(text: str) -> Network:
    """An address or a network, such as "192.0.2.7", "10.0.0.0/8" or "2001:db8::/32"."""
    try:
        return ip_network(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not an IP address or network, e.g. 10.0.0.5 or 10.0.0.0/24").format(
                text=text
            )
        ) from exc


def number(text: str, lowest: int, highest: int) -> int:
    if text.isascii() and text.isdecimal() and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(
        _("{text} is not a number from {lowest} to {highest}").format(
            text=text, lowest=lowest, highest=highest
        )
    )
