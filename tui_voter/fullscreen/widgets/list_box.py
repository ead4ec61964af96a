"""A list of a few or very many entries: one is current, arrows and numbers move, Enter selects.

The list is a single widget that paints only the lines in sight: an election may have hundreds of
ballots and thousands of voters, and one widget for each would take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

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
from tui_voter.fullscreen.keys import HELP_OUTSIDE_TEXT
from tui_voter.fullscreen.widgets.body import Body
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.words import wrapped
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.fullscreen.widgets.news import Telling


class Line(NamedTuple):
    """A line of the entry whose index is ``entry``, or another text if that is None.

    ``detail`` begins in column ``at``. The ``first`` line of an entry has the entry's sign.
    """

    text: str
    style: str = "label"
    detail: str = ""
    at: int = 0
    entry: int | None = None
    first: bool = False


class Column(NamedTuple):
    """Lines below one another that begin in column ``x`` of the widget."""

    x: int
    width: int
    lines: list[Line]


class Layout(NamedTuple):
    """All columns, and the region (spot) of each entry that is shown, by its index."""

    columns: Sequence[Column]
    spots: dict[int, Region]


NOWHERE = Layout((), {})


class ListBox(Widget, can_focus=True):
    """``entries`` below one another, under the names of their sections.

    Subclasses define the sign before an entry, the lines and columns of entries, and further keys.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"list--{part}"
        for part in ("section", "sign", "label", "detail", "current", "cursor", "foot")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "take", show=False),
    ]

    class Moved(Message):
        """The voter moved to another entry, or typed a number that none has."""

    class Taken(Message):
        """The voter selected the current entry, by Enter or a click."""

    margin, gap = 2, 1
    """The width of the column for signs, gap included, and the width of that gap alone."""
    numbered = True
    """Whether typing a number moves to the entry of that number."""
    takes_letters = True
    """Whether typed letters go to the screen, which filters the list by them. If not, letters do
    nothing, nor do the spaces and digits typed among them."""

    def __init__(self, entries: Iterable[Row] = ()) -> None:
        super().__init__()
        self.entries = [*entries]
        self.above: Widget | None = None
        """The first of the widgets above the entries that belong to them."""
        self.index = 0
        """The index of the current entry; its key would not do, as two entries may share one."""
        self._typed = ""
        """The digits typed so far of the current entry's number; another digit may follow."""
        self._missed = ""
        """The number typed last, if no entry has it; "" otherwise."""
        self._pressed: tuple[int, int | None] = 0, None
        """The line of the screen where the mouse was pressed, and the index of the entry there."""
        self._laid_out: tuple[object, Layout] = None, NOWHERE

    def index_of(self, key: str) -> int | None:
        return next((n for n, entry in enumerate(self.entries) if key and entry.key == key), None)

    @property
    def current(self) -> Row | None:
        """The entry that the voter is on; None if there are no entries."""
        return self.entries[self.index] if self.entries else None

    # --- What subclasses override --------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The key of the entry that Enter selects, "" if there is none."""
        return self.entries[self.index].key if self.entries else ""

    @property
    def shown(self) -> Sequence[int]:
        """The indices of the entries that can be chosen."""
        return range(len(self.entries))

    @property
    def reached(self) -> Sequence[int]:
        """The indices of the entries that a typed number leads to."""
        return self.shown

    @property
    def total(self) -> int:
        """The number of entries, including those not fetched yet; 0 if it is unknown."""
        return len(self.entries)

    def sign(self, index: int) -> str:
        """The sign before an entry, "" for none."""
        return "›" if self.is_marked(index) else ""

    def sign_with_number(self, index: int) -> str:
        """The sign before an entry, and the entry's number."""
        return f"› {index + 1}" if self.is_marked(index) else f"{index + 1}"

    def is_marked(self, index: int) -> bool:
        """Whether the entry is marked as the one that the voter is on."""
        return index == self.index

    def is_chosen(self, index: int) -> bool:
        """Whether the entry is shown as chosen. An entry that the voter is on without having chosen
        it looks different."""
        return self.is_marked(index)

    def lines_of(self, entry: Row, room: int) -> Iterator[Line]:
        """The lines of an entry that has ``room`` columns."""
        return map(Line, wrapped(entry.label, room))

    def columns(self, width: int) -> Iterable[tuple[int, int, Sequence[int]]]:
        """The start and width of each column, and the indices of its entries."""
        yield 0, width, self.shown

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for optional blank lines and line breaks."""
        return False

    @property
    def spaced(self) -> bool:
        """Whether a blank line separates sections."""
        return False

    @property
    def aired(self) -> bool:
        """Whether a blank line separates entries, and an entry from the name above it."""
        return False

    # --- What is seen -------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return max((len(column.lines) for column in self.layout_in(width).columns), default=0)

    def painted(self, index: int) -> Sequence[str]:
        """The lines of an entry as text, as they are painted."""
        layout = self.layout_in(self.size.width)
        spot = layout.spots[index]
        column = next(column for column in layout.columns if column.x == spot.x)
        return [self._strip(column, y).text for y in spot.line_range]

    def layout_in(self, width: int) -> Layout:
        """The layout in ``width`` columns, cached until the size or the theme changes."""
        if not self.is_attached:  # the question has been answered, and postponed work comes late
            return self._laid_out[1]
        classes = "-short", "-tall", "-wide", "-accessible"
        layout_key = width, self.is_roomy, self.aired, *map(self.screen.has_class, classes)
        if self._laid_out[0] != layout_key:
            parts = [*self.columns(width)] if width else []
            layout = Layout([Column(x, room, []) for x, room, _places in parts], {})
            for column, (_x, _room, indices) in zip(layout.columns, parts, strict=True):
                self.put(layout, column, indices)
            self._laid_out = layout_key, layout
        return self._laid_out[1]

    def put(
        self, layout: Layout, column: Column, indices: Iterable[int], last: int | None = None
    ) -> None:
        """Add entries at the end of ``column``, whose last entry so far has the index ``last``."""
        lines, spaced = column.lines, self.spaced
        for index in indices:
            entry = self.entries[index]
            if last is None or entry.section != self.entries[last].section:
                if last is not None and spaced:
                    lines.append(Line(""))
                if entry.section:
                    names = wrapped(entry.section, column.width)
                    lines += (Line(name, "section") for name in names)
            if self.aired and lines:
                lines.append(Line(""))
            top, last = len(lines), index
            for line in self.lines_of(entry, max(column.width - self.margin, 8)):
                lines.append(line._replace(entry=index, first=len(lines) == top))
            layout.spots[index] = Region(column.x, top, column.width, len(lines) - top)

    def render_line(self, y: int) -> Strip:
        strip, width, ground = Strip([]), self.size.width, self.rich_style
        for column in self.layout_in(width).columns:
            before = strip.adjust_cell_length(column.x, ground)
            strip = Strip.join([before, self._strip(column, y)])
        return strip.adjust_cell_length(width, ground)

    def _strip(self, column: Column, y: int) -> Strip:
        """Line ``y`` of a column, as it is painted."""
        ground, marks, cursor = self.rich_style, Style(), Style()
        line = column.lines[y] if y < len(column.lines) else Line("")
        if line.entry is None:
            segments = [Segment(line.text, self._style(line.style))]
        else:
            if self.is_chosen(line.entry):
                marks = self.get_component_rich_style("list--current", partial=True)
                ground += Style(bgcolor=marks.bgcolor)  # blanks are not underlined
            elif self.is_marked(line.entry):
                cursor = self.get_component_rich_style("list--cursor", partial=True)
            sign = self.sign(line.entry) if line.first else ""
            segments = [
                Segment(" " * (self.margin - self.gap - cell_len(sign)), ground),
                Segment(sign, self._style("sign") + marks + cursor),
                Segment(" " * self.gap, ground),
                Segment(line.text, self._style("label") + marks),
                Segment(" " * (line.at - cell_len(line.text)), ground),
                Segment(line.detail, self._style("detail") + marks),
            ]
        return Strip(segments).adjust_cell_length(column.width, ground)

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"list--{part}")

    def described(self) -> Described | None:
        """The current entry and its position, for a speech reader."""
        if self.current is None:
            return None
        label, detail = self.current.label, self.current.detail
        return Described(label, Kind.ENTRY, holds=detail, position=self.where)

    @property
    def where(self) -> str:
        """The position of the current entry, for example "3 of 7"."""
        number, count = self.index + 1, len(self.entries)
        if self.total:
            return _("{number} of {total}").format(number=number, total=self.total)
        return _("{number} of more than {count}").format(number=number, count=count)

    @property
    def spot(self) -> Region | None:
        """The region of the current entry; None if there is none, or no layout yet."""
        return self.layout_in(self.size.width).spots.get(self.index)

    @property
    def cursor_screen_offset(self) -> Offset:
        """The position of the hardware cursor: the start of the current entry's label."""
        aside = Offset(0, 0) if self.spot is None else self.spot.offset + Offset(self.margin, 0)
        return self.content_region.offset + aside

    # --- Scrolling ----------------------------------------------------------------------

    @property
    def body(self) -> Body:
        """The container in which the list scrolls."""
        return next(each for each in self.ancestors if isinstance(each, Body))

    @property
    def head(self) -> Widget | None:
        """The first of the widgets above the entries, while the first entry is the current one."""
        return self.above if not self.shown or self.index == self.shown[0] else None

    @property
    def entry_in_sight(self) -> Region | None:
        """The region that must be in sight for the voter to see the current entry."""
        return None if self.spot is None else self.in_sight(self.spot)

    def in_sight(self, spot: Region) -> Region:
        """The region to bring into sight for an entry in the region ``spot``."""
        return spot

    # --- What the voter does ------------------------------------------------------------

    def go(self, index: int) -> None:
        """Move to an entry, and scroll to it."""
        self.reach(index)
        self.body.show_focus()

    def reach(self, index: int) -> None:
        """Move to an entry, wherever it is."""
        self.set_current(index)
        self.clear_message()
        self.post_message(self.Moved())

    def clear_message(self) -> None:
        """Clear the status line: its message was about an earlier key."""
        cast("Telling", self.screen).news.say("")

    def action_move(self, rows: int) -> None:
        if self.shown:
            row = self.shown.index(self.index) + rows
            self.go(self.shown[max(0, min(len(self.shown) - 1, row))])

    def action_first(self) -> None:
        self.action_move(-len(self.entries))

    def action_last(self) -> None:
        self.action_move(len(self.entries))

    def action_take(self) -> None:
        """Select the current entry. One that is out of sight is scrolled to instead, so that the
        voter sees what they select."""
        if self.reports_missed():
            return
        if self.chosen and not self.body.sees_focus:
            self.body.show_focus()
        elif self.entries:
            self.post_message(self.Taken())

    @property
    def misses(self) -> bool:
        """Whether no entry has what was typed last, so that Enter selects none."""
        return bool(self._missed)

    def reports_missed(self) -> bool:
        """Whether Enter follows a number that no entry has; if so, say that nothing was chosen."""
        if self._missed:
            said = _("There is no number {number} here: nothing was chosen.")
            cast("Telling", self.screen).news.announce(said.format(number=self._missed))
        return bool(self._missed)

    def click_on(self, index: int) -> None:
        """Move to an entry that was clicked, and select it. One that is in sight stays where it is,
        as it may be clicked again."""
        self.reach(index)
        if not self.body.sees_focus:
            self.body.show_focus()
        self.action_take()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Move to the entry under the mouse at once: the focus that comes with the press may
        scroll the list before the button is released."""
        spots = self.layout_in(self.size.width).spots.items()
        index = next((index for index, spot in spots if spot.contains(event.x, event.y)), None)
        self._pressed = event.screen_y, index
        if index is not None:
            self.set_current(index)

    def on_click(self, event: events.Click) -> None:
        """Select the entry that was pressed, unless the button was released elsewhere."""
        line, index = self._pressed
        if index is not None and event.screen_y == line:
            event.stop()
            self.click_on(index)

    def on_key(self, event: events.Key) -> None:
        """Move to the entry whose number is typed; Enter then selects it."""
        if not event.character or event.key == HELP_OUTSIDE_TEXT:
            return
        if event.character.isalpha() and not self.takes_letters:
            event.stop()
            said = _("Letters choose nothing here: use the arrows or a number.")
            cast("Telling", self.screen).news.announce(said)
            return
        if event.character.isalpha():
            self._typed = self._missed = ""
        if not (self.numbered and event.character.isdecimal()):
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            if int(typed) - 1 in self.reached:
                self.go(int(typed) - 1)
                self._typed = typed
                return
        self._typed, self._missed = typed, str(int(typed))
        self.post_message(self.Moved())
        said = _("There is no number {number} here.").format(number=self._missed)
        cast("Telling", self.screen).news.announce(said)

    def is_operated_by(self, character: str) -> bool:
        return not self.takes_letters and (character == " " or character.isdecimal())

    def set_current(self, index: int) -> None:
        self._typed = self._missed = ""
        before, self.index = self.index, index
        self.repaint(before, index)

    def repaint(self, *indices: int | None) -> None:
        spots = self.layout_in(self.size.width).spots
        self.refresh(*(spots[index] for index in indices if index in spots))
