"""A portal's backup, made while it serves; and a portal restored from it.

A backup contains the database, and the key without which its captchas and sessions are worthless.
It never contains the key of the reserve of voting codes, with which two backups would tell which
voter got which code (:mod:`mock_server.vote.reserve`). A backup is compared with the database
before it gets its name, and with itself before it is restored; nothing that exists is ever
overwritten.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import IO, Final, Literal

from sqlalchemy import URL, Connection, func, inspect, select, table

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, taken, unwritable
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.db import schema
from mock_server.db.engine import Database, check_empty, read_url
from mock_server.db.failures import busy, display_name, faults_told, sqlite_file
from mock_server.db.versions import check_upgradable, found_version
from mock_server.ops import dumps
from mock_server.ops.archive import DATABASE, FORMAT, KEY, Manifest, digest, opened, pack, put
from mock_server.security.credentials import PortalKey
from mock_server.vote.mixing import is_mixed, mix_now
from mock_server.vote.seal import is_sealed

_TRIES: Final = 50
"""How often ballots are mixed until a copy is made in which no ballot waits: after a mixing,
somebody may cast another ballot before the copy begins."""

_LARGE: Final = 2**26
"""The size in bytes from which on the progress of a copy is told."""


def backup(settings: Settings, path: Path, say: Say) -> None:
    """Write a verified backup to a new file. If it raises :class:`Fault`, nothing was written."""
    url = read_url(settings.database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise Fault(_("There is no database {path}.").format(path=file))
    if os.path.lexists(path):
        raise taken(path)
    PortalKey.read(settings.key_file)
    with (
        closing(Database(url, busy_timeout=settings.busy_timeout)) as database,
        _disk_faults_told(path),
        _folder_beside(path) as folder,
    ):
        copy, key, draft = folder / DATABASE, folder / KEY, folder / "archive"
        with (
            faults_told(
                url, _("{name} cannot be copied: the disk is full, or the database is damaged.")
            ),
            _without_waiting_ballots(database, settings) as tx,
        ):
            version = found_version(tx)
            check_upgradable(url, version)
            _no_time_limits(tx)
            counts = count_rows(tx)
            if file is not None:
                dumps.copy_sqlite(tx, copy, _percent(say))
            else:
                dumps.dump_postgresql(url, tx, copy)
        _check_copy(_kind(url), copy, version, counts)
        key.write_bytes(settings.key_file.read_bytes())
        manifest = Manifest(
            format=FORMAT,
            database=_kind(url),
            version=version,
            made_at=settings.clock(),
            counts=counts,
            sha256={KEY: digest(key), DATABASE: digest(copy)},
        )
        pack(draft, manifest, {KEY: key, DATABASE: copy})
        put(draft, path)
    say(_summary(manifest))
    say(
        _(
            "{path} contains the portal’s key and all its data: protect it as you protect the "
            "portal. The key of the codes in reserve is not in it."
        ).format(path=path)
    )


@contextmanager
def _without_waiting_ballots(database: Database, settings: Settings) -> Iterator[Connection]:
    """A transaction that sees the database without ballots waiting to be mixed: a copy would link
    such a ballot to its voter for as long as the copy is kept."""
    with database.read() as tx:
        votes = found_version(tx) == schema.VERSION and is_sealed(tx)
    for _try in range(_TRIES if votes else 0):
        mix_now(database, settings.clock)
        with database.read() as tx:
            if is_mixed(tx):
                yield tx
                return
    if votes:
        raise busy()
    with database.read() as tx:
        yield tx


def restore(settings: Settings, path: Path, say: Say) -> None:
    """Make a database and its key file from a backup. Neither may exist yet, except for a key file
    with the same key. If it raises :class:`Fault`, nothing was changed."""
    url = read_url(settings.database)
    file = sqlite_file(url)
    with opened(path) as archive:
        manifest = archive.manifest
        if manifest.database != _kind(url):
            raise Fault(
                _("{path} is a backup of a {kind} database; {name} is not one.").format(
                    path=path, kind=manifest.database, name=display_name(url)
                )
            )
        check_upgradable(url, manifest.version)
        home = (file or settings.key_file).absolute()
        with _disk_faults_told(home), _folder_beside(home) as folder:
            copy, key = folder / DATABASE, folder / KEY
            _check_free(file)
            with _new(key) as target:
                archive.read(KEY, target)
            with _new(copy) as target:
                archive.read(DATABASE, target, _percent(say))
            _check_copy(manifest.database, copy, manifest.version, manifest.counts)
            with _key_put(key, settings.key_file):
                if file is not None:
                    put(copy, file)
                else:
                    _restore_postgresql(settings, url, copy, manifest)
    say(_summary(manifest))
    reserve = settings.reserve_key_file
    if manifest.version == schema.VERSION and manifest.counts["reserve"] and not reserve.exists():
        say(
            _(
                "Voting codes cannot be replaced until you put the reserve’s key back, which is in "
                "no backup: {path}"
            ).format(path=reserve)
        )
    if manifest.version != schema.VERSION:
        say(
            _("It is from an older version. To upgrade it: {command}").format(
                command=settings.command("upgrade")
            )
        )


def _restore_postgresql(settings: Settings, url: URL, copy: Path, manifest: Manifest) -> None:
    database = Database(url, busy_timeout=settings.busy_timeout)
    with closing(database), faults_told(url, _("The database {name} cannot be written to.")):
        with database.read() as tx:
            check_empty(url, tx)
        dumps.restore_postgresql(url, copy)
        with database.read() as tx:
            _no_time_limits(tx)
            _compare(found_version(tx), count_rows(tx), manifest.version, manifest.counts)


# --- Verifying ----------------------------------------------------------------------------


def count_rows(tx: Connection) -> dict[str, int]:
    """The number of rows of every table, whatever the schema's version."""
    return {
        name: tx.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(inspect(tx).get_table_names())
    }


