"""The network of a training room, which is silent or slow while its trainer wishes so.

A request waits before anything of the portal sees it; one whose client has given up by then does
nothing. The operators' view of the portal stands apart, and so do the mailbox, which is in the
place of other people's mail servers, and the page by which browsers come in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from mock_server.accounts.sessions import voter_signed_in
from mock_server.core.times import Clock
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.troubles import EVERYBODY, Trouble, What, troubles
from mock_server.http.routing import Scope, bearer_of

SLOW: Final = 3.0
"""How long a slow network holds up each request, in seconds."""
_LOOK_EVERY: Final = 0.5
_HOLDING_UP: Final = (What.SILENCE, What.SLOW_NETWORK)
_APART: Final = ("/health", "/ready", "/mailbox", "/room")


class Network:
    """Holds up requests as the database says. A request is one learner's by its session: before
    they sign in, only what is on for everybody reaches them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._troubles: tuple[Trouble, ...] = ()
        self._looked = asyncio.Event()
        """Set at the next look into the database."""

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Within this context, a change in the database takes effect here within a second."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()

    async def _follow(self) -> None:
        while True:
            with suppress(DatabaseBusy, SQLAlchemyError):  # else all is as before
                look = partial(troubles, now=self._clock())
                self._troubles = await self._database.reading(look)
            looked, self._looked = self._looked, asyncio.Event()
            looked.set()
            await asyncio.sleep(_LOOK_EVERY)

    async def carry(self, scope: Scope) -> None:
        """Return when the portal is to see this request."""
        if not self._troubles or scope["path"].startswith(_APART):
            return
        loop = asyncio.get_running_loop()
        begun, voter = loop.time(), await self._voter(scope)
        while (on := self._on(voter)) and (
            What.SILENCE in on or loop.time() - begun < SLOW  # the only other one
        ):
            await self._looked.wait()

    def _on(self, voter: int | None) -> set[What]:
        now = self._clock()
        return {
            each.what
            for each in self._troubles
            if each.what in _HOLDING_UP and each.voter_id in (EVERYBODY, voter) and each.is_on(now)
        }

    async def _voter(self, scope: Scope) -> int | None:
        """Whose request this is, if it matters; None if nobody has signed in."""
        token = bearer_of(scope)
        if not token or all(each.voter_id == EVERYBODY for each in self._troubles):
            return None
        now = self._clock()
        with suppress(DatabaseBusy, SQLAlchemyError):  # then it passes
            return await self._database.reading(lambda tx: voter_signed_in(tx, token, now))
        return None
