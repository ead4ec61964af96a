"""New files and folders that only their owner can use, and sentences about what is wrong with
one."""

from __future__ import annotations

import errno
import os
from gettext import gettext as _
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import IO, Final

from mock_server.core.errors import Fault, reason

LARGEST: Final = 16 * 2**20
"""The most bytes of a file that is read at once, unless it says another bound."""


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


def check_regular(path: Path, within: Path | None = None) -> None:
    """Raise :class:`Fault` unless a path, or what its links lead to, is a regular file that exists,
    in or below the folder ``within``: a pipe is waited for, a device never ends, and what is wrong
    with a file quotes its lines."""
    try:
        mode = path.stat().st_mode
        is_inside = within is None or path.resolve().is_relative_to(within.resolve())
    except OSError as exc:
        raise unreadable(path, exc) from exc
    if not is_inside:
        raise Fault(
            _("{path} is a link that leads out of the folder: put the file itself there.").format(
                path=path
            )
        )
    if not S_ISREG(mode) and not S_ISDIR(mode):  # opening a folder says what it is
        raise Fault(_("{path} is a pipe or a device, not a file.").format(path=path))


def read_bytes(path: Path, within: Path | None = None, most: int = LARGEST) -> bytes:
    """The content of a regular file, of ``most`` bytes, in the folder ``within`` if one is named.
    Raises :class:`Fault`."""
    check_regular(path, within)
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as exc:
        raise unreadable(path, exc) from exc
    if len(content) > most:
        raise Fault(
            _("{path} is too large: a file of its kind has up to {most} bytes.").format(
                path=path, most=most
            )
        )
    return content


def read_text(path: Path, within: Path | None = None) -> str:
    """The text of such a file, in UTF-8, with the line ends of Unix. Raises :class:`Fault`."""
    try:
        text = read_bytes(path, within).decode()
    except UnicodeDecodeError as exc:
        raise unreadable(path, exc) from exc
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unreadable(path: Path, exc: OSError | UnicodeDecodeError) -> Fault:
    """The fault of a file that could not be read as text."""
    if isinstance(exc, UnicodeDecodeError):
        return Fault(_("{path} is not UTF-8 text.").format(path=path))
    return Fault(_("{path} cannot be read: {why}.").format(path=path, why=reason(exc)))