def _check_copy(kind: str, copy: Path, version: int, counts: dict[str, int]) -> None:
    """Raise :class:`Fault` unless the copy is sound and contains what it should."""
    if kind == "postgresql":
        _compare(version, dumps.rows_in_dump(copy, counts), version, counts)
        return
    url = URL.create("sqlite", database=str(copy))
    with (
        faults_told(url, _("The copy of the database is damaged.")),
        closing(Database(url)) as database,
        database.read() as tx,
    ):
        for pragma in ("integrity_check", "foreign_key_check"):
            if tx.exec_driver_sql(f"PRAGMA {pragma}").fetchall() not in ([("ok",)], []):
                raise Fault(_("The copy of the database is damaged."))
        _compare(found_version(tx), count_rows(tx), version, counts)


def _compare(
    version: int, counts: dict[str, int], wanted: int, wanted_counts: dict[str, int]
) -> None:
    if (version, counts) != (wanted, wanted_counts):
        raise Fault(_("The copy does not match the database."))


# --- Files --------------------------------------------------------------------------------


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A private folder on the same disk, deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix=".mock-portal-", dir=path.absolute().parent) as name:
        yield Path(name)


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner can read, flushed to the disk when this context ends."""
    with new_file(path) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _disk_faults_told(path: Path) -> Iterator[None]:
    """Raise what the disk refuses as a :class:`Fault`."""
    try:
        yield
    except FileExistsError as exc:
        raise taken(exc.filename or path) from exc
    except OSError as exc:
        raise unwritable(path, exc) from exc


def _check_free(file: Path | None) -> None:
    """Raise :class:`Fault` if a file, or its write-ahead log, exists: the remains of another
    database would become part of this one."""
    for end in ("", "-wal", "-shm", "-journal"):
        if file is not None and os.path.lexists(found := file.with_name(file.name + end)):
            raise taken(found)


@contextmanager
def _key_put(draft: Path, path: Path) -> Iterator[None]:
    """Put the key in place; it is deleted again if what follows fails."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == draft.read_bytes():
            yield
            return
    with _folder_beside(path) as folder:  # the key may be on another disk
        here = folder / KEY
        with _new(here) as file:
            file.write(draft.read_bytes())
        put(here, path)
    try:
        yield
    except BaseException:
        path.unlink()
        raise


# --- Words --------------------------------------------------------------------------------


def _kind(url: URL) -> Literal["sqlite", "postgresql"]:
    return "sqlite" if sqlite_file(url) else "postgresql"


def _summary(manifest: Manifest) -> str:
    count = manifest.counts.get("voter", 0)
    return ngettext(
        "{count} voter, version {version}: verified.",
        "{count} voters, version {version}: verified.",
        count,
    ).format(count=count, version=manifest.version)


def _percent(say: Say) -> Callable[[int, int], None]:
    """A function that says each tenth of a large copy, on a line of its own."""
    tenth = 0

    def told(done: int, whole: int) -> None:
        nonlocal tenth
        if whole >= _LARGE and done * 10 // whole > tenth:
            tenth = done * 10 // whole
            say(_("{percent}% copied").format(percent=tenth * 10))

    return told


def _no_time_limits(tx: Connection) -> None:
    """Lift the time limits of a transaction, as a copy takes longer than a voter's request may."""
    if tx.dialect.name == "postgresql":
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            tx.exec_driver_sql(f"SET LOCAL {name} = 0")
