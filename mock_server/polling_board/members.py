"""The members of the board, and how many of them are needed to open the urn."""

from __future__ import annotations

import re
from gettext import gettext as _
from typing import Final, NamedTuple

from mock_server.core.errors import Fault
from tui_voter.contract.text import is_shown

MOST: Final = 50
_NAME: Final = 60


class Group(NamedTuple):
    """A group of members, ``threshold`` of whom are needed; every group is needed."""

    threshold: int
    members: tuple[str, ...]


def usual_board() -> tuple[Group, ...]:
    """The board that the law requires for professional elections: the president or the secretary,
    and two delegates of the lists."""
    delegates = tuple(_("delegate {number}").format(number=number) for number in range(1, 5))
    return Group(1, (_("president"), _("secretary"))), Group(2, delegates)


def read_board(text: str) -> tuple[Group, ...]:
    """Read a board such as "1: president, secretary; 2: delegate A, delegate B, delegate C". Raises
    :class:`.Fault`."""
    board = tuple(_read_group(part) for part in text.split(";"))
    names = [name.casefold() for group in board for name in group.members]
    if len(names) > MOST:
        raise Fault(_("A board has at most {most} members.").format(most=MOST))
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Fault(_("Two members have the same name: {name}.").format(name=twice))
    return board


def _read_group(text: str) -> Group:
    found = re.fullmatch(r"\s*(\d{1,3})\s*:(.*)", text, re.ASCII | re.DOTALL)
    members = tuple(" ".join(name.split()) for name in found[2].split(",")) if found else ()
    if found is None or not all(0 < len(name) <= _NAME and is_shown(name) for name in members):
        raise Fault(
            _(
                "“{text}” is not a group of members, e.g. 2: Claude Roy, Jo Le Gall, Sam Diop "
                "for two of three."
            ).format(text=text.strip())
        )
    threshold = int(found[1])
    if not 1 <= threshold <= len(members):
        raise Fault(
            _("In “{text}” the number must be from 1 to {members}.").format(
                text=text.strip(), members=len(members)
            )
        )
    return Group(threshold, members)
