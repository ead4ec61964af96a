"""How a command is run: in its language, ended by signals, its faults told in one sentence."""

from __future__ import annotations

import argparse
import gettext
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from types import FrameType
from typing import Final, NoReturn

from mock_server.core.errors import Fault
from mock_server.core.files import fault_of_disk
from mock_server.core.languages import DOMAIN, LOCALE_DIR
from mock_server.core.posix import HUNG_UP
from mock_server.core.terminal import have_streams, in_lines, let_go, shown
from tui_voter.contract.arguments import (
    add_completion,
    complaint,
    language_of_locale,
    language_of_words,
)
from tui_voter.contract.extra import how_to_add_portal
from tui_voter.contract.languages import LANGUAGES

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2


def run(
    name: str, words: Sequence[str], act: Callable[[], int | None], *, stopped: int = DONE
) -> int:
    """Run ``act`` and return the exit code: its own, or 2 after one sentence about what is wrong,
    or ``stopped`` if a signal ended it."""
    have_streams()
    os.environ["PYTHONSAFEPATH"] = "1"  # or workers would import modules from this folder
    speak(language_of_words(words) or language_of_locale())
    try:
        with _stopping_on_signals():
            return act() or DONE
    except (_Stopped, KeyboardInterrupt):
        return stopped
    except BrokenPipeError:  # the reader has stopped reading, as in: mock-portal mailbox | head
        return DONE
    except (Fault, OSError) as exc:
        fault = exc if isinstance(exc, Fault) else fault_of_disk(exc)
        if fault is None:
            raise
        told = complaint(name, shown(str(fault)))  # it may quote a file
        sys.stderr.write(in_lines(told, sys.stderr) + "\n")
        return BAD_INPUT
    finally:
        let_go()


def need_portal() -> None:
    """Raise :class:`Fault` if the packages of the extra are not installed."""
    if command := how_to_add_portal():
        raise Fault(
            _("The portal’s packages are not installed; to install them: {command}").format(
                command=command
            )
        )


def add_language(command: argparse.ArgumentParser) -> None:
    """Add ``--lang``. By the time the arguments are parsed, :func:`run` has read it from them."""
    command.add_argument(
        "--lang", choices=LANGUAGES, help=_("language of all texts (the locale’s, or else French)")
    )


def add_shells(parser: argparse.ArgumentParser) -> None:
    """Add the options that print what each shell needs for completion."""
    add_completion(
        parser,
        _("print what a shell needs to complete commands and options"),
        (_("FILE"), _("FOLDER"), _("KEYFILE"), _("URN")),
    )


def speak(language: str) -> None:
    """Choose the language of all texts in the way of the standard library, which argparse's texts
    and worker processes follow."""
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


class _Stopped(BaseException):
    """Raised by a signal: not an error, and not to be caught on the way."""


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Let SIGTERM unwind what is under way. A server takes it over while it serves; a
    closed terminal (SIGHUP) is passed on as SIGTERM, so that it ends a server too."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (a handler's signature)
        raise _Stopped

    def pass_on(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (a handler's signature)
        signal.raise_signal(signal.SIGTERM)

    handlers = {signal.SIGTERM: stop, HUNG_UP: pass_on}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
