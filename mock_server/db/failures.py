"""The failures of a database, each told in one sentence.

All are a :class:`Fault`, so that a command ends with the sentence. The portal answers that it is
busy, and writes a line in its journal about what somebody has to mend.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from shutil import disk_usage
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mock_server.core.errors import Fault
from mock_server.core.posix import is_read_only


class DatabaseBusy(Fault):
    """The database cannot serve now. An exception of exactly this class means that others held the
    database for too long, and nothing was written."""


class DatabaseAway(DatabaseBusy):
    """The database server cannot be reached, or was lost.

    Whether a transaction that was being committed is written is not known.
    """


class DatabaseFailing(DatabaseBusy):
    """The database cannot be read or written until somebody has mended its ``trouble``."""

    def __init__(self, sentence: str, trouble: Trouble) -> None:
        super().__init__(sentence)
        self.trouble = trouble


class Trouble(StrEnum):
    """What can be wrong with a database, in the words of the journal."""

    FULL = "its disk is full"
    READ_ONLY = "it is read-only"
    CLOSED = "it cannot be opened"
    DISK = "its disk fails"
    DAMAGED = "it is damaged"


_BUSY: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # lock not available
    "57014",  # statement timeout
}
_TROUBLES: Final = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.CLOSED,
    sqlite3.SQLITE_PERM: Trouble.CLOSED,
    sqlite3.SQLITE_IOERR: Trouble.DISK,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    "53100": Trouble.FULL,  # disk full
    "25006": Trouble.READ_ONLY,  # read-only SQL transaction
    "42501": Trouble.CLOSED,  # insufficient privilege
    "58030": Trouble.DISK,  # I/O error
    "XX001": Trouble.DAMAGED,  # data corrupted
    "XX002": Trouble.DAMAGED,  # index corrupted
}
"""The trouble that SQLite's primary result codes and PostgreSQL's SQLSTATEs tell of."""

_LITTLE: Final = 2**16
"""With so few bytes left on a disk, SQLite cannot even open a database."""


def busy() -> DatabaseBusy:
    return DatabaseBusy(_("The database is in use by another program; try again later."))


def failure_of(error: DBAPIError | sqlite3.Error | PoolTimeout, url: URL) -> DatabaseBusy | None:
    """The failure of the database that a driver's error tells of; None if it is about a
    statement."""
    if isinstance(error, PoolTimeout):
        return busy()
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # an extended code's low byte
    else:
        code = getattr(cause, "sqlstate", None)
    if code in _BUSY:
        return busy()
    if trouble := _TROUBLES.get(code):
        return _failing(url, trouble)
    if isinstance(error, OperationalError) and (error.connection_invalidated or code is None):
        # A server's error has a code; what the driver says of a connection has none.
        why = str(cause).partition("\n")[0]
        sentence = _("The database {name} cannot be reached: {why}.")
        return DatabaseAway(sentence.format(name=display_name(url), why=why))
    return None


def _failing(url: URL, trouble: Trouble) -> DatabaseFailing:
    file = sqlite_file(url)
    if file and trouble in (Trouble.CLOSED, Trouble.DISK):
        trouble = _of_disk(file.absolute().parent) or trouble
    sentence = {
        Trouble.FULL: _(
            "The disk of the database {name} is full: free some space, then try again."
        ),
        Trouble.READ_ONLY: _(
            "The database {name} cannot be written to: it is read-only, or its folder or disk is."
        ),
        Trouble.CLOSED: _(
            "The database {name} cannot be opened: check its permissions, and those of its folder."
        ),
        Trouble.DISK: _("The disk of the database {name} fails: check it."),
        Trouble.DAMAGED: _("The database {name} is damaged: restore it from a backup."),
    }[trouble]
    return DatabaseFailing(sentence.format(name=display_name(url)), trouble)


def _of_disk(folder: Path) -> Trouble | None:
    """What is wrong with the disk of a folder, in which SQLite must be able to make files beside
    its own; it does not say more than that it cannot."""
    if not folder.is_dir():
        return None
    if is_read_only(folder):
        return Trouble.READ_ONLY
    return Trouble.FULL if disk_usage(folder).free < _LITTLE else None


@contextmanager
def faults_told(url: URL, otherwise: str) -> Iterator[None]:
    """Raise what is wrong with a database as a :class:`Fault`. ``otherwise`` is the sentence for
    what only the driver knows, with a placeholder for the database's name."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, PoolTimeout) as exc:
        raise failure_of(exc, url) or Fault(otherwise.format(name=display_name(url))) from exc


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for any other."""
    if url.get_backend_name() != "sqlite" or not url.database or ":memory:" in url.database:
        return None
    return Path(url.database)


def display_name(url: URL) -> str:
    """The database's name for messages: its URL without a password, which may also stand after a
    question mark."""
    return str(sqlite_file(url) or url.set(query={}).render_as_string(hide_password=True))
