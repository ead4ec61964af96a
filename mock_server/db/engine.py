"""The database: connections, transactions, and the threads that they run in.

A transaction is a function that takes a connection. Those that write start as writers on
SQLite (``BEGIN IMMEDIATE``): a transaction that first reads and then finds itself locked
out cannot be retried, one that waits at its start can. On PostgreSQL they run side by side
(:mod:`.locks`).
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mock_server.core.errors import Fault
from mock_server.core.files import taken
from mock_server.db import schema

T = TypeVar("T")

THREADS: Final = 8
"""Of each process, and as many connections at most."""

RETRY_AFTER: Final = 2
"""Seconds that a client is asked to wait before it tries a busy database again."""

_LONGEST_STATEMENT: Final = 30
_LONGEST_IDLE: Final = 120
"""Seconds, on PostgreSQL: for one statement, and between two of a transaction. A host that
is cut off in the midst of one would otherwise hold its locks for hours."""

_BUSY_SQLSTATES: Final = {"40001", "40P01", "55P03", "57014"}
"""PostgreSQL: serialization failure, deadlock, lock not available, statement timeout."""

_OPTIONS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "sqlite": ({}, {"writes": True}),
    "postgresql": (
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        {"isolation_level": "READ COMMITTED"},
    ),
}
"""What reading and writing transactions begin with, by database."""


class DatabaseBusy(Exception):
    """Other transactions held the database for too long. Nothing was written."""


class DatabaseAway(DatabaseBusy):
    """The database server cannot be reached, or was lost; its text is the driver's reason.

    Whether a transaction that was being committed is written is not known.
    """


class Database:
    """One database and its worker threads. ``busy_timeout`` in seconds. ``on_wait`` is told,
    in the thread, whether a transaction writes and the seconds until it had begun."""

    def __init__(self, url: URL, *, busy_timeout: float = 5.0) -> None:
        self._busy_timeout = busy_timeout
        self.on_wait: Callable[[bool, float], None] = _unheard
        self._sqlite = url.get_backend_name() == "sqlite"
        self._engine = create_engine(
            url,
            pool_size=THREADS,
            pool_timeout=busy_timeout,
            hide_parameters=True,  # an error's text must not carry a voter's data
            connect_args={} if self._sqlite else _limits(busy_timeout),
        )
        if self._sqlite:
            event.listen(self._engine, "connect", self._prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        reading, writing = _OPTIONS[url.get_backend_name()]
        self._readers = self._engine.execution_options(**reading)
        self._writers = self._engine.execution_options(**writing)
        # SQLite lets waiting writers sleep and try again. Those of one process
        # queue here instead, and only one of each process is left to sleep.
        self._turn = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    def _prepare_sqlite(self, connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG002 (SQLAlchemy's signature)
        connection.isolation_level = None  # we issue BEGIN ourselves
        # The journal's mode is the file's own and set when it is made: it would be
        # changed here in a database that turns out to be somebody else's.
        for pragma in (
            f"busy_timeout = {int(self._busy_timeout * 1000)}",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state throughout."""
        with _busy_told(), self._readers.begin() as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; an exception undoes it. Raises DatabaseBusy."""
        with _busy_told(), self._in_turn(), self._writers.begin() as transaction:
            yield transaction

    @contextmanager
    def write_prepared(self, prepare: Callable[[Connection], None]) -> Iterator[Connection]:
        """Like :meth:`write`, once ``prepare`` has filled temporary tables: these are seen
        on the same connection alone, and nobody waits while it does."""
        with _busy_told(), self._writers.connect() as connection:
            connection.execution_options(writes=False)
            with connection.begin():
                prepare(connection)
            connection.execution_options(writes=True)
            with self._in_turn(), connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self._busy_timeout):
            raise DatabaseBusy
        try:
            yield
        finally:
            self._turn.release()

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """``work`` in a reading transaction, in a worker thread."""
        return await self._in_thread(work, writes=False)

    async def writing(self, work: Callable[[Connection], T]) -> T:
        """``work`` in a writing transaction, in a worker thread."""
        return await self._in_thread(work, writes=True)

    async def _in_thread(self, work: Callable[[Connection], T], *, writes: bool) -> T:
        asked = perf_counter()

        def act() -> T:
            with self.write() if writes else self.read() as transaction:
                self.on_wait(writes, perf_counter() - asked)
                return work(transaction)

        return await asyncio.get_running_loop().run_in_executor(self._pool, act)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self._engine.dispose()


def _unheard(writes: bool, seconds: float) -> None:
    """Where nobody asks for the times."""


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _limits(busy_timeout: float) -> dict[str, Any]:
    """What a connection to PostgreSQL is opened with."""
    limits = {
        "lock_timeout": int(busy_timeout * 1000),
        "statement_timeout": _LONGEST_STATEMENT * 1000,
        "idle_in_transaction_session_timeout": _LONGEST_IDLE * 1000,
    }
    return {
        "application_name": "mock-portal",
        "connect_timeout": max(2, int(busy_timeout)),  # the driver's minimum
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }


@contextmanager
def _busy_told() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as exc:
        raise DatabaseBusy from exc
    except OperationalError as exc:
        if _is_lock(exc.orig):
            raise DatabaseBusy from exc
        if _is_lost(exc):
            raise DatabaseAway(str(exc.orig).partition("\n")[0]) from exc
        raise


def _is_lock(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # an extended code's low byte
        return primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(error, "sqlstate", None) in _BUSY_SQLSTATES


def _is_lost(error: OperationalError) -> bool:
    """A server's error has a code; what the driver says of a connection has none."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) is None


