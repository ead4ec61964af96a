"""Large numbers, readable from the back of a room, each above its unit.

A single widget paints all of them, and each second it repaints only the digits that changed: one
widget for each number would cost three times as much.
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
"""The three columns and five rows of each digit."""
ROWS = 5
WIDEST = 20
"""The most columns that one number may take."""

Part = tuple[int, str]
"""A number and its unit."""


class BigNumbers(Widget):
    """Numbers of at least two digits, in double width if there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"big-numbers--number", "big-numbers--unit"}

    parts: Sequence[Part] = ()
    _looks: tuple[Style, Style] | None = None
    """The styles of numbers and of units, cached until the theme changes."""

    def show(self, parts: Sequence[Part]) -> None:
        """Show ``parts``, repainting only what has changed."""
        before, self.parts = self.parts, parts
        if [_without_number(part) for part in before] != [_without_number(part) for part in parts]:
            self.refresh()
        elif before != parts and self.size.width:  # a hidden widget has no size
            slots = _slots(tuple(parts), self.size.width)
            changes = (n for n, part in enumerate(parts) if part != before[n])
            self.refresh(*(slots[n].changed(before[n][0]) for n in changes))

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
        for slot in _slots(tuple(self.parts), width):
            row = slot.onto(row, y)
        return Strip([Segment(row.ljust(width), style)], width)


class Slot(NamedTuple):
    """A number's position: its digits start in column ``left``, its unit is in ``columns``."""

    digits: str
    unit: str
    left: int
    scale: int
    columns: tuple[int, int]

    def onto(self, row: str, y: int) -> str:
        """``row``, with line ``y`` of this number added at its end."""
        if y < ROWS:
            drawn = ("".join(cell * self.scale for cell in GLYPHS[n][y]) for n in self.digits)
            return row.ljust(self.left) + (" " * self.scale).join(drawn)
        start, width = self.columns
        return row.ljust(start) + self.unit.center(width) if y == ROWS + 1 else row

    def changed(self, before: int) -> Region:
        """The region from the first digit that differs from the number ``before``."""
        first = next(n for n, digit in enumerate(f"{before:02}") if digit != self.digits[n])
        wide = ((len(self.digits) - first) * 4 - 1) * self.scale
        return Region(self.left + first * 4 * self.scale, 0, wide, ROWS)


@lru_cache(2)
def _slots(parts: tuple[Part, ...], width: int) -> Sequence[Slot]:
    """The positions of the numbers, side by side in columns of equal width, centred."""
    room = min(width // max(len(parts), 1), WIDEST)
    margin = (width - room * len(parts)) // 2
    slots = []
    for start, (number, unit) in zip(range(margin, width, max(room, 1)), parts, strict=False):
        digits = f"{number:02}"
        scale = 2 if len(digits) * 8 - 2 <= room else 1
        left = start + max(room - (len(digits) * 4 - 1) * scale, 0) // 2
        slots.append(Slot(digits, unit, left, scale, (start, room)))
    return slots


def _without_number(part: Part) -> tuple[str, int]:
    """The unit and the number of digits, which determine the position of each digit."""
    return part[1], len(f"{part[0]:02}")
