"""Options to choose from: numbered in a menu, marked in a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui_voter.dialogue import PART, Option, Row
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.list_box import NOWHERE, Line, ListBox
from tui_voter.fullscreen.widgets.words import wrapped
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host

GAP = 1
"""Columns between the first column of options and the second."""


class Numbered(ListBox):
    """Numbers stand before the options. Sections stand in two columns
    where the screen is wide enough for them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("left,right", "across", show=False)]

    def __init__(
        self, options: Sequence[Option], *, chosen: str = "", irrevocable: bool = False
    ) -> None:
        """Of what is ``irrevocable``, the voter stands on the ``chosen`` one, or on none until they
        have gone to one; and a click takes only the option on which they stand."""
        super().__init__(map(_entry, options), chosen=chosen)
        self._is_untouched = irrevocable and not chosen
        self._irrevocable = irrevocable
        self._click: tuple[float, int | None] = 0.0, None
        """When the latest click began, or double click, and the place where the voter stood
        then."""
        self._narrowed: Sequence[int] = range(len(options))
        self.beside = 0
        """The rows of what stands with it, where that is known."""
        self._has_room = False
        places = groupby(range(len(options)), key=lambda place: options[place].section)
        self._sections = [[*group] for _name, group in places]
        one = len(self._sections) < 2
        self.gap = 2 if one else 1
        self.margin = max(6 if one else 4, len(f"› {len(options)}") + self.gap)

    def narrow(self, shown: Iterable[int]) -> bool:
        """Leave only the options of these places in sight; False, and nothing done, if none."""
        places = sorted(shown)
        if not places:
            return False
        self._narrowed = places
        if self.place not in places:
            self.place = places[0]
        self._laid_out = None, NOWHERE
        self.refresh(layout=True)
        self.call_after_refresh(self.scroll_visible)  # what has grown has room to scroll by then
        return True

    @property
    def shown(self) -> Sequence[int]:
        return self._narrowed

    @property
    def airy(self) -> bool:
        return self.screen.has_class("-tall") or self._has_room

    @property
    def spaced(self) -> bool:
        return len(self._sections) > 1 and self.airy

    def lines_of(self, entry: Row, room: int) -> Iterator[Line]:
        """Each part on a line of its own; not so for a braille display, which has a line at a
        time."""
        apart = self.airy and not self.screen.has_class("-accessible")
        parts = entry.label.split(PART) if apart else [entry.label]
        return (Line(line) for part in parts for line in wrapped(part, room))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """With more air if all of it is in sight all the same."""
        for self._has_room in (True, False):
            height = super().get_content_height(container, viewport, width)
            if self.beside and height + self.beside <= container.height:
                break
        return height

    @property
    def chosen(self) -> str:
        """Empty as long as the voter has gone to none, where that is up to them alone."""
        return "" if self._is_untouched else super().chosen

    def stand_on(self, place: int) -> None:
        self._is_untouched = False
        super().stand_on(place)

    def described(self) -> Described | None:
        """Before the voter has gone to any, one hears that Enter would choose none."""
        entry = super().described()
        if entry is None or not self._is_untouched:
            return entry
        return replace(entry, state=_("nothing chosen yet"))

    def on_mouse_down(self, _event: events.MouseDown) -> None:
        """It comes before the list's own, which goes to what is pressed: Textual calls both."""
        since = cast("Host", self.app).type_ahead.clicked_since
        if since != self._click[0]:
            self._click = since, None if self._is_untouched else self.place

    def click_on(self, place: int) -> None:
        if self._irrevocable and place != self._click[1]:
            self.go(place)
        else:
            super().click_on(place)

    def action_move(self, rows: int) -> None:
        """The first key goes to the first option."""
        super().action_move(0 if self._is_untouched and abs(rows) == 1 else rows)

    def sign(self, place: int) -> str:
        return self.sign_with_number(place)

    def is_marked(self, place: int) -> bool:
        return super().is_marked(place) and not self._is_untouched

    def is_chosen(self, place: int) -> bool:
        return super().is_chosen(place) and not self._is_untouched

    def columns(self, width: int) -> Iterable[tuple[int, int, Sequence[int]]]:
        has, sections = self.screen.has_class, self._sections
        if len(sections) < 2 or not has("-wide") or has("-accessible"):
            return super().columns(width)
        # What has the sections of a voter's ballots has the longer names.
        half, first = width // 2 - 1, sections[_middle(sections)][0]
        shown = self.shown
        return (
            (0, half - GAP, [place for place in shown if place < first]),
            (half, width - half, [place for place in shown if place >= first]),
        )

    def action_across(self) -> None:
        """To the other column, on the same line or the one nearest to it."""
        here = self.spot
        if here is None:
            return
        spots = self.layout_in(self.size.width).spots.items()
        beside = [(abs(spot.y - here.y), place) for place, spot in spots if spot.x != here.x]
        if beside:
            self.go(min(beside)[1])


class Radio(ListBox):
    """``(x)`` marks the option that is chosen. Moving chooses, and so does the space bar, where the
    voter stands: Enter alone has chosen nothing."""

    margin = 4
    takes_letters = False

    def __init__(self, options: Sequence[Option], *, chosen: str = "") -> None:
        super().__init__(map(_entry, options), chosen=chosen)
        self._chosen = self.place_of(chosen)

    @property
    def chosen(self) -> str:
        """The key of the chosen option; "" while none is."""
        return "" if self._chosen is None else self.entries[self._chosen].key

    def choose(self, key: str) -> None:
        """Choose the option of this key, or none."""
        before, self._chosen = self._chosen, self.place_of(key)
        self.stand_on(self._chosen or 0)
        self.repaint(before, self._chosen)

    def sign(self, place: int) -> str:
        return "(x)" if place == self._chosen else "( )"

    def is_chosen(self, place: int) -> bool:
        return place == self._chosen

    def go(self, place: int) -> None:
        self.stand_on(place)
        self.scroll_visible()
        self.on_the_way()
        self.choose_here()

    def action_move(self, rows: int) -> None:
        """The first key chooses the first option, where none is chosen."""
        super().action_move(0 if self._chosen is None and rows == 1 else rows)

    def described(self) -> Described | None:
        entry = super().described()
        return entry and replace(entry, kind=Kind.RADIO, chosen=self.place == self._chosen)

    def on_key(self, event: events.Key) -> None:
        """The space bar chooses."""
        if event.key == "space":
            self.choose_here()

    def choose_here(self) -> None:
        if self.entries:
            self._mark(self.place)

    def _mark(self, place: int | None) -> None:
        if self._chosen != place:
            before, self._chosen = self._chosen, place
            self.repaint(before, place)
            self.post_message(self.Moved())

    def action_take(self) -> None:
        """Enter goes on with what is chosen, and chooses nothing itself; without options too."""
        self.post_message(self.Taken())

    def click_on(self, place: int) -> None:
        self.go(place)


def _entry(option: Option) -> Row:
    return Row(option.key, option.label, section=option.section)


def _middle(sections: Sequence[Sequence[int]]) -> int:
    """Where the sections part into two columns, in order, so that the longer one is as short
    as can be. A section takes a line more than it has options, for its name."""
    above = [*accumulate(len(section) + 1 for section in sections)]
    return min(range(1, len(sections)), key=lambda n: max(above[n - 1], above[-1] - above[n - 1]))
