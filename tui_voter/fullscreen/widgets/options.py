"""A list of options, a few or very many: the current one is marked, arrows move, Enter takes.

It is one widget that paints the lines in sight: an election may have hundreds of ballots, and
a widget for each takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from typing import Any, ClassVar, NamedTuple

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

from tui_voter.dialogue import Option
from tui_voter.fullscreen.widgets.words import wrapped

GAP = 1
"""Columns between the first column of options and the second."""


class Section(NamedTuple):
    """The options, by place, that follow each other under one name."""

    name: str
    places: Sequence[int]

    @property
    def lines(self) -> int:
        """Lines it takes where nothing is wrapped."""
        return len(self.places) + bool(self.name)


class Line(NamedTuple):
    """A line of a section's name, or of the option of that ``place``, whose sign it bears."""

    text: str
    place: int | None = None
    signed: bool = False


class Column(NamedTuple):
    """Lines below one another, from the column ``x`` of the widget on."""

    x: int
    width: int
    lines: Sequence[Line]


class Spot(NamedTuple):
    """Where an option stands, in the widget."""

    x: int
    y: int
    height: int


class Layout(NamedTuple):
    """Where everything stands in a width, by place; options that are left out have no spot."""

    columns: Sequence[Column]
    spots: dict[int, Spot]

    @property
    def height(self) -> int:
        return max((len(column.lines) for column in self.columns), default=0)


