"""The key of each act: an act has the same key on every screen, and a key has only one act.

Many terminals use F10 and F11 themselves (for a menu and for full screen), and some use F1 for
their own help, so that two more keys open this program's help.
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
"""The key of each role that has one. Actions without a key are reached with Tab, and on a page by
their number."""

EVERYWHERE: Final = (REVEAL, *KEYS.values())
"""The keys that help names on some pages: wherever one does nothing, a message says so."""


def keys_of(actions: Iterable[Action]) -> list[str]:
    """The key of each action, "" for one without a key or whose key an earlier action has."""
    keys: list[str] = []
    for action in actions:
        key = KEYS.get(action.role, "")
        keys.append("" if key in keys else key)
    return keys


def shown(key: str) -> str:
    """The label of ``key``, as printed on keyboards."""
    return _("Del") if key == REMOVE else "+".join(map(str.capitalize, key.split("+")))
