"""``backup`` and ``restore``: copy a portal while it is running, and restore it from the copy."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import add_stored, settings_of
from mock_server.core.errors import Fault
from mock_server.core.terminal import say_if_heard
from mock_server.ops.backup import backup, restore


def add_backup(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        help=_("a new file; it contains the key and all data, so keep it safe"),
    )
    command.set_defaults(run=_backup)


def _backup(options: argparse.Namespace) -> None:
    with _fault_when_stopped(_("The backup was stopped; nothing was written.")):
        backup(settings_of(options), options.file, say_if_heard)


def add_restore(command: argparse.ArgumentParser) -> None:
    add_stored(command)
    command.add_argument("file", metavar=_("FILE"), type=Path, help=_("the backup"))
    command.set_defaults(run=_restore)


def _restore(options: argparse.Namespace) -> None:
    with _fault_when_stopped(_("The restoration was stopped; nothing was written.")):
        restore(settings_of(options), options.file, say_if_heard)


@contextmanager
def _fault_when_stopped(sentence: str) -> Iterator[None]:
    """Raise :class:`Fault` with this sentence if a signal stops the command. A server that is
    stopped has done its work; these commands have not, and their exit code must say so."""
    try:
        yield
    except Exception:
        raise
    except BaseException as exc:
        raise Fault(sentence) from exc
