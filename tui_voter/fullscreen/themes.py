"""Four themes: visual, accessible and the terminal's own colours, each for dark and light
terminals, and one for a projector in a bright room, which is light on any terminal.

Each theme has one accent colour, and every meaningful colour comes with a word or a sign. Text has
a contrast of at least 7:1 and signs of 3:1, which a test computes from what is painted. The theme
"terminal" is the visual one without its colours, leaving those to the voter's terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from tui_voter.dialogue import Option
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


class Look:
    """The current theme, which the voter can change."""

    def __init__(
        self, name: str, *, dark: bool | None = None, keep: Callable[[str], str] = lambda _name: ""
    ) -> None:
        """``dark`` is taken from the environment if it is None. ``keep`` remembers the name of a
        theme, and returns "" or a sentence on why it cannot."""
        self.name = self.kept = name
        """The theme that is shown, and the one that stays when nothing else is kept."""
        self.dark = is_dark() if dark is None else dark
        self.no_color = bool(os.environ.get("NO_COLOR"))  # an empty value does not count
        """Whether the voter wants no colours in any theme."""
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
        """Remember the theme that is shown; returns the message for the voter, which names it, as
        some look alike."""
        self.kept = self.name
        return f"{_(LOOKS[self.name][0])} {self._keep(self.name)}".rstrip()


_NAMES: Final = (
    "visual-dark",
    "visual-light",
    "accessible-dark",
    "accessible-light",
    "projector-light",
)
_COLOURS: Final = {
    "ground": ("#0a0f1f", "#ffffff", "#000000", "#ffffff", "#ffffff"),
    "field": ("#19223f", "#e9eef9", "#000000", "#ffffff", "#d3dbf5"),
    "ink": ("#e8ecf6", "#161b2c", "#ffffff", "#000000", "#000000"),
    "muted": ("#a6b2d0", "#434c68", "#d6d6d6", "#333333", "#2b2b2b"),
    "mark": ("#86b1ff", "#1c42a8", "#a9ccff", "#00217a", "#0026a3"),
    "button": ("#284fb2", "#1c42a8", "#000000", "#ffffff", "#0026a3"),
    "on-button": ("#ffffff", "#ffffff", "#ffffff", "#000000", "#ffffff"),
    "fault": ("#ff9d91", "#a81a14", "#ffb8b0", "#850d0d", "#850000"),
    "met": ("#86d9ab", "#10603a", "#b3eac9", "#09472a", "#00451f"),
    "line": ("#5c6da3", "#7484b2", "#d6d6d6", "#333333", "#4a4a4a"),
}
"""The colours of our stylesheets, each in the themes of :data:`_NAMES`."""


def _theme(name: str, colours: Sequence[str]) -> Theme:
    ours = dict(zip(_COLOURS, colours, strict=True))
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
        variables=ours,
    )


_COLOURED: Final = [*map(_theme, _NAMES, zip(*_COLOURS.values(), strict=True))]

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
