"""The rows of a listing, a few or very many: only those in sight are ever painted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_voter.dialogue import Row
from tui_voter.fullscreen.widgets.words import wrapped

SIGN = "› "
"""Before the chosen row; the others stand two columns in as well."""
BESIDE = 56
"""Columns in which a row's detail stands beside its label."""
GAP = "  "


class Line(NamedTuple):
    """A painted line: what stands in the label's column and what in the detail's."""

    label: str
    detail: str = ""


class Rows(Widget, can_focus=True):
    """Rows to look through, one of them the chosen one; below them one sentence, ``foot``.

    The rows take as many lines as they need, and the body that they stand in scrolls.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"rows--{part}" for part in ("sign", "label", "detail", "section", "current", "foot")
    }
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "take", show=False),
    ]

    class Moved(Message):
        """Another row is the chosen one."""

    class Taken(Message):
        """Enter or a click: this is the one."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._tops: list[int] = []
        """The line each row begins on, its section's heading included."""
        self._height = 0
        self._width = 0
        self._dense = False
        self._joined = False
        """A detail follows its label: a braille display shows the start of a row."""
        self._foot = ""
        self.current = 0

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def chosen(self) -> str:
        """The key of the chosen row; "" when there are none."""
        return self._rows[self.current].key if self._rows else ""

    # --- What there is ------------------------------------------------------------------

    def replace(self, rows: Sequence[Row], *, chosen: str = "") -> None:
        """These, and no others; ``chosen`` is the key of the row to stand on, if it is there."""
        self._rows, self._tops, self._height = [], [], 0
        self.current = next((n for n, row in enumerate(rows) if row.key == chosen), 0)
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        """These too, behind the others. A line break in a text becomes a space."""
        self._append(rows)
        self.refresh(layout=True)

    def tell(self, foot: str, *, fault: bool = False) -> None:
        """The sentence below the rows."""
        self.set_class(fault, "-fault")
        if foot != self._foot:
            self._foot = foot
            self.refresh(layout=True)

    # --- What is seen -------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        self._fit(width)
        return self._height + len(self._foot_lines())

    def _fit(self, width: int) -> None:
        """Lay the rows out anew for another width or look; without blank lines on a short
        screen."""
        looks = width, self.screen.has_class("-short"), self.screen.has_class("-accessible")
        if looks == (self._width, self._dense, self._joined):
            return
        self._width, self._dense, self._joined = looks
        rows, self._rows, self._tops, self._height = self._rows, [], [], 0
        self._append(rows)

    def _append(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._rows.append(Row(row.key, *(" ".join(text.split("\n")) for text in row[1:])))
            self._tops.append(self._height)
            self._height += sum(1 for _line in self._lines(len(self._rows) - 1))

    def _lines(self, number: int) -> Iterator[Line]:
        """The lines of a row, below the heading of the section that it begins."""
        yield from self._heading(number)
        row, room = self._rows[number], max(self._width - len(SIGN), 8)
        if not row.detail:
            yield from map(Line, wrapped(row.label, room))
            return
        if self._joined:
            first, *rest = wrapped(row.label + GAP + row.detail, room)
            yield Line(first[: len(row.label)], first[len(row.label) :])
            yield from (Line("", line) for line in rest)
            return
        column = self._column
        if not column or cell_len(row.label) > column:
            yield from map(Line, wrapped(row.label, room))
            indent = " " * (column + len(GAP)) if column else GAP
            details = wrapped(row.detail, room - len(indent))
            yield from (Line("", indent + detail) for detail in details)
            return
        label = row.label + " " * (column - cell_len(row.label)) + GAP
        blank = " " * (column + len(GAP))
        for detail in wrapped(row.detail, room - column - len(GAP)):
            yield Line(label, detail)
            label = blank

    def _heading(self, number: int) -> Iterator[Line]:
        section = self._rows[number].section
        if not section or (number and self._rows[number - 1].section == section):
            return
        if number and not self._dense:
            yield Line("")
        yield from map(Line, wrapped(section, max(self._width, 8)))

    @property
    def _column(self) -> int:
        """Columns of labels that have their detail beside them; 0 where none has."""
        room = self._width - len(SIGN)
        return room * 2 // 5 if room >= BESIDE else 0

    def _foot_lines(self) -> list[str]:
        return wrapped(self._foot, max(self._width, 8)) if self._foot else []

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= self._height:
            feet = self._foot_lines()
            foot = feet[y - self._height] if y - self._height < len(feet) else ""
            return self._strip([(foot, "foot")], width)
        number = bisect_right(self._tops, y) - 1
        at = y - self._tops[number]
        above = sum(1 for _line in self._heading(number))
        line = [*self._lines(number)][at]
        if at < above:
            return self._strip([(line.label, "section")], width)
        here = number == self.current
        sign = SIGN if here and at == above else " " * len(SIGN)
        parts = [(sign, "sign"), (line.label, "label"), (line.detail, "detail")]
        return self._strip(parts, width, current=here)

    def _strip(
        self, parts: Sequence[tuple[str, str]], width: int, *, current: bool = False
    ) -> Strip:
        ground = Style()
        if current:
            ground = self.get_component_rich_style("rows--current", partial=True)
        segments = [
            Segment(text, self.get_component_rich_style(f"rows--{part}") + ground)
            for text, part in parts
            if text
        ]
        strip = Strip(segments).crop(0, width)
        return strip.extend_cell_length(width, self.rich_style + ground)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands: on the chosen row's label, or on the foot."""
        return self.content_region.offset + Offset(
            len(SIGN) if self._rows else 0, self._line_of(self.current)
        )

    def _line_of(self, number: int) -> int:
        """The first line of a row itself."""
        if not self._rows:
            return 0
        return self._tops[number] + sum(1 for _line in self._heading(number))

    # --- What the voter does ------------------------------------------------------------

    def region_of(self, number: int) -> Region:
        """The lines of a row, with the heading that it begins or the foot that it ends with."""
        top = self._tops[number] if self._rows else 0
        end = [*self._tops[number + 1 : number + 2], self._height + len(self._foot_lines())][0]
        return Region(0, top, max(self._width, 1), end - top)

    def go(self, number: int) -> None:
        """Stand on that row, or on the nearest there is."""
        number = max(0, min(len(self._rows) - 1, number))
        if number != self.current:
            before, self.current = self.current, number
            self.refresh(self.region_of(before), self.region_of(number))
        self.post_message(self.Moved())

    def action_move(self, rows: int) -> None:
        self.go(self.current + rows)

    def action_turn(self, pages: int) -> None:
        """On to the row that stands about a page away."""
        if not self._rows:
            return
        body = self.parent
        page = max(body.size.height - 2, 1) if isinstance(body, Widget) else 1
        aim = max(0, self._line_of(self.current) + pages * page)
        number = bisect_right(self._tops, aim) - 1
        self.go(number if number != self.current else number + pages)

    def action_first(self) -> None:
        self.go(0)

    def action_last(self) -> None:
        self.go(len(self._rows) - 1)

    def action_take(self) -> None:
        if self._rows:
            self.post_message(self.Taken())

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if 0 <= event.y < self._height:
            self.go(bisect_right(self._tops, event.y) - 1)
            self.action_take()
