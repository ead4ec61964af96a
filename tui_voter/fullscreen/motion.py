"""Whether pictures may move."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

ANIMATIONS: Final = "TEXTUAL_ANIMATIONS"
"""The variable by which a voter wants no motion ("none"), in any program of Textual's."""


def can_move(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether motion is wanted, and the terminal quick enough: over a network and on the Linux
    console, each frame takes its time."""
    is_unwanted = environment.get(ANIMATIONS, "").lower() == "none"
    is_slow = "SSH_CONNECTION" in environment or environment.get("TERM") == "linux"
    return not (is_unwanted or is_slow)
