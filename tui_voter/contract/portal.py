"""The portal as a journey sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from tui_voter.contract.endpoint import Endpoint, Q, R
from tui_voter.contract.links import MailedLink
from tui_voter.contract.rooms import Room
from tui_voter.secret import Secret


class Portal(ABC):
    """One portal. For each endpoint the contract has a function, which journeys call, and which
    ends in :meth:`call`."""

    @abstractmethod
    async def call(
        self,
        endpoint: Endpoint[Q, R],
        request: Q,
        session: Secret | None = None,
        about: str = "",
    ) -> R:
        """What the portal answers; ``about`` is what varies in the endpoint's path. What is safe to
        repeat may be sent once more when its answer is lost. Raises a
        :class:`~tui_voter.contract.errors.PortalError` and nothing else."""

    @abstractmethod
    async def download(self, path: str) -> bytes:
        """A public file, for which nobody has to sign in. Raises a
        :class:`~tui_voter.contract.errors.PortalError`, also where it is larger than is read."""


class Portals(Protocol):
    """The portals there are, and the links that lead to them. Nothing here sends anything."""

    def find_link(self, pasted: str) -> str:
        """The one mailed link in a pasted text (a whole mail, say), or ""."""
        ...

    def check_link(self, text: str) -> MailedLink:
        """Raises :class:`LinkRefused`."""
        ...

    def check_origin(self, text: str) -> str:
        """The origin that a typed portal address names; its scheme may be left out. A host by
        number is only that of the room that was joined. Raises :class:`LinkRefused`."""
        ...

    @property
    def chosen(self) -> str:
        """The portal that the voter chose last in this visit; "" before that."""
        ...

    def known(self) -> Sequence[str]:
        """Portals by their origins: those chosen in this visit, the latest first, then those
        that this computer remembers, the one used last first."""
        ...

    def choose(self, origin: str) -> None:
        """The voter says that what they send now is for this portal."""
        ...

    def join(self, room: Room) -> None:
        """The voter typed the code of a training room: what they send now is for its portal, which
        is believed for what the code says, until they join another or this run of the program
        ends. Raises :class:`LinkRefused` where the program speaks to one portal alone, and that is
        another."""
        ...

    def remember(self, origin: str) -> str:
        """It has answered as a portal does: this computer remembers it. The file of authorities
        that is from now on remembered for it; "" where that has not changed."""
        ...

    def authority(self, origin: str) -> str:
        """The file of authorities that is believed for this portal; "" for the system's."""
        ...

    def forget_authority(self, origin: str) -> None:
        """From now on the system's authorities are believed for this portal."""
        ...

    def forget(self, origin: str) -> None:
        """The voter wants it neither remembered nor chosen."""
        ...

    def connect(self, origin: str) -> Portal:
        """A portal that was chosen in this visit; nothing is sent to any other."""
        ...
