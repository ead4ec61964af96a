"""Who waits for a database that others hold, and for how long: as long as was promised when they
came, wherever they wait."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Final

import pytest
from sqlalchemy import Connection, select, update

from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import THREADS, Database, read_url
from mock_server.db.failures import DatabaseBusy
from tests.portal.conftest import Stopping, serving
from tests.portal.http.lean_http import posting
from tests.portal_database import held
from tests.portal_process import DEMO_VOTER

HOUR = 3600.0


PROMISED: Final = pytest.mark.parametrize("promised", [HOUR])
"""Of that nothing is left to those who came an hour ago."""


@pytest.fixture
def promised() -> float:
    return 0.2


@pytest.fixture
def database(settings: Settings, promised: float) -> Iterator[Database]:
    with closing(Database(read_url(settings.database), busy_timeout=promised)) as database:
        yield database


def write(tx: Connection) -> None:
    tx.execute(update(schema.portal).values(public_url="http://elsewhere.example"))


def read(tx: Connection) -> str:
    return str(tx.execute(select(schema.portal.c.public_url)).scalar_one())


@PROMISED
@pytest.mark.both_databases
def test_a_wait_for_a_thread_counts(database: Database, settings: Settings) -> None:
    with held(settings.database):
        with pytest.raises(DatabaseBusy), database.write(perf_counter() - HOUR + 0.2) as tx:
            write(tx)
        with pytest.raises(DatabaseBusy), database.write(perf_counter() - HOUR):
            pass
    with database.write(perf_counter() - HOUR / 2) as tx:
        write(tx)


@PROMISED
def test_so_does_one_for_another_writer_of_this_process(database: Database) -> None:
    late = perf_counter() - HOUR + 0.2
    with database.write(), pytest.raises(DatabaseBusy), database.write(late):
        pass


async def test_who_gets_no_thread_in_time_is_told_so(database: Database) -> None:
    """And nothing is done for them later."""
    done = threading.Event()
    begun = [threading.Event() for _ in range(THREADS)]

    def take(event: threading.Event, _tx: Connection) -> bool:
        event.set()
        return done.wait()

    taken = [asyncio.create_task(database.reading(partial(take, event))) for event in begun]
    try:
        for event in begun:
            await asyncio.to_thread(event.wait)
        with pytest.raises(DatabaseBusy):
            await database.writing(write)
    finally:
        done.set()
        await asyncio.gather(*taken)
    assert await database.reading(read) == "http://portail.exemple"


@pytest.mark.both_databases
def test_a_portal_is_ready_while_writers_wait(settings: Settings, stopping: Stopping) -> None:
    patient = replace(settings, busy_timeout=30)
    body = b'{"address": "%b"}' % DEMO_VOTER.encode()
    with serving(patient, stopping) as portal, held(settings.database), ExitStack() as waiting:
        url = portal.http.base_url
        for _number in range(3 * THREADS):
            peer = socket.create_connection((url.host, url.port or 0), 30)
            writer = waiting.enter_context(peer)
            writer.sendall(posting("/api/links", body))
        assert portal.http.get("/ready", timeout=10).text == "ready\n"
