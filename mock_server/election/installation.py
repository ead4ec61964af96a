"""A new portal: its database and key, made from an election that was read."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from gettext import gettext as _
from pathlib import Path

from sqlalchemy import URL, insert

from mock_server.core.files import new_file, unwritable
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database, check_empty, read_url
from mock_server.db.failures import faults_told, sqlite_file
from mock_server.election.ballots import add_ballots
from mock_server.election.folder import ElectionFolder
from mock_server.election.model import encode_election
from mock_server.election.rolls import add_entries
from mock_server.election.voters import add_voters
from mock_server.security.credentials import PortalKey


def install(settings: Settings, folder: ElectionFolder) -> None:
    """Make the database and, unless there is one, the key. Raises :class:`Fault`.

    An existing database stays as it is; a half-made one is deleted.
    """
    url = read_url(settings.database)
    made: list[Path] = []
    try:
        with faults_told(url, _("The database {name} cannot be written to.")):
            if file := sqlite_file(url):
                _create_sqlite_file(file)
                made += [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
            if not settings.key_file.exists():
                _create_key(settings.key_file)
                made.append(settings.key_file)
            _fill(url, settings, folder)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _create_sqlite_file(file: Path) -> None:
    """Make an empty database that only its owner can read, as it will contain people's names."""
    try:
        new_file(file).close()
    except OSError as exc:
        raise unwritable(file, exc) from exc
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")  # a lasting property of the file
    except BaseException:
        with suppress(OSError):
            file.unlink()
        raise


def _create_key(file: Path) -> None:
    try:
        PortalKey.create(file)
    except OSError as exc:
        raise unwritable(file, exc) from exc


def _fill(url: URL, settings: Settings, folder: ElectionFolder) -> None:
    database = Database(url, busy_timeout=settings.busy_timeout)
    try:
        with database.write() as tx:
            check_empty(url, tx)
            schema.metadata.create_all(tx)
            tx.execute(insert(schema.revision).values(version_num=str(schema.VERSION)))
            tx.execute(
                insert(schema.portal).values(
                    created_at=settings.clock(),
                    election=encode_election(folder.election),
                    public_url=settings.public_url,
                )
            )
            add_voters(tx, folder.voters)
            add_ballots(tx, folder.ballots, folder.voters)
            add_entries(tx, folder.voters)
    finally:
        database.close()
