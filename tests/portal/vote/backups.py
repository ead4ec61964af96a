"""Backups as whoever finds them takes them apart."""

import re
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from mock_server.core.settings import Settings
from mock_server.ops.archive import DATABASE, KEY
from mock_server.ops.backup import backup
from tests.portal.db.postgres import program
from tests.portal_database import is_postgresql

Row = Mapping[str, str]


class Found(NamedTuple):
    """The rows of all tables as text, in the order in which they lie there; the bytes in every
    form; the database in its file, and the portal's key."""

    rows: Mapping[str, Sequence[Row]]
    raw: bytes
    database: Path
    key: Path


def taken(settings: Settings, folder: Path) -> Found:
    """A backup that is made now, and taken apart in a new folder."""
    folder.mkdir()
    file, database = folder / "b.tar", folder / DATABASE
    backup(settings, file, lambda _sentence: None)
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["manifest.json", KEY, DATABASE]
        archive.extractall(folder, filter="data")
    raw = file.read_bytes()
    if not is_postgresql(settings.database):
        return Found(_rows_of_sqlite(database), raw, database, folder / KEY)
    dump = subprocess.run(
        [program("pg_restore"), "--data-only", "--file=-", database],
        capture_output=True,
        check=True,
    ).stdout
    return Found(_rows_of_dump(dump.decode()), raw + dump, database, folder / KEY)


def _rows_of_sqlite(file: Path) -> dict[str, list[Row]]:
    def text(value: Any) -> str:
        return value.hex() if isinstance(value, bytes) else str(value)

    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            table: [
                {name: text(row[name]) for name in row.keys()}  # noqa: SIM118 (not its values)
                for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own)
            ]
            for (table,) in tables.fetchall()
        }


def _rows_of_dump(told: str) -> dict[str, list[Row]]:
    found = re.findall(r"^COPY public\.(\w+) \((.*?)\) .*?;\n(.*?)^\\\.$", told, re.M | re.S)
    rows: dict[str, list[Row]] = {}
    for table, columns, lines in found:
        names = columns.replace('"', "").split(", ")
        values = (line.replace("\\\\x", "").split("\t") for line in lines.splitlines())
        rows[table] = [dict(zip(names, row, strict=True)) for row in values]
    return rows
