"""A list of a few or very many entries: one is current, arrows and numbers move, Enter selects.

It is one widget that paints the lines in sight: an election may have hundreds of ballots and
thousands of voters, and a widget for each takes seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_voter.dialogue import Row
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.words import wrapped
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.widgets.news import Telling


class Line(NamedTuple):
    """A line of an entry, which has the ``place``; or another text, where it has none.

    ``detail`` begins ``at`` so many columns of the line. An entry's ``first`` bears its sign.
    """

    text: str
    style: str = "label"
    detail: str = ""
    at: int = 0
    place: int | None = None
    first: bool = False


class Column(NamedTuple):
    """Lines below one another, from the column ``x`` of the widget on."""

    x: int
    width: int
    lines: list[Line]


class Layout(NamedTuple):
    """Where everything stands; entries that are left out have no spot."""

    columns: Sequence[Column]
    spots: dict[int, Region]


NOWHERE = Layout((), {})


class ListBox(Widget, can_focus=True):
    """``entries`` below one another, under the names of their sections.

    Kinds of lists say what stands before an entry, in which lines and columns entries stand,
    and what else the voter can do.
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
        """The voter went to another entry."""

    class Taken(Message):
        """Enter or a click: this is the one."""

    margin, gap = 2, 1
    """Columns of the signs, with the gap behind them; and of that gap."""
    numbered = True
    """A number that is typed leads to its entry."""
    takes_letters = True
    """Letters are for the screen, which narrows the list down by them. Elsewhere they do nothing,
    and nor do the spaces and numbers among them."""

    def __init__(self, entries: Iterable[Row] = (), *, chosen: str = "") -> None:
        """``chosen`` is the key of the entry to begin at, if it is there."""
        super().__init__()
        self.entries = [*entries]
        self.over: Widget | None = None
        """What belongs to the entries and stands above them."""
        self.place = self.place_of(chosen) or 0
        """That of the current entry; a portal may send the same key twice."""
        self._typed = ""
        """The digits that led to the current entry: another one may make a longer number."""
        self._missed = ""
        """A number that no entry has, and that was typed last."""
        self._pressed: tuple[int, int | None] = 0, None
        """The screen's line where the mouse went down, and the place of the entry there."""
        self._laid_out: tuple[object, Layout] = None, NOWHERE

    def place_of(self, key: str) -> int | None:
        return next((n for n, entry in enumerate(self.entries) if key and entry.key == key), None)

    @property
    def current(self) -> Row | None:
        """The entry that the voter stands on; None while there are none."""
        return self.entries[self.place] if self.entries else None

    # --- What kinds of lists say of themselves -------------------------------------------

    @property
    def chosen(self) -> str:
        """The key of the entry that is taken; "" while there are none."""
        return self.entries[self.place].key if self.entries else ""

    @property
    def shown(self) -> Sequence[int]:
        """The places of the entries that are there to choose from."""
        return range(len(self.entries))

    @property
    def total(self) -> int:
        """How many entries there are; 0 where there are more than it has, nobody knows how many."""
        return len(self.entries)

    def sign(self, place: int) -> str:
        """What stands before an entry."""
        return "›" if self.is_marked(place) else ""

    def sign_with_number(self, place: int) -> str:
        """The same, and the entry's number."""
        return f"› {place + 1}" if self.is_marked(place) else f"{place + 1}"

    def is_marked(self, place: int) -> bool:
        """Whether it is shown that the voter stands on that entry."""
        return place == self.place

    def is_chosen(self, place: int) -> bool:
        """Whether it looks chosen: Enter takes it, or has taken it. Where the voter stands on one
        that is not, that is shown otherwise."""
        return place == self.place

    def lines_of(self, entry: Row, room: int) -> Iterator[Line]:
        """An entry in so many columns."""
        return map(Line, wrapped(entry.label, room))

    def columns(self, width: int) -> Iterable[tuple[int, int, Sequence[int]]]:
        """Where each column begins, how wide it is, and which places it has."""
        yield 0, width, self.shown

    @property
    def airy(self) -> bool:
        """There is room for more lines than are needed."""
        return False

    @property
    def spaced(self) -> bool:
        """A blank line stands between sections."""
        return False

    # --- What is seen -------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return max((len(column.lines) for column in self.layout_in(width).columns), default=0)

    def painted(self, place: int) -> Sequence[str]:
        """The lines of an entry, as they are painted."""
        layout = self.layout_in(self.size.width)
        spot = layout.spots[place]
        column = next(column for column in layout.columns if column.x == spot.x)
        return [self._strip(column, y).text for y in spot.line_range]

    def layout_in(self, width: int) -> Layout:
        """All in ``width`` columns; kept until the room or the look changes."""
        if not self.is_attached:  # the question was answered: too late for postponed work
            return self._laid_out[1]
        classes = "-short", "-tall", "-wide", "-accessible"
        looks = width, self.airy, *map(self.screen.has_class, classes)
        if self._laid_out[0] != looks:
            parts = [*self.columns(width)] if width else []
            layout = Layout([Column(x, room, []) for x, room, _places in parts], {})
            for column, (_x, _room, places) in zip(layout.columns, parts, strict=True):
                self.put(layout, column, places)
            self._laid_out = looks, layout
        return self._laid_out[1]

    def put(
        self, layout: Layout, column: Column, places: Iterable[int], last: int | None = None
    ) -> None:
        """Those entries below what the column has, whose last one has the place ``last``."""
        lines, spaced = column.lines, self.spaced
        for place in places:
            entry = self.entries[place]
            if last is None or entry.section != self.entries[last].section:
                if last is not None and spaced:
                    lines.append(Line(""))
                if entry.section:
                    names = wrapped(entry.section, column.width)
                    lines += (Line(name, "section") for name in names)
            top, last = len(lines), place
            for line in self.lines_of(entry, max(column.width - self.margin, 8)):
                lines.append(line._replace(place=place, first=len(lines) == top))
            layout.spots[place] = Region(column.x, top, column.width, len(lines) - top)

    def render_line(self, y: int) -> Strip:
        strip, width, ground = Strip([]), self.size.width, self.rich_style
        for column in self.layout_in(width).columns:
            before = strip.adjust_cell_length(column.x, ground)
            strip = Strip.join([before, self._strip(column, y)])
        return strip.adjust_cell_length(width, ground)

    def _strip(self, column: Column, y: int) -> Strip:
        """What stands in a column on line ``y``."""
        ground, marks, cursor = self.rich_style, Style(), Style()
        line = column.lines[y] if y < len(column.lines) else Line("")
        if line.place is None:
            segments = [Segment(line.text, self._style(line.style))]
        else:
            if self.is_chosen(line.place):
                marks = self.get_component_rich_style("list--current", partial=True)
                ground += Style(bgcolor=marks.bgcolor)  # blanks are not underlined
            elif self.is_marked(line.place):
                cursor = self.get_component_rich_style("list--cursor", partial=True)
            sign = self.sign(line.place) if line.first else ""
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
        """The current entry and its place, for a speech reader."""
        if self.current is None:
            return None
        label, detail = self.current.label, self.current.detail
        return Described(label, Kind.ENTRY, holds=detail, place=self.where)

    @property
    def where(self) -> str:
        """The place of the current entry among all there are."""
        number, count = self.place + 1, len(self.entries)
        if self.total:
            return _("{number} of {total}").format(number=number, total=self.total)
        return _("{number} of more than {count}").format(number=number, count=count)

    @property
    def spot(self) -> Region | None:
        """The current entry's; None where there is none, or no room for it yet."""
        return self.layout_in(self.size.width).spots.get(self.place)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands: on the current entry's label."""
        aside = Offset(0, 0) if self.spot is None else self.spot.offset + Offset(self.margin, 0)
        return self.content_region.offset + aside

    # --- What scrolls -------------------------------------------------------------------

    @property
    def body(self) -> VerticalScroll:
        """What it scrolls in."""
        return next(each for each in self.ancestors if isinstance(each, VerticalScroll))

    def scroll_visible(self, animate: bool = False, **_options: Any) -> None:  # noqa: ARG002
        """Bring the current entry into sight; with the first, what stands ``over`` them too."""
        if not self.is_attached:
            return
        if self.spot is None:
            super().scroll_visible(animate=False, immediate=True)
            return
        if self.place == self.shown[0]:
            self.show_over()
        body, region = self.body, self._in_body(self.in_sight(self.spot))
        region = region._replace(height=min(region.height, body.size.height))
        body.scroll_to_region(region, animate=False, immediate=True, x_axis=False)

    def _in_body(self, region: Region) -> Region:
        """Where that is of all that scrolls, as of now: nothing of it need be painted yet."""
        widget: Any = self
        while widget is not self.body:
            region = region.translate(widget.virtual_region.offset)
            widget = widget.parent
        return region

    @property
    def entry_in_sight(self) -> Region | None:
        """What of the current entry is to be seen."""
        return None if self.spot is None else self.in_sight(self.spot)

    @property
    def _is_scrolled_away(self) -> bool:
        """The current entry begins above or below what is in sight."""
        if self.spot is None:
            return False
        begins = self._in_body(self.spot).y - round(self.body.scroll_y)
        return begins not in range(self.body.size.height)

    def in_sight(self, spot: Region) -> Region:
        """What of the current entry is to be seen."""
        return spot

    def show_over(self) -> None:
        """Bring what stands ``over`` the entries into sight."""
        if self.over is not None:
            self.over.scroll_visible(animate=False, immediate=True)

    # --- What the voter does ------------------------------------------------------------

    def go(self, place: int) -> None:
        """Stand on that entry."""
        self.stand_on(place)
        self.scroll_visible()
        self.on_the_way()
        self.post_message(self.Moved())

    def on_the_way(self) -> None:
        """The voter goes to another entry themselves: what was said of their last key is over."""
        cast("Telling", self.screen).news.say("")

    def action_move(self, rows: int) -> None:
        if self.shown:
            row = self.shown.index(self.place) + rows
            self.go(self.shown[max(0, min(len(self.shown) - 1, row))])

    def action_first(self) -> None:
        self.action_move(-len(self.entries))

    def action_last(self) -> None:
        self.action_move(len(self.entries))

    def action_take(self) -> None:
        """What is out of sight comes into it instead: nothing else tells which one it is."""
        if self.tells_missed():
            return
        if self.chosen and self._is_scrolled_away:
            self.scroll_visible()
        elif self.entries:
            self.post_message(self.Taken())

    def tells_missed(self) -> bool:
        """Whether Enter belongs to a number that no entry has, which is said once more."""
        missed, self._missed = self._missed, ""
        if missed:
            said = _("There is no number {number} here: nothing was chosen.")
            cast("Telling", self.screen).news.announce(said.format(number=missed))
        return bool(missed)

    def click_on(self, place: int) -> None:
        """The mouse took that entry."""
        self.go(place)
        self.action_take()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Stand on the entry that is pressed: it is the one meant, although the focus that
        comes with the press may scroll to where the voter stands."""
        spots = self.layout_in(self.size.width).spots.items()
        place = next((place for place, spot in spots if spot.contains(event.x, event.y)), None)
        self._pressed = event.screen_y, place
        if place is not None:
            self.stand_on(place)

    def on_click(self, event: events.Click) -> None:
        """The entry that was pressed is meant; released elsewhere, none is."""
        line, place = self._pressed
        if place is not None and event.screen_y == line:
            event.stop()
            self.click_on(place)

    def on_key(self, event: events.Key) -> None:
        """A number goes to its entry, however many there are; taking it is Enter's."""
        if not event.character or event.key == acts.HELP_OUTSIDE_TEXT:
            return
        if event.character.isalpha() and not self.takes_letters:
            event.stop()
            said = _("Letters choose nothing here: use the arrows or a number.")
            cast("Telling", self.screen).news.announce(said)
            return
        if not (self.numbered and event.character.isdecimal()):
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            if int(typed) - 1 in self.shown:
                self.go(int(typed) - 1)
                self._typed = typed
                return
        self._typed, self._missed = typed, str(int(typed))
        said = _("There is no number {number} here.").format(number=self._missed)
        cast("Telling", self.screen).news.announce(said)

    def stand_on(self, place: int) -> None:
        self._typed = self._missed = ""
        before, self.place = self.place, place
        self.repaint(before, place)

    def repaint(self, *places: int | None) -> None:
        spots = self.layout_in(self.size.width).spots
        self.refresh(*(spots[place] for place in places if place in spots))


def plain(text: str) -> str:
    """Without accents and capitals, for lenient matching."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("’", "'")
