"""Large numbers, readable from the back of the room, each above its unit.

One widget paints all of them, and a second that passes repaints the digits that changed and
nothing else: a widget for each number would cost three times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

GLYPHS = {
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": (" ██", "  █", "  █", "  █", "  █"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
}
"""Three columns and five rows a digit."""
ROWS = 5
WIDEST = 20
"""Columns that a number has at most."""

Part = tuple[int, str]
"""A number and its unit."""


class BigNumbers(Widget):
    """Numbers of two or more digits, each digit twice as wide where there is room for it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"big-numbers--number", "big-numbers--unit"}

    parts: Sequence[Part] = ()
    _looks: tuple[Style, Style] | None = None
    """Of the numbers and of the units, as long as the look stays the same."""

    def show(self, parts: Sequence[Part]) -> None:
        """Repaint what has changed."""
        before, self.parts = self.parts, parts
        if [_without_number(part) for part in before] != [_without_number(part) for part in parts]:
            self.refresh()
        elif before != parts and self.size.width:  # it has none while it is out of sight
            places = _places(tuple(parts), self.size.width)
            changes = (n for n, part in enumerate(parts) if part != before[n])
            self.refresh(*(places[n].changed(before[n][0]) for n in changes))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks = None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return ROWS + 2

    def render_line(self, y: int) -> Strip:
        if self._looks is None:
            self._looks = (
                self.get_component_rich_style("big-numbers--number"),
                self.get_component_rich_style("big-numbers--unit"),
            )
        width = self.size.width
        row, style = "", self._looks[y >= ROWS]
        for place in _places(tuple(self.parts), width):
            row = place.onto(row, y)
        return Strip([Segment(row.ljust(width), style)], width)


class Place(NamedTuple):
    """Where a number stands: its digits from column ``left`` on, its unit in ``columns``."""

    digits: str
    unit: str
    left: int
    scale: int
    columns: tuple[int, int]

    def onto(self, row: str, y: int) -> str:
        """``row``, with what of this number is in line ``y``."""
        if y < ROWS:
            drawn = ("".join(cell * self.scale for cell in GLYPHS[n][y]) for n in self.digits)
            return row.ljust(self.left) + (" " * self.scale).join(drawn)
        start, width = self.columns
        return row.ljust(start) + self.unit.center(width) if y == ROWS + 1 else row

    def changed(self, before: int) -> Region:
        """The digits from the first on that is another than in ``before``."""
        first = next(n for n, digit in enumerate(f"{before:02}") if digit != self.digits[n])
        wide = ((len(self.digits) - first) * 4 - 1) * self.scale
        return Region(self.left + first * 4 * self.scale, 0, wide, ROWS)


@lru_cache(2)
def _places(parts: tuple[Part, ...], width: int) -> Sequence[Place]:
    """The numbers side by side, in columns of the same width, in the middle of ``width``."""
    room = min(width // max(len(parts), 1), WIDEST)
    margin = (width - room * len(parts)) // 2
    places = []
    for start, (number, unit) in zip(range(margin, width, max(room, 1)), parts, strict=False):
        digits = f"{number:02}"
        scale = 2 if len(digits) * 8 - 2 <= room else 1
        left = start + max(room - (len(digits) * 4 - 1) * scale, 0) // 2
        places.append(Place(digits, unit, left, scale, (start, room)))
    return places


def _without_number(part: Part) -> tuple[str, int]:
    """What decides where the digits of a number stand."""
    return part[1], len(f"{part[0]:02}")
