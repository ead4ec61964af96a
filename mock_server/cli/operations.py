"""Running a portal: its backup, and the portal made again from it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from mock_server.cli.arguments import Commands, settings_of
from mock_server.core.errors import Fault


def add(commands: Commands) -> None:
    backup = commands.add(
        "backup", _("write a verified copy, also while the portal serves"), _backup, commands.stored
    )
    backup.add_argument(
        "file",
        metavar=_("FILE"),
        type=Path,
        help=_("a new file; it holds the key and all data, so keep it safe"),
    )
    restore = commands.add(
        "restore", _("make a portal again from a backup"), _restore, commands.stored
    )
    restore.add_argument("file", metavar=_("FILE"), type=Path, help=_("the backup"))


def _backup(options: argparse.Namespace) -> None:
    from mock_server.core import terminal
    from mock_server.ops import backup

    with _told_when_stopped(_("The backup was stopped; nothing was written.")):
        backup.backup(settings_of(options), options.file, terminal.say_if_heard)


def _restore(options: argparse.Namespace) -> None:
    from mock_server.core import terminal
    from mock_server.ops import backup

    with _told_when_stopped(_("The restoration was stopped; nothing was written.")):
        backup.restore(settings_of(options), options.file, terminal.say_if_heard)


@contextmanager
def _told_when_stopped(sentence: str) -> Iterator[None]:
    """A server that a signal stops has done its work; these have not, and whoever started
    them must see it in the exit code."""
    try:
        yield
    except Exception:
        raise
    except BaseException as exc:
        raise Fault(sentence) from exc
