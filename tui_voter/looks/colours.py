"""The colours of each theme. Text has a contrast of at least 7:1 and signs of 3:1, which tests
compute from what is painted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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

PALETTES: Final[Mapping[str, Mapping[str, str]]] = {
    name: dict(zip(_COLOURS, colours, strict=True))
    for name, colours in zip(_NAMES, zip(*_COLOURS.values(), strict=True), strict=True)
}
"""For each theme, its colours by their names in stylesheets."""
