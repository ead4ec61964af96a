"""Hashing is done in turns of the clients, and no more than so many wait."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing

import pytest

from mock_server.accounts.sign_in import sign_in
from mock_server.core.posix import usable_cores
from mock_server.core.refusals import Refusal
from mock_server.core.settings import Settings
from mock_server.election.context import PortalContext, open_context
from mock_server.security import turns
from mock_server.security.credentials import AT_ONCE_FOR_EACH, WAITING_FOR_EACH, Hasher
from tests.portal.accounts.test_sign_in import request_of
from tests.portal.conftest import Stopping, serving
from tests.portal_database import sql
from tests.portal_process import CHEAP
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.signing_in import SignedIn

THREADS = usable_cores()
AT_ONCE = AT_ONCE_FOR_EACH * THREADS
MOST = WAITING_FOR_EACH * THREADS
FLOOD, VOTER = "198.51.100.66", "192.0.2.7"


class Gate:
    """Each hash waits at its end to be let through."""

    def __init__(self, context: PortalContext) -> None:
        self._open = threading.Semaphore(0)
        context.hasher.on_work = self._hold
        self._flood = context.for_client(FLOOD).hasher

    def _hold(self, _waited: float, _worked: float) -> None:
        self._open.acquire()

    def let(self, hashes: int) -> None:
        self._open.release(hashes)

    async def flood(self, hashes: int) -> list[asyncio.Task[str]]:
        """So many of one client's, all of which have asked for their turn."""
        tasks = [asyncio.create_task(self._flood.hash("x")) for _number in range(hashes)]
        await asyncio.sleep(0)
        return tasks


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long that nobody is turned away because the machine is busy with other tests."""
    monkeypatch.setattr(turns, "PATIENCE", 60.0)


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[PortalContext]:
    with closing(open_context(settings)) as context:
        yield context


async def outcomes(tasks: list[asyncio.Task[str]]) -> list[str]:
    done = await asyncio.gather(*tasks, return_exceptions=True)
    return [str(one) if isinstance(one, Refusal) else "hashed" for one in done]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a thread to a core")
def test_a_portal_that_is_kept_to_one_core_hashes_once_at_a_time() -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        threading.Event().wait(0.01)  # long enough for another thread to begin
        with lock:
            at_work -= 1

    async def four() -> None:
        hasher = Hasher(CHEAP)
        await asyncio.gather(*(hasher.meanwhile(work) for _each in range(4)))

    def on_one_core() -> None:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        asyncio.run(four())

    thread = threading.Thread(target=on_one_core)
    thread.start()
    thread.join()
    assert most == 1


@pytest.mark.parametrize(
    "act", [lambda own: own.hash("y"), lambda own: own.meanwhile(str)], ids=["hashes", "casts"]
)
async def test_a_voter_is_served_while_a_flood_waits(
    context: PortalContext, act: Callable[[Hasher], Awaitable[str]]
) -> None:
    """One who hashes, and one whose ballot is checked."""
    gate = Gate(context)
    flood = await gate.flood(MOST + AT_ONCE)
    voter = asyncio.ensure_future(act(context.for_client(VOTER).hasher))
    await asyncio.sleep(0)
    gate.let(2 * AT_ONCE + 1)  # those at work, and one turn of each
    assert await voter is not None
    assert sum(one.done() for one in flood) <= 2 * AT_ONCE + 2
    gate.let(MOST + AT_ONCE)
    assert (await outcomes(flood)).count(ErrorCode.BUSY) == 1, "the latest gave way"


async def test_no_more_wait_than_can_be_served_soon(context: PortalContext) -> None:
    gate = Gate(context)
    flood = await gate.flood(1200)
    gate.let(MOST + AT_ONCE)
    assert (await outcomes(flood)).count("hashed") == MOST + AT_ONCE


async def test_who_goes_away_leaves_their_turn_to_others(context: PortalContext) -> None:
    gate = Gate(context)
    flood = await gate.flood(2 * AT_ONCE + 2)
    flood[-2].cancel()
    gate.let(2 * AT_ONCE + 1)
    assert await flood[-1]
    await asyncio.gather(*flood, return_exceptions=True)
    gate.let(1)
    assert await context.hasher.hash("y")


async def test_who_gives_way_to_another_has_lost_nothing(
    context: PortalContext, settings: Settings, stopping: Stopping
) -> None:
    """Neither the captcha nor a try, although there was room when the request came."""
    with serving(settings, stopping) as portal:
        portal.activated()
    gate = Gate(context)
    flood = await gate.flood(MOST + AT_ONCE - 1)
    request = await request_of(context)

    def voter() -> Awaitable[SignedIn]:
        return sign_in(context.for_client(FLOOD), request, FLOOD, Language.FR)

    latest = asyncio.ensure_future(voter())
    while context.hasher.waiting < MOST:  # noqa: ASYNC110 - no event tells
        await asyncio.sleep(0)
    other = asyncio.create_task(context.for_client(VOTER).hasher.hash("y"))
    with pytest.raises(Refusal, match=ErrorCode.BUSY) as told:
        await latest
    assert told.value.retry_after == 2
    gate.let(MOST + AT_ONCE + 1)
    await asyncio.gather(*flood, other)
    assert sql(settings.database, "SELECT count(*) FROM captcha") == [(1,)]
    assert sql(settings.database, "SELECT count(*) FROM guessing") == [(0,)]
    assert await voter()


async def test_who_has_waited_too_long(
    context: PortalContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    gate = Gate(context)
    flood = await gate.flood(AT_ONCE + 1)
    with pytest.raises(Refusal, match=ErrorCode.BUSY):
        await flood[-1]
    gate.let(AT_ONCE + 1)
    await asyncio.gather(*flood[:-1])
    assert await context.hasher.hash("y")
