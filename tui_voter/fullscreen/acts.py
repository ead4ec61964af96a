"""Which key does what: one act has one function key, and a key one act, on every screen.

F10 and F11 are taken by many terminals (their menu, and the whole screen), and some take F1 for a
help of their own: for help there are two more keys, which none takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tui_voter.dialogue import SAVE, SIGN_OUT, Action
from tui_voter.messages import gettext as _

HELP: Final = "f1"
HELP_ANYWHERE: Final = "ctrl+g"
HELP_OUTSIDE_TEXT: Final = "question_mark"
REVEAL: Final = "f2"
BY_MAIL: Final = "f3"
"""Have a link, or another voting code, sent by email."""
TO_FILE: Final = "f4"
ANEW: Final = "f5"
"""Another question or phrase, another try, another look, a code in place of an answer."""
THEME: Final = "f6"
READ: Final = "f7"
"""Read the papers of a ballot: its roll, its candidate lists."""
MAILBOX: Final = "ctrl+l"
"""Look into the voter's mailbox, in the demo."""
WRITE: Final = "f8"
"""Write to the elections office or the help desk."""
OTHER_WAY: Final = "f9"
"""Come in by another way, or to another portal."""
REMOVE: Final = "delete"
LEAVE: Final = "f12"

ACTIONS: Final[Mapping[str, str]] = {
    "new_link": BY_MAIL,
    "forgotten": BY_MAIL,
    "more": BY_MAIL,
    "replace": BY_MAIL,
    SAVE: TO_FILE,
    "another": ANEW,
    "code": ANEW,
    "another_code": ANEW,
    "look": ANEW,
    "check_clock": ANEW,
    "lists": READ,
    "roll": READ,
    "read": READ,
    "mailbox": MAILBOX,
    "claim": WRITE,
    "wrong": WRITE,
    "new": WRITE,
    "new_claim": WRITE,
    "sign_in": OTHER_WAY,
    "mailed_link": OTHER_WAY,
    "type_password": OTHER_WAY,
    "other_portal": OTHER_WAY,
    "remove": REMOVE,
    SIGN_OUT: LEAVE,
}
"""The key of each action of a journey that has one, by the action's name. Others are reached with
Tab, and on a page by their number."""


EVERYWHERE: Final = tuple(dict.fromkeys((REVEAL, *ACTIONS.values())))
"""The keys that help names on some page or other: where one does nothing, it says so."""


def keys_of(actions: Iterable[Action]) -> list[str]:
    """The key of each action, "" where it has none or another one before it has it."""
    keys: list[str] = []
    for action in actions:
        key = ACTIONS.get(action.name, "")
        keys.append("" if key in keys else key)
    return keys


def shown(key: str) -> str:
    """What is printed on ``key``."""
    return _("Del") if key == REMOVE else "+".join(map(str.capitalize, key.split("+")))
