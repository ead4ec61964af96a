"""``python -m tests.screenreader.focus ...``: the program, which also writes behind each frame what
has the focus, in a control sequence that no terminal knows.

What a reader of the desktop tells is held against that.
"""

import re
import sys
from collections.abc import Iterator
from typing import Final

from tui_voter.cli import main
from tui_voter.fullscreen.assistive.outline import described
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.described import Described, Kind

BEGINS, ENDS = "\x1b]7770;", "\x07"
TOLD: Final = re.compile(f"{re.escape(BEGINS)}([^{ENDS}]*){ENDS}".encode())
BUTTON, ENTRY, HIDDEN = "button", "entry", "password text"
CHOSEN, NOT_CHOSEN = "selected radio button", "not selected radio button"
ROLES: Final = {Kind.BUTTON: BUTTON, Kind.HIDDEN: HIDDEN} | dict.fromkeys(
    (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK), ENTRY
)
"""In Orca's words; an entry of a list has none."""


def words(told: Described) -> Iterator[str]:
    """All that is to be told of it, but for its hint."""
    role = ROLES.get(told.kind, "")
    if told.chosen is not None:
        role = CHOSEN if told.chosen else NOT_CHOSEN
    parts = (told.group, told.name, role, told.holds, told.state)
    return filter(None, (*parts, told.error, told.remark, told.position))


def focus_in(written: bytes) -> str:
    """The latest of it in what a terminal was sent."""
    told = TOLD.findall(written)
    return told[-1].decode() if told else ""


def tell_focus() -> None:
    """From now on."""
    painted = Program.post_display_hook

    def look(program: Program) -> None:
        painted(program)
        screen = program.screen
        focus = described(screen) if isinstance(screen, BaseScreen) else None
        if focus is not None and program._driver is not None:
            told = " ".join(", ".join(words(focus)).split())
            program._driver.write(f"{BEGINS}{told}{ENDS}")

    Program.post_display_hook = look  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    tell_focus()
    sys.exit(main())
