"""Options to choose from: numbered in a menu, radio buttons in a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, groupby
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size

from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import PART, Row
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.list_box import NOWHERE, Line, ListBox
from tui_voter.fullscreen.widgets.words import Words, wrapped
from tui_voter.looks.big_numbers import is_huge
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host

GAP = 1
"""Cells between two columns of options."""
LEAST = 37
"""Cells that a column of options takes at least."""
MOST = 3
"""Columns of options at most."""


class Options(ListBox):
    """The options of a choice; while none is chosen, the voter's first key moves to the first."""

    def __init__(self, choosing: Choosing) -> None:
        super().__init__(
            Row(option.key, option.label, section=option.section) for option in choosing.options
        )
        self.choosing = choosing
        self.index = choosing.at or 0

    @property
    def chosen(self) -> str:
        """The key of the chosen option, "" for none."""
        return "" if self.choosing.at is None else self.entries[self.choosing.at].key

    def is_chosen(self, index: int) -> bool:
        return index == self.choosing.at

    def action_move(self, rows: int) -> None:
        super().action_move(0 if self.choosing.at is None and abs(rows) == 1 else rows)


class Numbered(Options):
    """Options with numbers before them; on a wide screen, their sections form columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "across(-1)", show=False),
        Binding("right", "across(1)", show=False),
    ]

    def __init__(self, choosing: Choosing) -> None:
        super().__init__(choosing)
        options = choosing.options
        self.takes_letters = choosing.filters
        self._click: tuple[float, int | None] = 0.0, None
        """When the latest click or double click began, and where the voter stood then."""
        self.rows_around = 0
        """The number of rows of everything else in the body; 0 if unknown."""
        self._has_room = False
        self.apart: Callable[[], tuple[int, Words] | None] = lambda: None
        """The index of an option that is shown large above the others, and the widget that shows
        it; None if there is none."""
        indices = groupby(range(len(options)), key=lambda index: options[index].section)
        self._sections = [[*group] for _name, group in indices]
        one = len(self._sections) < 2
        self.gap = 2 if one else 1
        self.margin = max(6 if one else 4, len(f"› {len(options)}") + self.gap)

    def show_found(self) -> None:
        """Show the options that are left now."""
        if self.shown and self.index not in self.shown:
            self.index = self.shown[0]
        self._laid_out = None, NOWHERE
        self.body.show_focus()
        self.refresh(layout=True)

    @property
    def shown(self) -> Sequence[int]:
        first, others = self._apart_first(self.choosing.found)
        return [*first, *others]

    def _apart_first(self, found: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """The option that is shown apart, if it is among ``found``, and all others."""
        apart = self.apart()
        first = [index for index in found if apart is not None and index == apart[0]]
        return first, [index for index in found if index not in first]

    @property
    def entry_in_sight(self) -> Region | None:
        apart = self.apart()
        if apart is None or self.index != apart[0]:
            return super().entry_in_sight
        return self.body.region_of(apart[1]).translate(-self.body.offset_of(self))

    @property
    def cursor_screen_offset(self) -> Offset:
        apart = self.apart()
        if apart is None or self.index != apart[0]:
            return super().cursor_screen_offset
        return apart[1].content_region.offset

    def painted(self, index: int) -> Sequence[str]:
        apart = self.apart()
        if apart is None or index != apart[0]:
            return super().painted(index)
        return [str(apart[1].content)]

    @property
    def reached(self) -> Sequence[int]:
        return range(len(self.entries))

    @property
    def misses(self) -> bool:
        return super().misses or self.choosing.misses

    @property
    def is_roomy(self) -> bool:
        return self.screen.has_class("-tall") or self._has_room

    @property
    def spaced(self) -> bool:
        return len(self._sections) > 1 and self.is_roomy

    @property
    def aired(self) -> bool:
        return self.screen.has_class("-vast") and is_huge(self.app.size)

    def lines_of(self, entry: Row, room: int) -> Iterator[Line]:
        """Each part of a label on its own line if there is room, but never in the accessible
        theme: a braille display shows one line at a time."""
        apart = self.is_roomy and not self.screen.has_class("-accessible")
        parts = entry.label.split(PART) if apart else [entry.label]
        return (Line(line) for part in parts for line in wrapped(part, room))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height with optional blank lines if everything then still fits, or else without."""
        for self._has_room in (True, False):
            height = super().get_content_height(container, viewport, width)
            if self.rows_around and height + self.rows_around <= container.height:
                break
        return height

    def set_current(self, index: int) -> None:
        was_shown = index in self.shown
        self.choosing.go(index)
        super().set_current(index)
        if not was_shown:
            self.show_found()

    def described(self) -> Described | None:
        """The current option, with a remark while Enter would choose nothing."""
        entry = super().described()
        if entry is None or self.choosing.at is not None:
            return entry
        return entry._replace(state=_("nothing chosen yet"))

    def on_mouse_down(self, _event: events.MouseDown) -> None:
        """Note which option was current before the click. Textual calls the base class's handler,
        which moves to the option under the mouse, after this one."""
        since = cast("Host", self.app).type_ahead.clicked_since
        if since != self._click[0]:
            self._click = since, self.choosing.at

    def click_on(self, index: int) -> None:
        if self.choosing.takes_click(index, self._click[1]):
            super().click_on(index)
        else:
            self.reach(index)

    def sign(self, index: int) -> str:
        return self.sign_with_number(index)

    def is_marked(self, index: int) -> bool:
        return self.is_chosen(index)

    def columns(self, width: int) -> Iterable[tuple[int, int, Sequence[int]]]:
        """Columns of whole sections; the later ones, whose names are longer, are a little wider."""
        _apart, shown = self._apart_first(self.choosing.found)
        most = 1 if self.screen.has_class("-accessible") else min(width // LEAST, MOST)
        sections = (self._apart_first(section)[1] for section in self._sections)
        firsts = [*_columns([section for section in sections if section], most)]
        ends = [*firsts[1:], len(self.entries)]
        edges = [max(number * width // len(firsts) - 1, 0) for number in range(len(firsts))]
        for first, end, left, right in zip(
            firsts, ends, edges, [*(edge - GAP for edge in edges[1:]), width], strict=True
        ):
            yield left, right - left, [index for index in shown if first <= index < end]

    def action_across(self, by: int) -> None:
        """Move to the next column on one side, to the entry nearest to the current line."""
        here = self.spot
        if here is None:
            return
        spots = self.layout_in(self.size.width).spots.items()
        beyond = [
            ((spot.x - here.x) * by, abs(spot.y - here.y), index)
            for index, spot in spots
            if (spot.x - here.x) * by > 0
        ]
        if beyond:
            self.go(min(beyond)[-1])


class Radio(Options):
    """Options of which ``(x)`` marks the chosen one. The arrows and the space bar choose; Enter
    chooses nothing."""

    margin = 4
    takes_letters = False

    def sign(self, index: int) -> str:
        return "(x)" if self.is_chosen(index) else "( )"

    def reach(self, index: int) -> None:
        self.set_current(index)
        self.clear_message()
        self.choose_here()

    def described(self) -> Described | None:
        entry = super().described()
        return entry and entry._replace(kind=Kind.RADIO, chosen=self.is_chosen(self.index))

    def on_key(self, event: events.Key) -> None:
        """Choose the current option with the space bar."""
        if event.key == "space":
            self.choose_here()

    def choose_here(self) -> None:
        before = self.choosing.at
        if self.entries and before != self.index:
            self.choosing.go(self.index)
            self.repaint(before, self.index)
            self.post_message(self.Moved())

    def action_take(self) -> None:
        """Go on, even without a choice or options; Enter itself chooses nothing."""
        if not self.reports_missed():
            self.post_message(self.Taken())

    def click_on(self, index: int) -> None:
        self.reach(index)


def _columns(sections: Sequence[Sequence[int]], most: int) -> Iterable[int]:
    """The first option of each column, of which there are ``most`` at most. A column has whole
    sections. The longest is as short as possible, counting one more line for a section's name."""
    count = max(1, min(most, len(sections)))

    def longest(starts: Sequence[int]) -> int:
        ends = [*starts[1:], len(sections)]
        columns = (sections[start:end] for start, end in zip(starts, ends, strict=True))
        return max(sum(len(section) + 1 for section in column) for column in columns)

    ways = ([0, *rest] for rest in combinations(range(1, len(sections)), count - 1))
    best = min(ways, key=longest)
    return (sections[start][0] for start in best) if sections else [0]
