"""A number in blocks, to be read from the back of the room."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Size
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


class BigNumber(Widget):
    """Two or more digits, each twice as wide where there is room for it."""

    number = -1

    def show(self, number: int) -> None:
        """Repaint this number alone, and only when it is another."""
        if number != self.number:
            longer = len(str(number)) != len(str(self.number))
            self.number = number
            self.refresh(layout=longer)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return ROWS

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        digits = f"{max(self.number, 0):02}"
        scale = 2 if len(digits) * 8 - 2 <= width else 1
        row = (" " * scale).join(
            "".join(pixel * scale for pixel in GLYPHS[digit][y]) for digit in digits
        )
        return Strip([Segment(row.center(width), self.rich_style)], width)
