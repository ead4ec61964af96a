"""The voter's portals: which they chose in this visit, and which this computer remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.links import MailedLink
from tui_voter.contract.rooms import Room
from tui_voter.portal import hygiene

if TYPE_CHECKING:
    from tui_voter.portal.client import PortalClient


class PortalDirectory:
    """The :class:`~tui_voter.contract.portal.Portals` of one run of the program.

    ``remembered`` are the portals of earlier visits, the one used last first; portals that no link
    may lead to are left out, whoever wrote them into the preferences. ``chosen`` is the portal that
    the voter named when they started the program. ``authorities`` are files, by the portals for
    which they are trusted; the file ``authority``, "" for none, is trusted for every portal of this
    run. ``remember``, ``forget`` and ``forget_authority`` are called with what is to change in the
    preferences. Importing this module loads no HTTP client; the first :meth:`connect` does.
    """

    def __init__(
        self,
        language: str,
        remembered: Iterable[str] = (),
        *,
        chosen: str = "",
        authorities: Mapping[str, str] = MappingProxyType({}),
        authority: str = "",
        remember: Callable[[str, str], None] = lambda _origin, _authority: None,
        forget: Callable[[str], None] = lambda _origin: None,
        forget_authority: Callable[[str], None] = lambda _origin: None,
        proxy: str | None = None,
    ) -> None:
        self._language = language
        self._chosen = [chosen] if chosen else []
        self._remembered = list(dict.fromkeys(filter(_is_usable, remembered)))
        self._authorities = dict(authorities)
        self._authority = authority
        self._remember = remember
        self._forget = forget
        self._forget_authority = forget_authority
        self._proxy = proxy
        self._room: Room | None = None
        self._clients: dict[tuple[str, str, Room | None], PortalClient] = {}

    def find_link(self, pasted: str) -> str:
        return hygiene.find_link(pasted, self._room_origin)

    def check_link(self, text: str) -> MailedLink:
        return hygiene.check_link(text, self._room_origin)

    def check_origin(self, text: str) -> str:
        return hygiene.check_origin(text, self._room_origin)

    @property
    def _room_origin(self) -> str:
        return self._room.origin if self._room else ""

    @property
    def chosen(self) -> str:
        return self._chosen[0] if self._chosen else ""

    def known(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._chosen, *self._remembered)))

    def choose(self, origin: str) -> None:
        _put_first(self.check_origin(origin), self._chosen)

    def join(self, room: Room) -> None:
        # The room before was believed for its code alone.
        self._chosen = [each for each in self._chosen if each != self._room_origin]
        self._room = room
        _put_first(room.origin, self._chosen)

    def remember(self, origin: str) -> str:
        if origin == self._room_origin:
            return ""  # the next room may have the same address
        authority = self.authority(origin)
        is_new = authority != self._authorities.get(origin, "")
        if is_new or self._remembered[:1] != [origin]:
            _put_first(origin, self._remembered)
            self._remember(origin, authority)
        if not is_new:
            return ""
        self._authorities[origin] = authority
        return authority

    def authority(self, origin: str) -> str:
        if origin.startswith("http:") or origin == self._room_origin:
            return ""
        return self._authority or self._authorities.get(origin, "")

    def forget_authority(self, origin: str) -> None:
        self._authority = ""
        if self._authorities.pop(origin, ""):
            self._forget_authority(origin)

    def forget(self, origin: str) -> None:
        self._authorities.pop(origin, None)
        self._chosen = [each for each in self._chosen if each != origin]
        if origin in self._remembered:
            self._remembered.remove(origin)
            self._forget(origin)

    def connect(self, origin: str) -> PortalClient:
        """The client of a portal, always the same one. Raises ``ValueError`` if the portal was not
        chosen in this visit: no journey may connect to such a portal."""
        if origin not in self._chosen:
            raise ValueError("not a portal that the voter chose in this visit")
        room = self._room if origin == self._room_origin else None
        key = (origin, self.authority(origin), room)
        if key not in self._clients:
            # late: importing httpx would delay the first screen
            from tui_voter.portal.client import PortalClient

            self._clients[key] = PortalClient(
                origin,
                language=self._language,
                proxy=self._proxy,
                authorities=key[1],
                room=room,
            )
        return self._clients[key]

    async def aclose(self) -> None:
        """Close every connection. Those that are still in use fail as unreachable."""
        while self._clients:
            await self._clients.popitem()[1].aclose()


class OnePortal(PortalDirectory):
    """The :class:`~tui_voter.contract.portal.Portals` of a program that speaks to the portal of one
    training room alone, whatever the voter types: it runs on a computer that is not theirs."""

    def __init__(self, language: str, room: Room) -> None:
        super().__init__(language)
        super().join(room)

    def check_link(self, text: str) -> MailedLink:
        link = super().check_link(text)
        self._must_be_this(link.origin)
        return link

    def check_origin(self, text: str) -> str:
        origin = super().check_origin(text)
        self._must_be_this(origin)
        return origin

    def join(self, room: Room) -> None:
        if room != self._room:
            raise LinkRefused(LinkFault.ANOTHER_PORTAL)

    def _must_be_this(self, origin: str) -> None:
        if origin != self._room_origin:
            raise LinkRefused(LinkFault.ANOTHER_PORTAL)


def _put_first(origin: str, origins: list[str]) -> None:
    origins[:] = [origin, *(each for each in origins if each != origin)]


def _is_usable(origin: str) -> bool:
    try:
        return hygiene.check_origin(origin) == origin
    except LinkRefused:
        return False
