"""Which key does what: one act has one function key, and a key one act, on every screen.

F10 and F11 are taken by many terminals (their menu, and the whole screen), and some take F1 for a
help of their own: for help there are two more keys, which none takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tui_voter.dialogue import Action, Role
from tui_voter.messages import gettext as _

HELP: Final = "f1"
HELP_ANYWHERE: Final = "ctrl+g"
HELP_OUTSIDE_TEXT: Final = "question_mark"
REVEAL: Final = "f2"
ANEW: Final = "f5"
THEME: Final = "f6"
REMOVE: Final = "delete"
LEAVE: Final = "f12"

KEYS: Final[Mapping[Role | None, str]] = {
    Role.MAIL: "f3",
    Role.SAVE: "f4",
    Role.RENEW: ANEW,
    Role.READ: "f7",
    Role.WRITE: "f8",
    Role.ELSEWHERE: "f9",
    Role.MAILBOX: "ctrl+l",
    Role.REMOVE: REMOVE,
    Role.SIGN_OUT: LEAVE,
}
"""The key of each role that has one. Actions without one are reached with Tab, and on a page by
their number."""


EVERYWHERE: Final = (REVEAL, *KEYS.values())
"""The keys that help names on some page or other: where one does nothing, it says so."""


def keys_of(actions: Iterable[Action]) -> list[str]:
    """The key of each action, "" where it has none or another one before it has it."""
    keys: list[str] = []
    for action in actions:
        key = KEYS.get(action.role, "")
        keys.append("" if key in keys else key)
    return keys


def shown(key: str) -> str:
    """What is printed on ``key``."""
    return _("Del") if key == REMOVE else "+".join(map(str.capitalize, key.split("+")))
