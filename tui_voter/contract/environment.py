"""What people choose for all their programs, by variables of the environment."""

from __future__ import annotations

import os
from typing import Final

ACCESSIBLE: Final = "ACCESSIBLE"
TERM: Final = "TERM"
_OFF: Final = ("", "0", "false", "no", "off")


def lines_chosen_by() -> str:
    """The variable that chooses the line-by-line mode, "" if none does."""
    if os.environ.get(ACCESSIBLE, "").strip().lower() not in _OFF:
        return ACCESSIBLE
    return TERM if os.environ.get(TERM, "") in ("", "dumb") else ""
