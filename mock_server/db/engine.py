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
from contextlib import closing, contextmanager
from functools import partial
from gettext import gettext as _
from math import inf
from time import perf_counter
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mock_server.core.errors import Fault
from mock_server.core.files import taken
from mock_server.db import schema
from mock_server.db.failures import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFailing,
    Trouble,
    busy,
    display_name,
    failure_of,
    sqlite_file,
)

T = TypeVar("T")

THREADS: Final = 8
"""The worker threads of each process, which has at most as many connections."""

RETRY_AFTER: Final = 2
"""How long a client is asked to wait before it tries a busy database again, in seconds."""

_LONGEST_STATEMENT: Final = 30
_LONGEST_IDLE: Final = 120
"""The longest that PostgreSQL lets a statement, or a pause between two statements of a transaction,
take, in seconds. A host that is cut off in the middle of a transaction would otherwise hold its
locks for hours."""

_OF_LATE: Final = 5
_NOTICED: Final = 0.1
"""How long, in seconds, a write proves that another would succeed; and how long a wait for a thread
may be before it shortens the wait for a lock."""

_WRITE_NOTHING: Final = {
    "sqlite": "PRAGMA user_version = 0",  # an UPDATE that changes nothing is not written
    "postgresql": "UPDATE portal SET public_url = public_url",
}
"""The statement that shows whether the disk can be written to, and changes nothing."""

_OPTIONS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "sqlite": ({}, {"writes": True}),
    "postgresql": (
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        {"isolation_level": "READ COMMITTED"},
    ),
}
"""The statements by which reading and writing transactions begin, by database."""


class Database:
    """One database and its worker threads. A request that cannot be served within ``busy_timeout``
    seconds raises :class:`DatabaseBusy`. ``on_wait`` is told, in the thread, whether a transaction
    writes and the seconds until it had begun; ``on_trouble`` is told what is wrong with the
    database, and None once it can be written to again."""

    def __init__(self, url: URL, *, busy_timeout: float = 5.0) -> None:
        self._url = url
        self._busy_timeout = busy_timeout
        self.on_wait: Callable[[bool, float], None] = _ignore
        self.on_trouble: Callable[[Trouble | None], None] = _ignore
        self._sqlite = url.get_backend_name() == "sqlite"
        self._engine = create_engine(
            url,
            pool_size=THREADS + 1,
            pool_timeout=busy_timeout,
            hide_parameters=True,  # an error's text must not carry a voter's data
            connect_args={} if self._sqlite else _limits(busy_timeout),
        )
        if self._sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
        else:
            event.listen(self._engine, "checkin", _let_postgresql_say)
        event.listen(self._engine, "begin", self._begin)
        reading, writing = _OPTIONS[url.get_backend_name()]
        self._readers = self._engine.execution_options(**reading)
        self._writers = self._engine.execution_options(**writing)
        # SQLite lets waiting writers sleep and try again. Those of one process
        # queue here instead, and only one of each process is left to sleep.
        self._turn = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._health = ThreadPoolExecutor(1, thread_name_prefix="database-health")
        self._written_at = -inf
        self._failing: DatabaseFailing | None = None

    @contextmanager
    def read(self, arrived: float | None = None) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state throughout."""
        with (
            self._faults_told(),
            self._began(self._readers, self._seconds_left(arrived)) as transaction,
        ):
            yield transaction

    @contextmanager
    def write(self, arrived: float | None = None) -> Iterator[Connection]:
        """A transaction that writes; an exception undoes it. Raises DatabaseBusy. ``arrived`` is
        when the request for it came, by ``perf_counter``: now, unless it has already waited."""
        arrived = perf_counter() if arrived is None else arrived
        with self._faults_told(), self._in_turn(self._seconds_left(arrived)):
            with self._began(self._writers, self._seconds_left(arrived)) as transaction:
                yield transaction
            self._note_written()

    @contextmanager
    def write_prepared(self, prepare: Callable[[Connection], None]) -> Iterator[Connection]:
        """Like :meth:`write`, after ``prepare`` has filled temporary tables, which only this
        connection sees. Nobody waits while ``prepare`` runs."""
        patience = self._busy_timeout
        with self._faults_told(), self._writers.connect() as connection:
            connection.execution_options(writes=False, patience=patience)
            with connection.begin():
                prepare(connection)
            connection.execution_options(writes=True)
            with self._in_turn(patience), connection.begin():
                yield connection
            self._note_written()

    @contextmanager
    def _began(self, engine: Engine, patience: float) -> Iterator[Connection]:
        with engine.connect() as connection:
            connection.execution_options(patience=patience)
            with connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self, patience: float) -> Iterator[None]:
        if not self._sqlite:
            yield
            return
        if not self._turn.acquire(timeout=patience):
            raise busy()
        try:
            yield
        finally:
            self._turn.release()

    def _seconds_left(self, arrived: float | None) -> float:
        """The seconds that are left until the timeout of a request. Raises DatabaseBusy if none
        are."""
        left = self._busy_timeout - (perf_counter() - arrived if arrived is not None else 0)
        if left <= 0:
            raise busy()
        return left

    def wipe(self) -> None:
        """Remove what was deleted from SQLite's write-ahead log too, unless others are reading
        there."""
        if self._sqlite:
            with self._faults_told(), closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA busy_timeout = 100")
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a reading transaction, in a worker thread."""
        return await self._in_time(self._pool, partial(self._act, work, False))

    async def writing(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a writing transaction, in a worker thread."""
        return await self._in_time(self._pool, partial(self._act, work, True))

    def _act(self, work: Callable[[Connection], T], writes: bool, arrived: float) -> T:
        with self.write(arrived) if writes else self.read(arrived) as transaction:
            self.on_wait(writes, perf_counter() - arrived)
            return work(transaction)

    async def checking(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a reading transaction, in a thread of its own, so that a question about
        the database's health does not wait behind those who use it. Raises DatabaseBusy also if
        nothing can be written; this is tried unless somebody has just written."""
        return await self._in_time(self._health, partial(self._check, work))

    def _check(self, work: Callable[[Connection], T], arrived: float) -> T:
        with self.read(arrived) as transaction:
            found = work(transaction)
        if perf_counter() - self._written_at > _OF_LATE:
            self._try_writing()
        return found

    def _try_writing(self) -> None:
        try:
            with (
                self._faults_told(),
                self._in_turn(0),
                self._began(self._writers, 0) as transaction,
            ):
                transaction.exec_driver_sql(_WRITE_NOTHING[transaction.dialect.name])
            self._note_written()
        except (DatabaseAway, DatabaseFailing):
            raise
        except DatabaseBusy:  # another request is writing, and will notice a failure
            if self._failing:
                raise self._failing from None

    async def _in_time(self, pool: ThreadPoolExecutor, work: Callable[[float], T]) -> T:
        """Run ``work`` in a thread of the pool, and tell it when it was requested. Raises
        DatabaseBusy if it has not begun in time."""
        waiting = pool.submit(work, perf_counter())
        too_late = False

        def give_up() -> None:
            nonlocal too_late
            too_late = waiting.cancel()  # work that has begun is not cancelled

        timer = asyncio.get_running_loop().call_later(self._busy_timeout, give_up)
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            if too_late:
                raise busy() from None
            raise
        finally:
            timer.cancel()

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        patience = max(1, int(options["patience"] * 1000))
        if self._sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
        elif options["patience"] < self._busy_timeout - _NOTICED:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error, PoolTimeout) as exc:
            failure = failure_of(exc, self._url)
            if failure is None:
                raise
            if isinstance(failure, DatabaseFailing):
                self._note(failure)
            raise failure from exc

    def _note_written(self) -> None:
        self._written_at = perf_counter()
        if self._failing:
            self._note(None)

    def _note(self, failing: DatabaseFailing | None) -> None:
        """Tell ``on_trouble`` once when a failure begins, and once when it ends."""
        before, self._failing = self._failing, failing
        trouble = failing.trouble if failing else None
        if trouble is not (before.trouble if before else None):
            self.on_trouble(trouble)
        if failing:
            self._written_at = -inf

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self._health.shutdown(wait=True)
        self._engine.dispose()


