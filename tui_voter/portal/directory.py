"""The voter's portals: configured, or confirmed by the voter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tui_voter.contract.links import LinkRefused
from tui_voter.portal import hygiene

if TYPE_CHECKING:
    from tui_voter.portal.client import PortalClient


class PortalDirectory:
    """The :class:`~tui_voter.contract.portal.Portals` of one run of the program.

    ``origins`` are the configured portals, the usual one first; one that no link may lead to
    is none, whoever wrote it into the preferences. ``remember`` is called with each origin
    that the voter confirms. Importing this module loads no HTTP client; the first
    :meth:`connect` does.
    """

    find_link = staticmethod(hygiene.find_link)
    check_link = staticmethod(hygiene.check_link)
    check_origin = staticmethod(hygiene.check_origin)

    def __init__(
        self,
        language: str,
        origins: Iterable[str],
        remember: Callable[[str], None],
        *,
        proxy: str | None = None,
    ) -> None:
        self._language = language
        self._known = list(dict.fromkeys(filter(_is_usable, origins)))
        self._remember = remember
        self._proxy = proxy
        self._clients: dict[str, PortalClient] = {}

    def known(self) -> tuple[str, ...]:
        return tuple(self._known)

    def confirm(self, origin: str) -> None:
        if origin not in self._known:
            self._known.append(hygiene.check_origin(origin))
            self._remember(origin)

    def connect(self, origin: str) -> PortalClient:
        """The client of a known portal; the same one each time. Raises ``ValueError`` for
        a portal that nobody configured or confirmed: no journey may get there."""
        if origin not in self._known:
            raise ValueError("not a portal that the voter knows")
        if origin not in self._clients:
            # late: importing httpx would delay the first screen
            from tui_voter.portal.client import PortalClient

            self._clients[origin] = PortalClient(origin, language=self._language, proxy=self._proxy)
        return self._clients[origin]

    async def aclose(self) -> None:
        """Close every connection. Those that are still in use fail as unreachable."""
        while self._clients:
            await self._clients.popitem()[1].aclose()


def _is_usable(origin: str) -> bool:
    try:
        return hygiene.check_origin(origin) == origin
    except LinkRefused:
        return False
