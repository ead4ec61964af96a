"""Turns at work that keeps a core busy. A limited number of acts run at once; among those that
wait, clients take turns, so a client that sends many at once mostly waits for itself.

The number of acts that wait, and how long they wait, is limited. If there is no room, the client
with the most waiting acts gives way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mock_server.core.refusals import Refusal
from tui_voter.contract.errors import ErrorCode

RETRY_AFTER: Final = 2
"""How long a client that was turned away is asked to wait, in seconds."""

PATIENCE: Final = 5.0
"""How long an act waits before it is turned away, in seconds, as at a busy database."""


class Turns:
    """The turns of one event loop: ``at_once`` acts run, ``most`` wait."""

    def __init__(self, at_once: int, most: int) -> None:
        self._free = at_once
        self._most = most
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}  # the next client comes first

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Within this context it is the client's turn. Raises :class:`Refusal`, ``busy``, before
        that, if there is no room or no longer any."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(client)
        try:
            yield
        finally:
            self._give_on()

    async def _wait(self, client: str) -> None:
        if other := self._who_gives_way(client):
            latest = self._waiting[other].pop()
            if not latest.done():
                latest.set_exception(_busy())
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(mine)
        timer = asyncio.get_running_loop().call_later(PATIENCE, self._turn_away, client, mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.cancelled():
                self._leave(client, mine)
            elif not mine.exception():
                self._give_on()  # the turn had just been given
            raise
        finally:
            timer.cancel()

    def _turn_away(self, client: str, mine: asyncio.Future[None]) -> None:
        if not mine.done():
            self._leave(client, mine)
            mine.set_exception(_busy())

    def _who_gives_way(self, client: str) -> str | None:
        """The client whose latest act must give way to one more of this client's; None if there is
        room."""
        if self.waiting < self._most:
            return None
        most = max(self._waiting, key=lambda other: len(self._waiting[other]))
        if len(self._waiting[most]) <= len(self._waiting.get(client, ())) + 1:
            raise _busy()
        return most

    def _leave(self, client: str, mine: asyncio.Future[None]) -> None:
        waiting = self._waiting.get(client, deque())
        if mine in waiting:
            waiting.remove(mine)
        if not waiting:
            self._waiting.pop(client, None)

    def _give_on(self) -> None:
        while self._waiting:
            client = next(iter(self._waiting))
            waiting = self._waiting.pop(client)
            first = waiting.popleft()
            if waiting:
                self._waiting[client] = waiting  # behind the others
            if not first.done():  # cancelled, and about to leave
                first.set_result(None)
                return
        self._free += 1


def _busy() -> Refusal:
    return Refusal(ErrorCode.BUSY, retry_after=RETRY_AFTER)
