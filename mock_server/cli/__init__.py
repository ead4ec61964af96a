"""``mock-portal``: the command line."""

from __future__ import annotations

import argparse
import gettext
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from mock_server.cli import clock, mails, operations, portal, requests, rolls, training
from mock_server.cli.arguments import LANGUAGES, Commands, add_language
from mock_server.core.errors import Fault
from mock_server.core.terminal import let_go

DOMAIN: Final = "mock_server"
LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"

GROUPS: Final = (portal, clock, operations, mails, requests, rolls, training)
"""Each adds the commands on one subject. All are light: what a command needs is loaded when
it is run."""

DONE, BAD_INPUT = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 2 after one sentence about what is wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ["PYTHONSAFEPATH"] = "1"  # or a worker would import what lies in this folder
    _speak(_language_of(words))
    options = _parser().parse_args(words)
    try:
        with _stopping_on_signals():
            options.run(options)
    except Fault as fault:
        from mock_server.core.terminal import shown  # a file's own words may stand in it

        sys.stderr.write(f"mock-portal: {shown(str(fault))}\n")
        return BAD_INPUT
    except (_Stopped, KeyboardInterrupt):
        return DONE
    except BrokenPipeError:  # its reader has seen enough, as in: mock-portal mailbox | head
        return DONE
    finally:
        let_go()
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
    add_language(parser)
    commands = Commands.of(parser)
    for group in GROUPS:
        group.add(commands)
    return parser


def _examples() -> str:
    return _(
        "examples:\n"
        "  mock-portal init --opens-in 2m       the sample election, open in two minutes\n"
        "  mock-portal serve                    on http://127.0.0.1:8000\n"
        "  mock-portal invite                   an activation mail to every voter\n"
        "  mock-portal mailbox camille.dumont@ac-armorique.exemple\n"
        "  mock-portal deliver smtp://portal@mail.example:587\n"
        "  mock-portal inbox                    what waits for an answer\n"
        '  mock-portal answer R-000123 --accept "You stand in the roll now."\n'
        "  mock-portal import-voters people.csv\n"
        "  mock-portal backup portal.tar        a verified copy, also while it serves\n"
        "  mock-portal train --learners 30      a room of learners, watched\n"
        "\n"
        "environment:\n"
        "  MOCK_PORTAL_DATABASE   the database, where its URL must not stand in arguments\n"
        "  MOCK_PORTAL_ARGON2     cost of hashing: memory in KiB,passes,lanes (19456,2,1)\n"
        "  MOCK_PORTAL_SMTP_PASSWORD   the mail server's password, for deliver\n"
        "\n"
        "exit codes: 0 done, or stopped by a signal; 2 bad input, and nothing was changed"
    )
