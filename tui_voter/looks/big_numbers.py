"""Large numbers, readable from the back of a room, each above its unit.

A single widget paints all of them, and each second it repaints only the digits that changed: one
widget for each number would cost three times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui_voter.tuples import NamedTuple

PIXELS: Final = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" ##", "  #", "  #", "  #", "  #"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
"""Three columns and five rows of each digit, and one column of what stands between two numbers."""
BLOCKS: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""The character of a cell by its upper and its lower half."""
WIDEST: Final = 20
"""The most columns that a number takes with its unit, unless it is drawn larger."""

Part = tuple[int, str]
"""A number and its unit."""


class Scale(NamedTuple):
    """How large one of :data:`PIXELS` is drawn: ``across`` in columns, ``down`` in halves of a
    row. There are ``blank`` rows between the digits and the units."""

    across: int
    down: int
    blank: int

    @property
    def rows(self) -> int:
        """The rows of a digit."""
        return -(-5 * self.down // 2)

    @property
    def height(self) -> int:
        """The rows of a digit and of the unit below it."""
        return self.rows + self.blank + 1

    def width(self, digits: str) -> int:
        """The columns of these digits."""
        return (len(digits) * 4 - 1) * self.across

    def draw_all(self, digits: str, y: int) -> str:
        """Row ``y`` of several digits."""
        return (" " * self.across).join(self.draw(digit, y) for digit in digits)

    def draw(self, sign: str, y: int) -> str:
        """Row ``y`` of a digit, or of the colon."""
        halves = [
            PIXELS[sign][half // self.down] if half < 5 * self.down else " " * len(PIXELS[sign][0])
            for half in (2 * y, 2 * y + 1)
        ]
        pixels = zip(*halves, strict=True)
        return "".join(BLOCKS[up == "#", low == "#"] * self.across for up, low in pixels)


SMALL: Final = Scale(1, 1, 0)
SLIM: Final = Scale(1, 2, 1)
WIDE: Final = Scale(2, 2, 1)
LARGE: Final = Scale(3, 3, 1)
HUGE: Final = Scale(4, 4, 1)
SCALES: Final = (SMALL, SLIM, WIDE, LARGE, HUGE)


def is_huge(screen: Size) -> bool:
    """Whether numbers in the scale :data:`HUGE` have room on a screen of this size."""
    return screen.width >= 160 and screen.height >= 40


def largest(rows: int) -> Scale:
    """The largest scale on a screen of so many ``rows``."""
    return HUGE if rows >= 40 else LARGE if rows >= 32 else WIDE


def largest_in(rows: int) -> Scale:
    """The largest scale that takes so many ``rows``, with a blank one below all but the smallest;
    the smallest if none does."""
    return max((scale for scale in SCALES if scale.height < rows), default=SMALL)


class BigNumbers(Widget):
    """Numbers of at least two digits with colons between them, as large as there is room for in
    their width, but at most in the scale ``most``. The last number, the seconds, is drawn in a
    quieter colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"big-numbers--{part}" for part in ("number", "last", "unit")
    }

    parts: Sequence[Part] = ()
    _most = WIDE
    _styles: tuple[Style, Style, Style] | None = None
    """The styles of numbers, of the last number and of units, cached until the theme changes."""

    @property
    def most(self) -> Scale:
        """The largest scale that may be used."""
        return self._most

    @most.setter
    def most(self, scale: Scale) -> None:
        if scale != self._most:
            self._most = scale
            self.refresh(layout=True)

    def show(self, parts: Sequence[Part]) -> None:
        """Show ``parts``, repainting only what has changed."""
        before, self.parts = self.parts, parts
        if [*map(_digits, before)] != [*map(_digits, parts)]:
            self.refresh(layout=True)
        elif [unit for _n, unit in before] != [unit for _n, unit in parts]:
            self.refresh()
        elif before != parts and self.size.width:  # a hidden widget has no size
            slots = self._slots
            changes = (n for n, part in enumerate(parts) if part != before[n])
            self.refresh(*(slots[n].changed(before[n][0]) for n in changes))

    @property
    def _slots(self) -> Sequence[Slot]:
        return _slots(tuple(self.parts), self.size.width, self._most)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles = None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        texts = [f"{number:02}" for number, _unit in self.parts]
        scale = _fitting(texts, width // max(len(texts), 1), self._most)
        return scale.height

    def render_line(self, y: int) -> Strip:
        if self._styles is None:
            number, last, unit = (
                self.get_component_rich_style(f"big-numbers--{part}")
                for part in ("number", "last", "unit")
            )
            self._styles = number, last, unit
        number, last, unit = self._styles
        slots, width = self._slots, self.size.width
        row = ""
        for slot in slots:
            row = slot.onto(row, y)
        row = row.ljust(width)
        if not slots or y >= slots[0].scale.rows:
            return Strip([Segment(row, unit)], width)
        start = slots[-1].left
        return Strip([Segment(row[:start], number), Segment(row[start:], last)], width)


class Slot(NamedTuple):
    """A number's position: its digits start in column ``left``, its unit is in ``columns``, the
    first of them and how many. ``colon`` is the column of the colon before it, if there is one."""

    scale: Scale
    digits: str
    unit: str
    left: int
    columns: tuple[int, int]
    colon: int | None = None

    def onto(self, row: str, y: int) -> str:
        """``row``, with line ``y`` of this number added at its end."""
        scale = self.scale
        if y < scale.rows:
            if self.colon is not None:
                row = row.ljust(self.colon) + scale.draw(":", y)
            return row.ljust(self.left) + scale.draw_all(self.digits, y)
        start, width = self.columns
        is_unit = y == scale.rows + scale.blank
        return row.ljust(start) + self.unit.center(width) if is_unit else row

    def changed(self, before: int) -> Region:
        """The region from the first digit that differs from the number ``before``."""
        first = next(n for n, digit in enumerate(f"{before:02}") if digit != self.digits[n])
        start = self.left + first * 4 * self.scale.across
        return Region(start, 0, self.scale.width(self.digits[first:]), self.scale.rows)


@lru_cache(4)
def _slots(parts: tuple[Part, ...], width: int, most: Scale) -> Sequence[Slot]:
    """The positions of the numbers, side by side in columns of equal width, centred."""
    texts = [f"{number:02}" for number, _unit in parts]
    room = width // max(len(parts), 1)
    scale = _fitting(texts, room, most)
    room = min(room, max(WIDEST, *map(scale.width, texts), 0) + 2 * scale.across)
    margin = (width - room * len(parts)) // 2
    slots: list[Slot] = []
    for start, digits, (_n, unit) in zip(
        range(margin, width, max(room, 1)), texts, parts, strict=False
    ):
        left = start + max(room - scale.width(digits), 0) // 2
        slot = Slot(scale, digits, unit, left, (start, room))
        if slots:
            end = slots[-1].left + scale.width(slots[-1].digits)
            if left - end >= scale.across:
                slot = slot._replace(colon=end + (left - end - scale.across) // 2)
        slots.append(slot)
    return slots


def _fitting(texts: Iterable[str], room: int, most: Scale) -> Scale:
    """The largest scale in which each number has ``room``, with a pixel on both sides; the smallest
    of all if there is none."""
    scales = [scale for scale in SCALES if scale.rows <= most.rows and scale.across <= most.across]
    widest = max(texts, key=len, default="")
    fits = [scale for scale in scales if scale.width(widest) + 2 * scale.across <= room]
    return fits[-1] if fits else scales[0]


def _digits(part: Part) -> int:
    """How many digits a number has, which determines the position of each."""
    return len(f"{part[0]:02}")
