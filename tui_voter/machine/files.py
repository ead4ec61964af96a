"""Files that the voter saves, and files of the program's own.

All are private to the voter (mode 0600) and written atomically. A file that the voter saves is
always new, and in UTF-8: existing files are never overwritten. The program's own files are in
folders of its own (mode 0700).
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tui_voter.contract.text import is_shown, shown


class FileFault(StrEnum):
    """Why a file was not written."""

    BAD_NAME = "bad_name"
    NO_FOLDER = "no_folder"
    NOT_ALLOWED = "not_allowed"
    NO_ROOM = "no_room"
    FAILED = "failed"


class FileRefused(Exception):
    """The file was not written, and nothing is left of the attempt."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Files(Protocol):
    """The voter's files as a journey sees them. Every method may block."""

    def free_name(self, name: str) -> str:
        """``name``, or a similar name that no file has ("edito-2.txt")."""
        ...

    def folder(self) -> str:
        """The folder that a relative name belongs to, in full."""
        ...

    def within(self, typed: str, name: str) -> str:
        """``name`` in the folder ``typed``; ``typed`` itself if it is not a folder."""
        ...

    def write(self, name: str, content: str | bytes) -> str:
        """Write a new file, under a name like ``name`` if that is taken. Returns its full path.
        ``~`` in ``name`` is the voter's home, and its folder must exist. Raises
        :class:`FileRefused`."""
        ...


class LocalFiles:
    """The files of this computer; a relative name belongs to ``folder``, which is the current one
    unless another is given."""

    def __init__(self, folder: Path = Path()) -> None:
        self._folder = folder

    def free_name(self, name: str) -> str:
        wanted = Path(name)
        tried, number = wanted, 1
        while os.path.lexists(self._folder / tried.expanduser()) and number < 1000:
            number += 1
            tried = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        return str(tried)

    def folder(self) -> str:
        try:
            folder = str(self._folder.absolute())
        except OSError:  # the current folder was deleted
            return "~"
        return folder if is_shown(folder) else "."

    def within(self, typed: str, name: str) -> str:
        folder = typed.strip()
        try:
            is_folder = bool(folder) and (self._folder / Path(folder).expanduser()).is_dir()
        except (OSError, RuntimeError):  # too long a name, or that of an unknown user
            is_folder = False
        return str(Path(folder) / name) if is_folder else typed

    def write(self, name: str, content: str | bytes) -> str:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        try:
            path = Path(self.free_name(str(self._path(name))))
            _write_new(path, data)
        except OSError as error:
            raise FileRefused(_fault(error)) from error
        return shown(str(path))  # a folder's name can contain anything

    def _path(self, name: str) -> Path:
        typed = name.strip()
        folder, _slash, last = typed.rpartition("/")
        if is_shown(typed) and folder and not last:
            raise FileRefused(FileFault.NO_FOLDER)  # in an existing folder, a name was appended
        if not is_shown(typed) or last in ("", ".", "..") or (last[0] == "~" and not folder):
            raise FileRefused(FileFault.BAD_NAME)  # or a folder's name, such as "~somebody"
        try:
            path = (self._folder / Path(typed).expanduser()).absolute()
        except RuntimeError as error:  # "~somebody/" for an unknown user
            raise FileRefused(FileFault.NO_FOLDER) from error
        if not path.parent.is_dir():
            raise FileRefused(FileFault.NO_FOLDER)
        if path.parent.resolve().is_relative_to("/dev"):  # root could write a file there
            raise FileRefused(FileFault.NOT_ALLOWED)
        return path


def of_documents() -> LocalFiles:
    """Return the files of the voter's folder of documents; of the home where there is none."""
    from platformdirs import user_documents_path  # late: most visits save nothing

    documents = user_documents_path()
    return LocalFiles(documents if documents.is_dir() else Path.home())


def write_own(path: Path, content: bytes) -> None:
    """Write a file of the program's own, in place of an older one: all of it or nothing. Its folder
    is made if there is none. Raises OSError."""
    have_own(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def have_own(folder: Path) -> None:
    """Make ``folder`` for the voter alone, and with it those of its parents that do not exist:
    whoever may rename one of them controls its contents."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    if not missing and folder.stat().st_mode & 0o077:
        with suppress(PermissionError):  # somebody else's folder, which the voter may use
            folder.chmod(0o700)


def _write_new(path: Path, data: bytes) -> None:
    """Write a file to a draft on disk, then reserve the file's name, which fails if it is taken,
    and move the draft there. Hard links would do as well, but not on the FAT file system of a USB
    stick."""
    handle, name = tempfile.mkstemp(prefix=".tui-voter-", dir=path.parent)  # mode 0600
    draft, taken = Path(name), False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.touch(0o600, exist_ok=False)
        taken = True
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        if taken:
            path.unlink(missing_ok=True)
        raise


def _fault(error: OSError) -> FileFault:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FileFault.NOT_ALLOWED
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileFault.NO_ROOM
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return FileFault.BAD_NAME
    return FileFault.FAILED