class Options(Widget, can_focus=True):
    """Options to choose from. ``numbered`` shows numbers and takes them as keys, and sections
    stand in two columns where the screen is wide enough for them; otherwise ``(x)`` marks the
    one chosen, and moving chooses.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"options--{part}" for part in ("section", "sign", "label", "current")
    }
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("left,right", "across", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("space", "choose", show=False),
        Binding("enter", "take", show=False),
    ]

    class Moved(Message):
        """Another option is chosen."""

    class Taken(Message):
        """Enter, a number or a click: this is the one."""

    def __init__(
        self, options: Sequence[Option], *, chosen: str = "", numbered: bool = False
    ) -> None:
        super().__init__()
        self.options = options
        self._numbered = numbered
        self._typed = ""
        self.over: Widget | None = None
        """What belongs to the options and stands above them."""
        places = (n for n, option in enumerate(options) if chosen and option.key == chosen)
        self._chosen = next(places, None)
        """The place of the chosen option: a portal may send the same key twice."""
        self._current = self._chosen or 0
        by_section = groupby(range(len(options)), key=lambda place: options[place].section)
        self._sections = [Section(name, [*places]) for name, places in by_section]
        self._shown: Sequence[int] = range(len(options))
        self._pressed: tuple[int, int | None] = 0, None
        """The screen's line where the mouse went down, and the place of the option there."""
        self._laid_out: tuple[object, Layout] = None, Layout([], {})

    @property
    def chosen(self) -> str:
        """The key of the chosen option; "" while none is."""
        return "" if self._chosen is None else self.options[self._chosen].key

    @property
    def current(self) -> Option | None:
        """The option that the voter stands on; None while there are none."""
        return self.options[self._current] if self.options else None

    def narrow(self, shown: Iterable[int]) -> bool:
        """Leave only the options of these places in sight; False, and nothing done, if none."""
        places = sorted(shown)
        if not places:
            return False
        self._shown = places
        if self._current not in places:
            self._current = places[0]
        self._laid_out = None, Layout([], {})
        self.refresh(layout=True)
        # The first refresh is that of the options; by the second one the body has their height.
        self.call_after_refresh(self.call_after_refresh, self.scroll_visible)
        return True

    # --- What is seen -------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._layout(width).height

    def painted(self, place: int) -> Sequence[str]:
        """The lines of an option, as they are painted."""
        layout = self._layout(self.size.width)
        spot = layout.spots[place]
        column = next(column for column in layout.columns if column.x == spot.x)
        return [self._strip(column, y).text for y in range(spot.y, spot.y + spot.height)]

    def _layout(self, width: int) -> Layout:
        """All in ``width`` columns; kept until the room or the look changes."""
        if not self.is_attached:  # the question was answered: what was put off comes too late
            return self._laid_out[1]
        in_columns = self._numbered and len(self._sections) > 1
        has = self.screen.has_class
        beside = in_columns and has("-wide") and not has("-accessible")
        looks = width, beside, in_columns and has("-tall")
        before, layout = self._laid_out
        if before != looks:
            layout = self._lay_out(*looks) if width else Layout([], {})
            self._laid_out = looks, layout
        return layout

    def _lay_out(self, width: int, beside: bool, spaced: bool) -> Layout:
        if not beside:
            columns = [self._column(self._sections, 0, width, spaced)]
        else:
            half, cut = width // 2, _middle(self._sections)
            columns = [
                self._column(self._sections[:cut], 0, half - GAP, spaced),
                self._column(self._sections[cut:], half, width - half, spaced),
            ]
        spots: dict[int, Spot] = {}
        for x, _width, lines in columns:
            for y, line in enumerate(lines):
                if line.place is not None:
                    top = spots[line.place].y if line.place in spots else y
                    spots[line.place] = Spot(x, top, y + 1 - top)
        return Layout(columns, spots)

    def _column(self, sections: Sequence[Section], x: int, width: int, spaced: bool) -> Column:
        """The sections one below the other, without what is left out; ``spaced`` by lines."""
        lines: list[Line] = []
        shown, room = set(self._shown), max(width - self._margin, 1)
        for name, places in sections:
            if shown.isdisjoint(places):
                continue
            lines += map(Line, wrapped(name, width)) if name else ()
            for place in filter(shown.__contains__, places):
                texts = wrapped(self.options[place].label, room)
                lines += (Line(text, place, not n) for n, text in enumerate(texts))
            if spaced:
                lines.append(Line(""))
        return Column(x, width, lines)

    @property
    def _gap(self) -> int:
        """Columns between a sign and its label; ``(x) `` has its own."""
        return (1 if len(self._sections) > 1 else 2) if self._numbered else 0

    @property
    def _margin(self) -> int:
        """Columns of the signs, with the gap behind them."""
        least = 4 if len(self._sections) > 1 or not self._numbered else 6
        return max(least, len(f"›{len(self.options)}") + self._gap)

    def _sign(self, place: int) -> str:
        if not self._numbered:
            return "(x) " if place == self._chosen else "( ) "
        return f"›{place + 1:>2}" if place == self._current else f"{place + 1}"

    def render_line(self, y: int) -> Strip:
        strip, width, ground = Strip([]), self.size.width, self.rich_style
        for column in self._layout(width).columns:
            before = strip.adjust_cell_length(column.x, ground)
            strip = Strip.join([before, self._strip(column, y)])
        return strip.adjust_cell_length(width, ground)

    def _strip(self, column: Column, y: int) -> Strip:
        """What stands in a column on line ``y``."""
        ground, marks = self.rich_style, Style()
        line = column.lines[y] if y < len(column.lines) else Line("")
        if line.place is None:
            segments = [Segment(line.text, self._style("section"))]
        else:
            if line.place == self._current:
                marks = self.get_component_rich_style("options--current", partial=True)
                ground += Style(bgcolor=marks.bgcolor)  # blanks are not underlined
            sign = self._sign(line.place) if line.signed else ""
            segments = [
                Segment(" " * (self._margin - self._gap - cell_len(sign)), ground),
                Segment(sign, self._style("sign") + marks),
                Segment(" " * self._gap, ground),
                Segment(line.text, self._style("label") + marks),
            ]
        return Strip(segments).adjust_cell_length(column.width, ground)

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"options--{part}")

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands: on the current option's label."""
        spot = self._spot
        aside = Offset(spot.x + self._margin, spot.y) if spot is not None else Offset(0, 0)
        return self.content_region.offset + aside

    @property
    def _spot(self) -> Spot | None:
        """The current option's; None where there is none, or no room for it yet."""
        return self._layout(self.size.width).spots.get(self._current)

    # --- What scrolls -------------------------------------------------------------------

    def on_focus(self) -> None:
        self.call_after_refresh(self._show_focus)

    def _show_focus(self) -> None:
        """The focus may have gone on meanwhile: what has it now stays in sight."""
        if self.has_focus:
            self.scroll_visible()

    def scroll_visible(self, animate: bool = False, **_options: Any) -> None:  # noqa: ARG002
        """Bring the current option into sight; with the first, what stands ``over`` them too."""
        if not self.is_attached:
            return
        spot = self._spot
        if spot is None:
            super().scroll_visible(animate=False, immediate=True)
            return
        if self._current == self._shown[0]:
            self.show_over()
        region = Region(0, spot.y, 1, spot.height)
        widget: Any = self
        while not isinstance(widget, VerticalScroll):
            region = region.translate(widget.virtual_region.offset)
            widget = widget.parent
        widget.scroll_to_region(region, animate=False, immediate=True, x_axis=False)

    def show_over(self) -> None:
        """Bring what stands ``over`` the options into sight."""
        if self.over is not None:
            self.over.scroll_visible(animate=False, immediate=True)

    # --- What the voter does ------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        if self._shown:
            row = self._shown.index(self._current) + rows
            self._move_to(self._shown[max(0, min(len(self._shown) - 1, row))])

    def action_first(self) -> None:
        if self._shown:
            self._move_to(self._shown[0])

    def action_last(self) -> None:
        if self._shown:
            self._move_to(self._shown[-1])

    def action_across(self) -> None:
        """To the other column, on the same line or the one nearest to it."""
        here = self._spot
        spots = self._layout(self.size.width).spots.items()
        if here is None:
            return
        beside = [(abs(spot.y - here.y), place) for place, spot in spots if spot.x != here.x]
        if beside:
            self._move_to(min(beside)[1])

    def action_choose(self) -> None:
        if self.options and self._chosen != self._current:
            before, self._chosen = self._chosen, self._current
            self._repaint(before, self._chosen)
            self.post_message(self.Moved())

    def action_take(self) -> None:
        self.action_choose()
        if self.options or not self._numbered:
            self.post_message(self.Taken())

    def on_key(self, event: events.Key) -> None:
        """A number goes to its option; where no longer number is possible, it takes it."""
        if not (self._numbered and event.character and event.character.isdecimal()):
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            number = int(typed)
            if number - 1 in self._shown:
                self._typed = typed
                self._go(number - 1)
                if number * 10 > len(self.options):
                    self.action_take()
                return
        self._typed = ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Stand on the option that is pressed: it is the one meant, although the focus that
        comes with the press may scroll to where the voter stands."""
        place = self._place_at(event.x, event.y)
        self._pressed = event.screen_y, place
        if place is not None:
            self._stand_on(place)

    def on_click(self, event: events.Click) -> None:
        """The option that was pressed is meant; released elsewhere, none is."""
        line, place = self._pressed
        if place is None or event.screen_y != line:
            return
        event.stop()
        self._go(place)
        self.action_choose()
        if self._numbered:
            self.action_take()

    def _place_at(self, x: int, y: int) -> int | None:
        """The place of the option there, whichever of its lines that is."""
        for column in self._layout(self.size.width).columns:
            if y < len(column.lines) and 0 <= x - column.x < column.width:
                return column.lines[y].place
        return None

    def _move_to(self, place: int) -> None:
        self._typed = ""
        self._go(place)
        if not self._numbered:
            self.action_choose()

    def _go(self, place: int) -> None:
        self._stand_on(place)
        self.scroll_visible()

    def _stand_on(self, place: int) -> None:
        before, self._current = self._current, place
        self._repaint(before, place)

    def _repaint(self, *places: int | None) -> None:
        spots = self._layout(self.size.width).spots
        for spot in (spots[place] for place in places if place in spots):
            self.refresh(Region(0, spot.y, max(self.size.width, 1), spot.height))


def _middle(sections: Sequence[Section]) -> int:
    """Where the sections part into two columns, in order, so that the longer one is as short
    as can be."""
    above = [*accumulate(section.lines for section in sections)]
    return min(range(1, len(sections)), key=lambda n: max(above[n - 1], above[-1] - above[n - 1]))
