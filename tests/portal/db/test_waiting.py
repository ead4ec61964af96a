"""Who waits for a database that others hold, and for how long: as long as was promised when they
came, wherever they wait."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from time import perf_counter

import pytest
from sqlalchemy import Connection, select, update

from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import THREADS, Database, read_url
from mock_server.db.failures import DatabaseBusy
from tests.portal.conftest import Portal, Stopping, serving
from tests.portal_database import held
from tests.portal_process import DEMO_VOTER

HOUR = 3600.0


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


class TestALongPromise:
    """Of which nothing is left to those who came an hour ago."""

    @pytest.fixture
    def promised(self) -> float:
        return HOUR

    @pytest.mark.both_databases
    def test_a_wait_for_a_thread_counts(self, database: Database, settings: Settings) -> None:
        with held(settings.database):
            with pytest.raises(DatabaseBusy), database.write(perf_counter() - HOUR + 0.2) as tx:
                write(tx)
            with pytest.raises(DatabaseBusy), database.write(perf_counter() - HOUR):
                pass
        with database.write(perf_counter() - HOUR / 2) as tx:
            write(tx)

    def test_so_does_one_for_another_writer_of_this_process(self, database: Database) -> None:
        with (
            database.write(),
            pytest.raises(DatabaseBusy),
            database.write(perf_counter() - HOUR + 0.2),
        ):
            pass

    async def test_health_is_told_while_all_threads_are_taken(self, database: Database) -> None:
        done = threading.Event()
        taken = [
            asyncio.create_task(database.reading(lambda _tx: done.wait()))
            for _ in range(THREADS + 4)
        ]
        try:
            assert await database.checking(read) == "http://portail.exemple"
            assert not any(task.done() for task in taken)
        finally:
            done.set()
            await asyncio.gather(*taken)


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
    with (
        serving(patient, stopping) as portal,
        held(settings.database),
        ExitStack() as waiting,
    ):
        for _number in range(3 * THREADS):
            writer = waiting.enter_context(socket.create_connection(address_of(portal), 30))
            writer.sendall(
                b"POST /api/links HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
            )
        assert portal.http.get("/ready", timeout=10).text == "ready\n"


def address_of(portal: Portal) -> tuple[str, int]:
    return portal.http.base_url.host, portal.http.base_url.port or 0
