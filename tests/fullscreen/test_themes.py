"""Both themes can be read: contrast as WCAG computes it."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from tui_voter.fullscreen.themes import THEMES, is_dark

WRITTEN_ON = (
    ("ink", "ground"),
    ("ink", "field"),
    ("muted", "ground"),
    ("muted", "field"),
    ("mark", "ground"),
    ("mark", "field"),
    ("fault", "ground"),
    ("met", "ground"),
    ("on-button", "button"),
    ("ground", "mark"),
)


def contrast(one: Color, other: Color) -> float:
    def luminance(color: Color) -> float:
        def linear(channel: float) -> float:
            return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

        red, green, blue = (linear(channel) for channel in color.normalized)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("pair", WRITTEN_ON, ids="/".join)
def test_contrast(theme: Theme, pair: tuple[str, str]) -> None:
    text, ground = (Color.parse(theme.variables[name]) for name in pair)
    least = 7.0 if theme.name.startswith("accessible") else 4.5
    assert contrast(text, ground) >= least


@pytest.mark.parametrize(
    ("value", "dark"), [("", True), ("15;0", True), ("0;15", False), ("0;default;7", False)]
)
def test_the_terminal_tells_its_background(value: str, dark: bool) -> None:
    assert is_dark({"COLORFGBG": value}) is dark
