"""The code of a training room, typed in the place of a link."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from tui_voter.contract.printed import Mistyped, right_groups
from tui_voter.contract.rooms import GROUPS, Room, read_room
from tui_voter.messages import listed, ngettext

_CERTAIN: Final = 2
"""The groups that must be right for a text to be taken for a room code."""


def find_room(text: str) -> Room | None:
    """Return the room whose code the text is; None for a text that is no code. Raises Mistyped."""
    if len(right_groups(text, GROUPS)) < _CERTAIN:
        return None
    return read_room(text)


def find_code(text: str) -> str:
    """Return the room code that the text is, in its printed form; "" if it is none."""
    with suppress(Mistyped):
        if (room := find_room(text)) is not None:
            return room.code
    return ""


def mistyped_room(mistyped: Mistyped) -> str:
    """Return the sentence about a room code that was mistyped."""
    numbers = listed([str(group) for group in mistyped.groups])
    return ngettext(
        "Check group {numbers} of the room code. Nothing was sent.",
        "Check groups {numbers} of the room code. Nothing was sent.",
        len(mistyped.groups),
    ).format(numbers=numbers)
