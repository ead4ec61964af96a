"""The rows of a listing, which are added as they are fetched, each with its own detail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.geometry import Region

from tui_voter.dialogue import Row
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.list_box import NOWHERE, Column, Layout, Line, ListBox
from tui_voter.fullscreen.widgets.words import wrapped

GAP = "  "
"""The indent of a detail below its label, or the gap between the two on one line."""


class Rows(ListBox):
    """A list of rows, numbered if they can be opened, with one sentence below it, the foot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]
    foot = ""
    """The sentence shown below the rows, "" for none."""
    total = 0
    """The number of all rows, including those not fetched yet; 0 if it is unknown."""

    def __init__(self, *, numbered: bool) -> None:
        super().__init__()
        self.numbered = numbered

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def number(self) -> int:
        """The number of the current row, the first being 1; 0 if there are no rows."""
        return self.index + 1 if self.entries else 0

    # --- Adding rows --------------------------------------------------------------------

    def replace(self, rows: Iterable[Row], *, at: int = 0) -> None:
        """Replace all rows, and begin at the one with the index ``at``."""
        self.entries, self._laid_out = [], (None, NOWHERE)
        self.add(rows)
        self.index = at

    def add(self, rows: Iterable[Row] = ()) -> None:
        """Add rows at the end. Line breaks in their texts become spaces."""
        count = len(self.entries)
        self.entries += (Row(row.key, *(" ".join(x.split("\n")) for x in row[1:])) for row in rows)
        margin = max(4, len(f"› {len(self)}") + self.gap)
        if self.numbered and margin != self.margin:
            self.margin, self._laid_out = margin, (None, NOWHERE)
        layout = self._laid_out[1]
        for column in layout.columns:
            self.put(layout, column, range(count, len(self.entries)), count - 1 if count else None)
        self.refresh(layout=True)

    def set_foot(self, foot: str, *, fault: bool = False) -> None:
        """Show ``foot`` below the rows."""
        self.set_class(fault, "-fault")
        if foot != self.foot:
            self.foot = foot
            self.add()

    def described(self) -> Described | None:
        """The current row, or the foot if there are no rows."""
        nothing = Described(self.foot, Kind.ENTRY) if self.foot else None
        return super().described() or nothing

    # --- What is seen -------------------------------------------------------------------

    def sign(self, index: int) -> str:
        return self.sign_with_number(index) if self.numbered else super().sign(index)

    @property
    def spaced(self) -> bool:
        return not self.screen.has_class("-short")

    def put(
        self, layout: Layout, column: Column, indices: Iterable[int], last: int | None = None
    ) -> None:
        """Add rows where the foot is, and the foot again after them."""
        del column.lines[0 if last is None else layout.spots[last].bottom :]
        super().put(layout, column, indices, last)
        feet = wrapped(self.foot, column.width) if self.foot else ()
        column.lines.extend(Line(foot, "foot") for foot in feet)

    def lines_of(self, entry: Row, room: int) -> Iterator[Line]:
        label, detail = entry.label, entry.detail
        if not detail:
            yield from map(Line, wrapped(label, room))
        elif self.screen.has_class("-accessible"):
            # A braille display shows the start of a row: the detail follows its label.
            first, *rest = wrapped(label + GAP + detail, room)
            at = cell_len(label + GAP)
            yield Line(first[: len(label)], detail=first[len(label + GAP) :], at=at)
            yield from (Line("", detail=line) for line in rest)
        else:
            yield from map(Line, wrapped(label, room))
            beneath = wrapped(detail, room - len(GAP))
            yield from (Line("", detail=line, at=len(GAP)) for line in beneath)

    def in_sight(self, spot: Region) -> Region:
        """The region of a row with its section's name above it, and with the last row the foot."""
        (column,), _spots = self.layout_in(self.size.width)
        last = self.index == len(self.entries) - 1
        top, bottom = self._top(self.index), len(column.lines) if last else spot.bottom
        return Region(0, top, 1, bottom - top)

    def _top(self, index: int) -> int:
        """The first line of a row, including the section's name above it."""
        return self.layout_in(self.size.width).spots[index - 1].bottom if index else 0

    # --- What the voter does ------------------------------------------------------------

    def action_take(self) -> None:
        """Report Enter even without rows, as the screen may have something to do then."""
        if self.entries:
            super().action_take()
        else:
            self.post_message(self.Taken())

    def action_turn(self, pages: int) -> None:
        """Move by about a page of rows."""
        if self.spot is not None:
            aim = max(0, self.spot.y + pages * max(self.body.size.height - 2, 1))
            index = bisect_right(self.shown, aim, key=self._top) - 1
            self.action_move(index - self.index or pages)
