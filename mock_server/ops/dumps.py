"""Copying a whole database: by SQLite's own means, or by PostgreSQL's client programs.

Both copy the state that the given transaction sees, so that what is counted in the transaction can
be compared with the copy.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, text

from mock_server.core.errors import Fault
from mock_server.core.files import new_file

_PAGES: Final = 4096
"""The pages that are copied between two reports of progress."""

_NOT_WRITTEN: Final = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR_WRITE: errno.EIO,
}

_COPY: Final = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? ')
_END: Final = b"\\.\n"


def copy_sqlite(tx: Connection, copy: Path, told: Callable[[int, int], None]) -> None:
    """Copy the file page by page while others write: the transaction keeps its state, so the copy
    need not begin again when something is written. ``told`` is told the progress in bytes."""
    source: Any = tx.connection.driver_connection
    size = tx.exec_driver_sql("PRAGMA page_size").scalar_one()
    new_file(copy).close()

    def progress(_status: int, left: int, whole: int) -> None:
        told((whole - left) * size, whole * size)

    try:
        with closing(sqlite3.connect(copy)) as target:
            source.backup(target, pages=_PAGES, progress=progress)
    except sqlite3.OperationalError as exc:
        number = _NOT_WRITTEN.get(exc.sqlite_errorcode)  # only the copy is being written
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(copy)) from exc


def dump_postgresql(url: URL, tx: Connection, copy: Path) -> None:
    """Dump a database with pg_dump. Raises :class:`Fault` if pg_dump is not installed, or does not
    support the server."""
    snapshot = tx.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    new_file(copy).close()
    _run(
        url,
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--snapshot={snapshot}",
        f"--file={copy}",
    )


def rows_in_dump(copy: Path, names: Mapping[str, int]) -> dict[str, int]:
    """The number of rows of each table in a dump, which is read to its end."""
    counts = dict.fromkeys(names, 0)
    with subprocess.Popen(  # noqa: S603 (our own words, and no shell)
        [_program("pg_restore"), "--file=-", str(copy)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None  # noqa: S101 (it is asked for)
        inside = ""
        for line in process.stdout:
            if inside and line == _END:
                inside = ""
            elif inside:
                counts[inside] += 1
            elif found := _COPY.match(line):
                inside = found[1].decode()
                counts.setdefault(inside, 0)
    if process.returncode:
        raise Fault(_("The copy of the database is damaged."))
    return counts


def restore_postgresql(url: URL, copy: Path) -> None:
    """Restore a dump into an empty database, in one transaction. Raises :class:`Fault`."""
    from psycopg.conninfo import make_conninfo

    _run(
        url,
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--dbname={make_conninfo(dbname=url.database)}",
        str(copy),
    )


def _run(url: URL, name: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 (our own words, and no shell)
        [_program(name), *arguments],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip() or str(done.returncode)
        raise Fault(_("{name} failed: {why}").format(name=name, why=" ".join(said.split())))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Fault(
            _("{name} was not found: install PostgreSQL’s client programs.").format(name=name)
        )
    return found


def _environment(url: URL) -> dict[str, str]:
    """The URL's values as the driver's environment variables: a password must not appear in a list
    of processes."""
    from psycopg.pq import Conninfo

    _arguments, options = url.get_dialect()().create_connect_args(url)
    names = {item.keyword.decode(): item.envvar for item in Conninfo.get_defaults()}
    said = {
        variable.decode(): str(value)
        for keyword, value in options.items()
        if value is not None and (variable := names.get(keyword))
    }
    return {**os.environ, **said}
