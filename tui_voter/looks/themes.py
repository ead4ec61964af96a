"""Four themes: visual, accessible and the terminal's own colours, each for dark and light
terminals, and one for a projector in a bright room, which is light on any terminal.

Each theme has one accent colour, and every meaningful colour comes with a word or a sign. Text has
a contrast of at least 7:1 and signs of 3:1, which a test computes from what is painted. The theme
"terminal" is the visual one without its colours, leaving those to the terminal itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from tui_voter.looks.colours import PALETTES


class Look:
    """The current theme, which whoever looks at it can change."""

    def __init__(
        self, name: str, *, dark: bool | None = None, keep: Callable[[str], str] = lambda _name: ""
    ) -> None:
        """``dark`` is taken from the environment if it is None. ``keep`` remembers the name of a
        theme, and returns "" or a sentence on why it cannot."""
        self.name = self.kept = name
        """The theme that is shown, and the one that stays when nothing else is kept."""
        self.dark = is_dark() if dark is None else dark
        self.no_color = bool(os.environ.get("NO_COLOR"))  # an empty value does not count
        """Whether no colours are wanted in any theme."""
        self._keep = keep

    @property
    def theme(self) -> str:
        """The name of Textual's theme."""
        dark = self.dark and self.name != "projector"
        return f"{self.name}-{'dark' if dark else 'light'}"

    @property
    def accessible(self) -> bool:
        """Whether the theme is the one for screen readers and braille displays."""
        return self.name == "accessible"

    @property
    def colourless(self) -> bool:
        """Whether only the terminal's own colours are used."""
        return self.no_color or self.name == "terminal"

    def keep(self) -> str:
        """Remember the theme that is shown; returns "", or a sentence on why it cannot be done."""
        self.kept = self.name
        return self._keep(self.name)


def _theme(name: str, ours: Mapping[str, str]) -> Theme:
    return Theme(
        name=name,
        dark=name.endswith("-dark"),
        primary=ours["mark"],
        secondary=ours["mark"],
        accent=ours["mark"],
        background=ours["ground"],
        surface=ours["field"],
        panel=ours["field"],
        foreground=ours["ink"],
        error=ours["fault"],
        warning=ours["fault"],
        success=ours["met"],
        variables=dict(ours),
    )


_COLOURED: Final = [_theme(name, colours) for name, colours in PALETTES.items()]

THEMES: Final = (
    *_COLOURED,
    *(replace(each, name=each.name.replace("visual", "terminal")) for each in _COLOURED[:2]),
)


class WithoutColours(LineFilter):
    """Removes all colours but keeps bold, underline and reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            Segment(text, style and _without_colours(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _without_colours(style: Style) -> Style:
    return style.without_color + Style.from_meta(style.meta)  # which has the click's action


def is_dark(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal is dark according to ``COLORFGBG``; True if it is not set.

    A terminal that later replies with its background corrects this.
    """
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return background not in {"7", "15"}
