"""The rows of a listing: they come as one goes through them, each with a detail of its own."""

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
"""What a row's detail stands in beneath its label, or behind it."""


class Rows(ListBox):
    """Rows to look through, numbered where they open; below them one sentence, the foot."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]
    foot = ""
    """The sentence below the rows."""
    _total = 0

    def __init__(self, *, numbered: bool) -> None:
        super().__init__()
        self.numbered = numbered

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def total(self) -> int:
        return self._total

    def count(self, total: int) -> None:
        """There are so many rows, of which some may be still to come; 0 where nobody knows."""
        self._total = total if total >= len(self) else 0

    # --- What there is ------------------------------------------------------------------

    def replace(self, rows: Iterable[Row], *, chosen: str = "") -> None:
        """These, and no others; ``chosen`` is the key of the row to stand on, if it is there."""
        self.entries, self._laid_out = [], (None, NOWHERE)
        self.add(rows)
        self.place = self.place_of(chosen) or 0

    def add(self, rows: Iterable[Row] = ()) -> None:
        """These too, behind the others. A line break in a text becomes a space."""
        count = len(self.entries)
        self.entries += (Row(row.key, *(" ".join(x.split("\n")) for x in row[1:])) for row in rows)
        margin = max(4, len(f"› {len(self)}") + self.gap)
        if self.numbered and margin != self.margin:
            self.margin, self._laid_out = margin, (None, NOWHERE)
        layout = self._laid_out[1]
        for column in layout.columns:
            self.put(layout, column, range(count, len(self.entries)), count - 1 if count else None)
        self.refresh(layout=True)

    def tell(self, foot: str, *, fault: bool = False) -> None:
        """The sentence below the rows."""
        self.set_class(fault, "-fault")
        if foot != self.foot:
            self.foot = foot
            self.add()

    def described(self) -> Described | None:
        """Without rows, what is said in their place."""
        nothing = Described(self.foot, Kind.ENTRY) if self.foot else None
        return super().described() or nothing

    # --- What is seen -------------------------------------------------------------------

    def sign(self, place: int) -> str:
        return self.sign_with_number(place) if self.numbered else super().sign(place)

    @property
    def spaced(self) -> bool:
        return not self.screen.has_class("-short")

    def put(
        self, layout: Layout, column: Column, places: Iterable[int], last: int | None = None
    ) -> None:
        """In the place of the foot, which then follows them."""
        del column.lines[0 if last is None else layout.spots[last].bottom :]
        super().put(layout, column, places, last)
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
        """With the heading that the row begins, and with the last row the foot."""
        (column,), _spots = self.layout_in(self.size.width)
        last = self.place == len(self.entries) - 1
        top, bottom = self._top(self.place), len(column.lines) if last else spot.bottom
        return Region(0, top, 1, bottom - top)

    def _top(self, place: int) -> int:
        """The first line of a row, the heading that it begins included."""
        return self.layout_in(self.size.width).spots[place - 1].bottom if place else 0

    # --- What the voter does ------------------------------------------------------------

    def action_take(self) -> None:
        """Without rows too: the list knows what can be done then."""
        self.post_message(self.Taken())

    def action_turn(self, pages: int) -> None:
        """On to the row that stands about a page away."""
        if self.spot is not None:
            aim = max(0, self.spot.y + pages * max(self.body.size.height - 2, 1))
            place = bisect_right(self.shown, aim, key=self._top) - 1
            self.action_move(place - self.place or pages)
