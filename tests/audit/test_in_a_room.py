"""The visits of the audit in a training room on a network: its portal's address is a number, which
only the room's code makes one to believe."""

from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any, Final

import pytest

from tests.ways import some
from tui_voter import messages
from tui_voter.audit import portal, visits, walk
from tui_voter.audit.player import Reply
from tui_voter.audit.visits import VISITS, Visit
from tui_voter.contract.rooms import Room
from tui_voter.portal.client import PortalClient

ROOM: Final = Room("192.0.2.10", 8000, bytes(10))
IN_A_ROOM: Final = [
    each
    for each in VISITS
    if each.known and not each.others and each.vault is None and each.ballots is None
]
"""In a room no portal is chosen, and nothing is kept on the computer."""


class InRoom(portal.Directory):
    """The portals of a learner who has typed the room's code."""

    def __init__(self, its: Any, language: str, *, known: bool, others: tuple[str, ...]) -> None:
        super().__init__(its, language, known=not known, others=others)
        self.join(ROOM)


class Client(portal._Client):
    """The client of a room's portal."""

    def __init__(self, respond: Callable[..., Awaitable[None]], language: str) -> None:
        PortalClient.__init__(self, ROOM.origin, language=language, room=ROOM)
        self._respond = respond


def in_room(reply: Reply) -> Reply:
    """The same reply, with the room's address where it is that of the portal."""
    moved = copy(reply)
    if not isinstance(reply, visits.Meanwhile):
        moved.typed = {
            name: given.replace(portal.ORIGIN, ROOM.origin) if isinstance(given, str) else given
            for name, given in reply.typed.items()
        }
    return moved


@pytest.mark.parametrize("language", some("fr", of=messages.LANGUAGES))
async def test_every_journey_is_gone_through(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages.use(language)
    played: list[Visit] = [
        each._replace(script=tuple(map(in_room, each.script))) for each in IN_A_ROOM
    ]
    for module in (portal, visits, walk):
        monkeypatch.setattr(module, "ORIGIN", ROOM.origin)
    monkeypatch.setattr(portal, "_made", [])  # with databases whose mails have the room's address
    monkeypatch.setattr(portal, "_Client", Client)
    monkeypatch.setattr(walk, "Directory", InRoom)
    assert len(played) > len(VISITS) / 2
    for each in played:
        await walk.make_visit(each, language)
