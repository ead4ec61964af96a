"""A portal's database as tests see it, beside the portal: SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, make_url

from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database, read_url
from mock_server.mail.outbox import Mail, arrived
from mock_server.security.credentials import PortalKey


@dataclass
class Beside:
    """A portal whose database is looked at, and changed, beside the portal."""

    settings: Settings

    def sql(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run one statement, and commit it."""
        return sql(self.settings.database, statement, *parameters)

    def everything(self) -> str:
        """All that the database holds, to compare."""
        return everything(self.settings.database)

    def refusing(self, table: str) -> AbstractContextManager[None]:
        """Every new row of a table fails meanwhile, as on a full disk."""
        return refusing(self.settings.database, table)

    def mails(self, address: str | None = None) -> list[tuple[str, Mail]]:
        """Each mail to one voter, or to all, with its kind, as its reader has it, oldest first."""
        key = PortalKey.read(self.settings.key_file)
        with transaction(self.settings.database) as tx:
            found = arrived(tx, self.settings.clock(), address)
        return [(entry.kind, entry.unsealed(key).mail) for entry in found]


def is_postgresql(database: str) -> bool:
    return database.startswith("postgresql")


def sql(database: str, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run one statement, with "?" for its parameters, and commit it."""
    with closing(_connect(database)) as connection, connection:
        if is_postgresql(database):
            statement = statement.replace("%", "%%").replace("?", "%s")
        cursor = connection.execute(statement, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def everything(database: str, *, but: str = "") -> str:
    """All that the database holds, but for one table, to compare; bytes are in hexadecimal."""
    found = []
    with closing(_connect(database)) as connection:
        for table in schema.metadata.tables:
            if table == but:
                continue
            rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own tables)
            found.append(f"{table}: {sorted(map(_readable, rows))}")
    return "\n".join(found)


def _readable(row: Any) -> str:
    return repr([item.hex() if isinstance(item, bytes) else item for item in row])


@contextmanager
def transaction(database: str, *, writes: bool = False) -> Iterator[Connection]:
    with (
        closing(Database(read_url(database))) as opened,
        opened.write() if writes else opened.read() as tx,
    ):
        yield tx


@contextmanager
def held(database: str) -> Iterator[None]:
    """Let nobody else write."""
    if is_postgresql(database):
        found = sql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = ", ".join(name for (name,) in found if name != schema.revision.name)
        begin = f"BEGIN; LOCK TABLE {tables} IN EXCLUSIVE MODE"
    else:
        begin = "BEGIN IMMEDIATE"
    with closing(_connect(database, autocommit=True)) as holder:
        holder.execute(begin)
        yield
        holder.execute("ROLLBACK")


@contextmanager
def refusing(database: str, table: str) -> Iterator[None]:
    """Let every new row of a table fail, as on a full disk."""
    make, end = _REFUSE[is_postgresql(database)]
    for statement in make:
        sql(database, statement.format(table=table))
    yield
    sql(database, end)


_REFUSE: Final = {
    False: (
        ("CREATE TRIGGER refused BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END",),
        "DROP TRIGGER refused",
    ),
    True: (
        (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE 'full'; END $$",
            "CREATE TRIGGER refused BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()",
        ),
        "DROP FUNCTION refuse CASCADE",
    ),
}


def _connect(database: str, *, autocommit: bool = False) -> Any:
    """The driver's own connection; the two drivers are alike as far as tests go."""
    if is_postgresql(database):
        import psycopg

        url = make_url(database).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=autocommit)
    return sqlite3.connect(database, timeout=10, isolation_level=None if autocommit else "DEFERRED")
