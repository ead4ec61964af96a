"""The versions of a portal's database: told, refused, and upgraded with Alembic.

A version is a number, and a revision in ``migrations/versions``. A database is upgraded only on
request, never automatically.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from gettext import gettext as _
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, inspect, select, text

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, unwritable
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import busy, display_name, faults_told, sqlite_file
from mock_server.db.locks import take_turns

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).with_name("migrations")

_SUBJECT: Final = b"upgrade."


def found_version(tx: Connection) -> int:
    """The version of a database; 0 if it is not a portal's."""
    if {schema.portal.name, schema.revision.name} - set(inspect(tx).get_table_names()):
        return 0
    found = tx.execute(select(schema.revision.c.version_num)).scalar_one()
    return int(found) if found.isdecimal() else 0


def check_version(settings: Settings, found: int) -> None:
    """Raise :class:`Fault` unless this program can work with a database of that version."""
    if found == schema.VERSION:
        return
    url = read_url(settings.database)
    check_upgradable(url, found)
    raise Fault(
        _(
            "{name} is a database of version {found}; this program needs version {needed}. To "
            "upgrade it: {command}"
        ).format(
            name=display_name(url),
            found=found,
            needed=schema.VERSION,
            command=settings.command("upgrade"),
        )
    )


def check_upgradable(url: URL, found: int) -> None:
    """Raise :class:`Fault` if no upgrade leads from that version to this one."""
    name = display_name(url)
    if not found:
        raise Fault(_("{name} is not a portal’s database.").format(name=name))
    if found > schema.VERSION:
        raise Fault(
            _(
                "{name} is a database of version {found}, made by a newer version of this "
                "program; this one needs version {needed}."
            ).format(name=name, found=found, needed=schema.VERSION)
        )


def upgrade(settings: Settings, say: Callable[[str], None]) -> None:
    """Bring a database to this program's version, in one transaction. A SQLite file is first
    copied, beside itself. If it raises :class:`Fault`, nothing was changed."""
    url = read_url(settings.database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise Fault(_("There is no database {path}.").format(path=file))
    name = display_name(url)
    with closing(Database(url, busy_timeout=settings.busy_timeout)) as database:
        with faults_told(url, _("{name} is not a portal’s database.")), database.read() as tx:
            found = found_version(tx)
        check_upgradable(url, found)
        if found == schema.VERSION:
            say(_("{name} is already at version {found}.").format(name=name, found=found))
            return
        say(
            _("Upgrading {name} from version {found} to version {needed}.").format(
                name=name, found=found, needed=schema.VERSION
            )
        )
        with (
            faults_told(url, _("The database {name} cannot be written to.")),
            _copy_kept(file, found) as copy,
            database.write() as tx,
        ):
            _migrate(tx, found)
    if copy:
        say(_("A copy was first saved to {path}").format(path=copy))
    say(_("The upgrade is complete."))


@contextmanager
def _copy_kept(file: Path | None, found: int) -> Iterator[Path | None]:
    """A copy of a SQLite file, made by SQLite itself, which only its owner can read. It is deleted
    if what follows fails."""
    if file is None:
        yield None
        return
    copy = file.with_name(f"{file.name}.version-{found}")
    try:
        new_file(copy).close()
    except OSError as exc:
        raise unwritable(copy, exc) from exc
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy
    except BaseException:
        copy.unlink()
        raise


def _migrate(tx: Connection, found: int) -> None:
    # Alembic takes a moment to load, and nothing else needs it.
    from alembic import command

    take_turns(tx, _SUBJECT)
    if found_version(tx) != found:
        raise busy()  # with an upgrade too
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET LOCAL statement_timeout = 0"))
    command.upgrade(alembic_config(tx), str(schema.VERSION))


def alembic_config(tx: Connection) -> Config:
    """The configuration of Alembic's commands: the migrations, on this transaction."""
    from alembic.config import Config

    # By default, Alembic writes to the standard output as it was when Alembic was loaded.
    config = Config(stdout=StringIO(), attributes={"connection": tx})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
