"""The database: connections, transactions, and the threads that they run in.

A transaction is a function that takes a connection. Those that write start as writers
(``BEGIN IMMEDIATE`` on SQLite): a transaction that first reads and then finds itself
locked out cannot be retried, one that waits at its start can.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mock_server.faults import Fault

T = TypeVar("T")

THREADS: Final = 8
RETRY_AFTER: Final = 2
"""Seconds that a client is asked to wait before it tries a busy database again."""

_LOCKED_SQLSTATES: Final = {"40001", "40P01", "55P03"}
"""PostgreSQL: serialization failure, deadlock, lock not available."""


class DatabaseBusy(Exception):
    """Others held the database for too long. Nothing was written."""


class Database:
    """One database and its worker threads. ``busy_timeout`` in seconds."""

    def __init__(self, url: URL, *, busy_timeout: float = 5.0) -> None:
        self._busy_timeout = busy_timeout
        self._sqlite = url.get_backend_name() == "sqlite"
        self._engine = create_engine(
            url,
            pool_size=THREADS,
            pool_timeout=busy_timeout,
            hide_parameters=True,  # an error's text must not carry a voter's data
        )
        if self._sqlite:
            event.listen(self._engine, "connect", self._prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        self._writers = self._engine.execution_options(writes=True)
        # SQLite lets waiting writers sleep and try again. Those of one process
        # queue here instead, and only one of each process is left to sleep.
        self._turn = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    def _prepare_sqlite(self, connection: sqlite3.Connection, record: Any) -> None:  # noqa: ARG002 (SQLAlchemy's signature)
        connection.isolation_level = None  # BEGIN is ours to say
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
        with _busy_told(), self._engine.begin() as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes; an exception undoes it. Raises DatabaseBusy."""
        with _busy_told(), self._in_turn(), self._writers.begin() as transaction:
            yield transaction

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
        return await self._in_thread(self.read, work)

    async def writing(self, work: Callable[[Connection], T]) -> T:
        """``work`` in a writing transaction, in a worker thread."""
        return await self._in_thread(self.write, work)

    async def _in_thread(
        self,
        begin: Callable[[], AbstractContextManager[Connection]],
        work: Callable[[Connection], T],
    ) -> T:
        def act() -> T:
            with begin() as transaction:
                return work(transaction)

        return await asyncio.get_running_loop().run_in_executor(self._pool, act)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
        self._engine.dispose()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _busy_told() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as exc:
        raise DatabaseBusy from exc
    except OperationalError as exc:
        if _is_lock(exc.orig):
            raise DatabaseBusy from exc
        raise


def _is_lock(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # an extended code's low byte
        return primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(error, "sqlstate", None) in _LOCKED_SQLSTATES


def read_url(text: str) -> URL:
    """A SQLAlchemy URL, or the plain path of a SQLite file. Raises :class:`Fault`."""
    try:
        url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
        url.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ValueError) as exc:
        raise Fault(_("This is not the URL of a database that can be used.")) from exc
    except ImportError as exc:
        raise Fault(
            _("The driver of this database is not installed: {module}.").format(module=exc.name)
        ) from exc
    if url.get_backend_name() == "sqlite" and sqlite_file(url) is None:
        raise Fault(_("A portal needs a database in a file, not in memory."))
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for any other."""
    if url.get_backend_name() != "sqlite" or not url.database or ":memory:" in url.database:
        return None
    return Path(url.database)