def _ignore(*_told: object) -> None:
    """Ignore what is told; the default of ``on_wait`` and ``on_trouble``."""


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG001 (SQLAlchemy's signature)
    connection.isolation_level = None  # we issue BEGIN ourselves
    # The journal's mode is the file's own and set when it is made: it would be
    # changed here in a database that turns out to be somebody else's.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _let_postgresql_say(connection: Any, record: Any) -> None:  # noqa: ARG001 (SQLAlchemy's signature)
    """Forget whether a connection was marked as reading or writing: after a reading transaction,
    psycopg would mark it as writing, whatever the server's settings say."""
    if connection is not None:
        connection.read_only = None


def _limits(busy_timeout: float) -> dict[str, Any]:
    """The arguments with which a connection to PostgreSQL is opened."""
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


def erase(tx: Connection, table: Table) -> None:
    """Delete all rows of a table, from the disk too: PostgreSQL leaves deleted rows in its file."""
    how = "TRUNCATE" if tx.dialect.name == "postgresql" else "DELETE FROM"
    tx.exec_driver_sql(f"{how} {table.name}")


def read_url(text: str) -> URL:
    """Read a SQLAlchemy URL, or the plain path of a SQLite file. Raises :class:`Fault`."""
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


def check_empty(url: URL, tx: Connection) -> None:
    """Raise :class:`Fault` if a server's database, which its owner makes for the portal alone, has
    tables."""
    tables = inspect(tx).get_table_names()
    if schema.portal.name in tables:
        raise taken(display_name(url))
    if tables:
        raise Fault(
            _("{name} contains other tables and was not changed.").format(name=display_name(url))
        )
