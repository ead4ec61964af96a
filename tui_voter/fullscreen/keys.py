"""The key of each role: it has the same one on every screen, and a key has only one role.

Many terminals use F10 and F11 themselves (for a menu and for full screen), and some use F1 for
their own help, so that two more keys open this program's help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tui_voter.conversation.ways import Way
from tui_voter.dialogue import Role
from tui_voter.messages import gettext as _

HELP_OUTSIDE_TEXT: Final = "question_mark"
THEME: Final = "f6"

KEYS: Final[Mapping[Role, Sequence[str]]] = {
    Role.SUBMIT: ["ctrl+s"],
    Role.BACK: ["escape"],
    Role.HELP: ["f1", "ctrl+g", HELP_OUTSIDE_TEXT],
    Role.REVEAL: ["f2"],
    Role.PROPOSE: ["ctrl+p"],
    Role.COMPUTE: ["ctrl+o"],
    Role.MAIL: ["f3"],
    Role.SAVE: ["f4"],
    Role.RENEW: ["f5"],
    Role.READ: ["f7"],
    Role.WRITE: ["f8"],
    Role.ELSEWHERE: ["f9"],
    Role.MAILBOX: ["ctrl+l"],
    Role.REMOVE: ["delete"],
    Role.TIME: ["ctrl+t"],
    Role.EXTEND: ["ctrl+r"],
    Role.QUIT: ["ctrl+q", "ctrl+c"],
    Role.SIGN_OUT: ["f12"],
}
"""The keys of each role. Enter takes what closes a page, and what else has no key is reached with
Tab, or on a page by its number. Nothing needs to be repeated that stays in sight, and Esc leads
home."""


def shown(role: Role) -> str:
    """The label of the first key of ``role``, as printed on keyboards."""
    return printed(KEYS[role][0])


def printed(key: str) -> str:
    """The label of ``key``, as printed on keyboards."""
    names = {"delete": _("Del"), "escape": _("Esc"), HELP_OUTSIDE_TEXT: "?"}
    return names.get(key) or "+".join(map(str.capitalize, key.split("+")))


def names_of(ways: Sequence[Way]) -> list[str]:
    """The label of each way's key, "" for one without a key or whose key an earlier one has."""
    roles = [way.role for way in ways]
    return [
        shown(role) if role is not None and role in KEYS and role not in roles[:index] else ""
        for index, role in enumerate(roles)
    ]


def is_everywhere(way: Way) -> bool:
    """Whether this is what every place offers, told after what only this one does."""
    return way.action is None and way.role in (Role.TIME, Role.EXTEND, Role.QUIT, Role.SIGN_OUT)


def role_of(key: str) -> Role | None:
    """The role that has ``key``, if any."""
    return next((role for role, keys in KEYS.items() if key in keys), None)


def action(role: Role) -> str:
    """The action of a screen that obeys the key of ``role``, also when its name is clicked."""
    return f"screen.obey('{role.name}')"
