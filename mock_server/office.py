"""The office: one portal's parts, wired, and how its database comes to be and is opened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, insert, inspect, select, update

from mock_server import schema
from mock_server.ballots import add_ballots
from mock_server.clock import Clock
from mock_server.credentials import Hasher, Key
from mock_server.database import Database, display_name, faults_told, read_url, sqlite_file
from mock_server.election import Election, ElectionFolder, decode_election, encode_election
from mock_server.faults import Fault
from mock_server.portal_time import PortalTime, read_clock
from mock_server.rolls import add_entries
from mock_server.settings import Settings
from mock_server.versions import check_version, found_version
from mock_server.voters import add_voters
from tui_voter.portal import api
from tui_voter.portal.api import Language

USUAL_URL = "http://127.0.0.1:8000"
"""Where ``serve`` listens unless told otherwise."""

REFRESH: Final = 8
REFRESH_SET: Final = 1
"""Seconds after which a client asks for the times again: while the portal keeps the real
time, and while its clock is set or a training runs. Both are for a room; a nation's portal
would be asked less often."""


@dataclass(frozen=True, slots=True)
class Office:
    """What every act of the portal works with. ``public_url`` is the origin that mailed
    links name; it comes from configuration, never from a request. ``clock`` gives the real
    time, which guards accounts; ``portal_time`` that of the vote."""

    election: Election
    database: Database
    hasher: Hasher
    key: Key
    clock: Clock
    portal_time: PortalTime
    public_url: str
    training: bool

    def view(self, language: Language) -> api.Election:
        """The election as everybody may read it now."""
        return self.election.view(
            language,
            self.portal_time(),
            speed=self.portal_time.speed,
            real_time=self.portal_time.is_real,
            refresh_in=REFRESH if self.portal_time.is_real and not self.training else REFRESH_SET,
        )

    def close(self) -> None:
        self.hasher.close()
        self.database.close()


def open_office(settings: Settings) -> Office:
    """Open an existing portal. Raises :class:`Fault`."""
    key = Key.read(settings.key_file)
    database, election, public_url = open_database(settings)
    with database.read() as tx:
        reading = read_clock(tx)
    return Office(
        election=election,
        database=database,
        hasher=Hasher(settings.profile),
        key=key,
        clock=settings.clock,
        portal_time=PortalTime(settings.clock, reading),
        public_url=settings.public_url or election.public_url or public_url or USUAL_URL,
        training=settings.training,
    )


def open_database(settings: Settings) -> tuple[Database, Election, str]:
    """The database, its election, and the origin recorded last ("" for none)."""
    url = read_url(settings.database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise Fault(
            _("There is no database {path}: make one with mock-portal init.").format(path=file)
        )
    database = Database(url, busy_timeout=settings.busy_timeout)
    try:
        with faults_told(url, _("{name} is not a portal's database.")), database.read() as tx:
            check_version(url, found_version(tx))
            portal = tx.execute(select(schema.portal)).one()
    except BaseException:
        database.close()
        raise
    return database, decode_election(portal.election), portal.public_url


def record_public_url(database: Database, public_url: str) -> None:
    """Tell the commands that come later where this portal is reached."""
    with database.write() as tx:
        tx.execute(update(schema.portal).values(public_url=public_url))


def install(settings: Settings, folder: ElectionFolder) -> None:
    """Make the database and, where there is none yet, the key. Raises :class:`Fault`.

    A database that is already there stays as it is; one half made is taken away.
    """
    url = read_url(settings.database)
    made: list[Path] = []
    try:
        with faults_told(url, _("The database {name} cannot be written.")):
            if file := sqlite_file(url):
                _create_sqlite_file(file)
                made += [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
            if not settings.key_file.exists():
                Key.create(settings.key_file)
                made.append(settings.key_file)
            _fill(url, settings, folder)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _create_sqlite_file(file: Path) -> None:
    """An empty database that only its owner can read: it will hold people's names."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as exc:
        raise Fault(_("{path} already exists; it was left as it is.").format(path=file)) from exc
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")  # a lasting property of the file
    except BaseException:
        with suppress(OSError):
            file.unlink()
        raise


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


def check_empty(url: URL, tx: Connection) -> None:
    """A server's database is made by its owner, for the portal alone."""
    tables = inspect(tx).get_table_names()
    if schema.portal.name in tables:
        raise Fault(
            _("{path} already exists; it was left as it is.").format(path=display_name(url))
        )
    if tables:
        raise Fault(
            _("{name} holds other tables; it was left as it is.").format(name=display_name(url))
        )
