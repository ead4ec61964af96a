"""The list of themes, as the voter reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui_voter.dialogue import Option
from tui_voter.looks.themes import Look
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "visual": (
        gettext_noop("Theme: visual."),
        gettext_noop("Visual: dark or light, as the terminal is"),
    ),
    "projector": (
        gettext_noop("Theme: projector."),
        gettext_noop("Projector: black on white, for a bright room"),
    ),
    "accessible": (
        gettext_noop("Theme: accessible."),
        gettext_noop("Accessible: for screen readers and braille"),
    ),
    "terminal": (
        gettext_noop("Theme: terminal."),
        gettext_noop("Terminal: its own colours"),
    ),
}
"""For each theme, in the order of the list: the message that it is kept, and its label there."""


def listed() -> list[Option]:
    """The themes to choose from."""
    return [Option(key, _(label)) for key, (_message, label) in LOOKS.items()]


def keep(look: Look) -> str:
    """Remember the theme that is shown; returns the message for the voter, which names it, as some
    look alike."""
    return f"{_(LOOKS[look.name][0])} {look.keep()}".rstrip()
