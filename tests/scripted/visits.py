"""Visits that are played by a script, without any terminal."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.scripted.portal import FakePortal, FakePortals
from tui_voter.audit.machine import machine
from tui_voter.audit.player import Player, Reply, quit_
from tui_voter.contract.endpoint import Endpoint
from tui_voter.contract.portal import Portal
from tui_voter.journeys.space import visit
from tui_voter.secret import Secret


class Visit(Player):
    """A voter who plays a script, then quits wherever they are."""

    async def run(self, journey: Callable[[Player], Awaitable[object]]) -> None:
        end = quit_()
        self._script.append(end)

        async def whole(dialogue: Player) -> None:
            try:
                await journey(dialogue)
            finally:
                if self._script == [end]:
                    self._script.clear()

        await super().run(whole)


async def play(journey: Callable[[Player], Awaitable[object]], *script: Reply) -> Visit:
    """Play ``journey`` with ``script``, then quit; returns the player."""
    player = Visit(*script)
    await player.run(journey)
    return player


async def play_at(portal: FakePortal, *script: Reply) -> Visit:
    portals, lent = FakePortals(portal, known=True), machine(portal.moment.time)
    return await play(lambda dialogue: visit(dialogue, lambda: portals, lent), *script)


Call = Callable[[], Awaitable[Any]]
Between = Callable[[Endpoint[Any, Any], Any, Call], Awaitable[Any]]
"""What stands between the voter and the portal: it is given a call's endpoint, its request and the
call itself, and answers in its place."""


class Reached(Portal):
    """A portal that is reached through ``between``."""

    def __init__(self, portal: Portal, between: Between) -> None:
        self._portal = portal
        self._between = between

    async def call(
        self,
        endpoint: Endpoint[Any, Any],
        request: Any,
        session: Secret | None = None,
        about: str = "",
    ) -> Any:
        async def call() -> Any:
            return await self._portal.call(endpoint, request, session, about)

        return await self._between(endpoint, request, call)

    async def download(self, path: str) -> bytes:
        return await self._portal.download(path)