def read_url(text: str) -> URL:
    """A SQLAlchemy URL, or the plain path of a SQLite file. Raises :class:`Fault`."""
    try:
        url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except (ArgumentError, NoSuchModuleError, ValueError) as exc:
        raise Fault(_("This is not the URL of a usable database.")) from exc
    except ImportError as exc:
        raise Fault(
            _("The driver of this database is not installed: {module}.").format(module=exc.name)
        ) from exc
    if (dialect.name, dialect.driver) not in _DRIVERS:
        raise Fault(_("This is not the URL of a usable database."))
    if dialect.name == "sqlite" and sqlite_file(url) is None:
        raise Fault(_("A portal needs a database in a file, not in memory."))
    return url


_DRIVERS: Final = (("sqlite", "pysqlite"), ("postgresql", "psycopg"))


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for any other."""
    if url.get_backend_name() != "sqlite" or not url.database or ":memory:" in url.database:
        return None
    return Path(url.database)


@contextmanager
def faults_told(url: URL, otherwise: str) -> Iterator[None]:
    """What is wrong with a database as a :class:`Fault`; ``otherwise`` is the sentence for
    what only the driver knows, with a place for the name."""
    name = display_name(url)
    try:
        yield
    except DatabaseAway as exc:
        raise Fault(
            _("The database {name} cannot be reached: {why}.").format(name=name, why=exc)
        ) from exc
    except DatabaseBusy as exc:
        raise Fault(_("The database is in use by another program; try again later.")) from exc
    except (OSError, DBAPIError, sqlite3.Error) as exc:
        raise Fault(otherwise.format(name=name)) from exc


def display_name(url: URL) -> str:
    """The database as a message may name it: a password may stand in a URL, and in what
    follows its question mark."""
    return str(sqlite_file(url) or url.set(query={}).render_as_string(hide_password=True))


def check_empty(url: URL, tx: Connection) -> None:
    """A server's database is made by its owner, for the portal alone."""
    tables = inspect(tx).get_table_names()
    if schema.portal.name in tables:
        raise taken(display_name(url))
    if tables:
        raise Fault(
            _("{name} contains other tables and was not changed.").format(name=display_name(url))
        )
