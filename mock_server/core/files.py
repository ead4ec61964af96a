"""New files and folders that only their owner can use, and sentences about what is wrong with
one."""

from __future__ import annotations

import errno
import os
from gettext import gettext as _
from pathlib import Path
from typing import IO

from mock_server.core.errors import Fault, reason


def new_file(path: Path) -> IO[bytes]:
    """Create a file that only its owner can read (mode 0600), and open it for writing. Raises
    OSError: FileExistsError if there is such a file."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def own_folder(path: Path, *, may_exist: bool = False) -> None:
    """Create a folder that only its owner can enter (mode 0700). With ``may_exist``, an existing
    folder stays as it is. Raises :class:`Fault`."""
    try:
        path.mkdir(mode=0o700, exist_ok=may_exist)
    except OSError as exc:
        raise unwritable(path, exc) from exc


def taken(name: Path | str) -> Fault:
    return Fault(_("{path} already exists and was not changed.").format(path=name))


def unwritable(path: Path, exc: OSError) -> Fault:
    if isinstance(exc, FileExistsError):
        return taken(path)
    return Fault(_("{path} cannot be written: {why}.").format(path=path, why=reason(exc)))


def fault_of_disk(exc: OSError) -> Fault | None:
    """The fault to tell if the disk is what failed, whatever file was being written, standard
    output included; None for any other error."""
    if exc.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return None
    if exc.filename:
        return unwritable(Path(exc.filename), exc)
    return Fault(_("Writing failed: {why}.").format(why=reason(exc)))


def unreadable(path: Path, exc: OSError | UnicodeDecodeError) -> Fault:
    """The fault of a file that could not be read as text."""
    if isinstance(exc, UnicodeDecodeError):
        return Fault(_("{path} is not UTF-8 text.").format(path=path))
    return Fault(_("{path} cannot be read: {why}.").format(path=path, why=reason(exc)))
