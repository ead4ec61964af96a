"""The file of a backup: a tar with a manifest, the portal's key and its database.

The manifest comes first and describes the other files, down to their SHA-256. Every file is new,
can only be read by its owner (mode 0600), and is there as a whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import IO, Final, Literal

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, unreadable

FORMAT: Final = 1
KEY: Final = "portal.key"
DATABASE: Final = "portal.database"

_MANIFEST: Final = "manifest.json"
_LONGEST_MANIFEST: Final = 2**20
_CHUNK: Final = 2**20

Read = Callable[[int, int], None]
"""Is told the number of bytes read so far, and of all bytes."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of a backup."""

    format: int
    database: Literal["sqlite", "postgresql"]
    version: int
    """The version of the database's schema."""
    made_at: datetime
    counts: dict[str, int]
    """The number of rows of each table."""
    sha256: dict[str, str]
    """The SHA-256 of each file, in hexadecimal."""


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(draft: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write the archive, and read it again. Raises :class:`Fault` if it differs."""
    with new_file(draft) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            content = msgspec.json.encode(manifest)
            tar.addfile(_member(_MANIFEST, len(content), manifest), io.BytesIO(content))
            for name, path in files.items():
                with path.open("rb") as source:
                    tar.addfile(_member(name, path.stat().st_size, manifest), source)
        file.flush()
        os.fsync(file.fileno())
    with opened(draft) as archive, Path(os.devnull).open("wb") as nowhere:
        for name in files:
            archive.read(name, nowhere)


def _member(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    """The header of a file in the archive, without the names of this machine's accounts."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    member.mtime = int(manifest.made_at.timestamp())
    return member


class Archive:
    """An archive that is being read."""

    def __init__(self, path: Path, tar: tarfile.TarFile) -> None:
        self._path = path
        self._tar = tar
        try:
            content = self._member(_MANIFEST).read(_LONGEST_MANIFEST)
            self.manifest = msgspec.json.decode(content, type=Manifest)
        except (msgspec.MsgspecError, UnicodeDecodeError) as exc:
            raise _damaged(path) from exc
        if self.manifest.format != FORMAT:
            raise Fault(
                _("{path} is a backup made by a newer version of this program.").format(path=path)
            )

    def read(self, name: str, target: IO[bytes], told: Read | None = None) -> None:
        """Copy one of the archive's files. Raises :class:`Fault` if it is not what was packed."""
        whole = self._tar.getmember(name).size
        source, found, done = self._member(name), hashlib.sha256(), 0
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            target.write(chunk)
            done += len(chunk)
            if told:
                told(done, whole)
        if found.hexdigest() != self.manifest.sha256.get(name):
            raise _damaged(self._path)

    def _member(self, name: str) -> IO[bytes]:
        member = self._tar.getmember(name)
        file = self._tar.extractfile(member) if member.isreg() else None  # links are not followed
        if file is None:
            raise _damaged(self._path)
        return file


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive. Raises :class:`Fault` if it is damaged, or not a backup."""
    try:
        file = path.open("rb")
    except OSError as exc:
        raise unreadable(path, exc) from exc
    with file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                yield Archive(path, tar)
        except (tarfile.TarError, KeyError, EOFError) as exc:
            raise _damaged(path) from exc


def _damaged(path: Path) -> Fault:
    return Fault(_("{path} is not a portal’s backup, or it is damaged.").format(path=path))


def put(draft: Path, path: Path) -> None:
    """Rename a finished draft within its folder, to a name that must be free. Raises
    FileExistsError. Hard links would do as well, but not on the FAT file system of a USB stick."""
    new_file(path).close()
    try:
        draft.replace(path)
    except BaseException:
        path.unlink()
        raise
