"""A list of options: the current one is marked, arrows move, Enter takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from tui_voter.dialogue import Option
from tui_voter.fullscreen.widgets.words import Words


class OptionRow(Horizontal):
    """One option: its sign, then its label."""

    def __init__(self, sign: str, label: str) -> None:
        super().__init__(classes="option")
        self.sign = Words(sign, classes="sign")
        self._label = label

    def compose(self) -> ComposeResult:
        yield self.sign
        yield Words(self._label, classes="said")


class Section(Vertical):
    """The options that follow each other under one name."""

    def __init__(self, name: str, rows: Sequence[OptionRow]) -> None:
        super().__init__(classes="section")
        self.rows = rows
        self._heading = name

    def compose(self) -> ComposeResult:
        if self._heading:
            yield Words(self._heading, classes="over")
        yield from self.rows

    @property
    def lines(self) -> int:
        """Lines it takes where nothing is wrapped."""
        return len(self.rows) + bool(self._heading)


class Options(Widget, can_focus=True):
    """Options to choose from. ``numbered`` shows numbers and takes them as keys;
    otherwise ``(x)`` marks the one chosen, and moving chooses. Options in sections stand in
    two columns where the screen is wide enough for them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("left,right", "across", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
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
        self._options = options
        self._numbered = numbered
        self._typed = ""
        self.over: Widget | None = None
        """What belongs to the options and stands above them."""
        places = (n for n, option in enumerate(options) if chosen and option.key == chosen)
        self._chosen = next(places, None)
        """The place of the chosen option: a portal may send the same key twice."""
        self._current = self._chosen or 0
        self._rows = [OptionRow("", option.label) for option in options]
        pairs = groupby(zip(options, self._rows, strict=True), key=lambda pair: pair[0].section)
        self._sections = [Section(name, [row for _option, row in some]) for name, some in pairs]
        self._shown = list(range(len(options)))

    def compose(self) -> ComposeResult:
        if len(self._sections) < 2:
            yield from self._sections
            return
        with Horizontal(classes="columns"):
            first, second = _columns(self._sections)
            with Vertical(classes="column -first"):
                yield from first
            with Vertical(classes="column"):
                yield from second

    def on_mount(self) -> None:
        self._mark()

    @property
    def chosen(self) -> str:
        """The key of the chosen option; "" while none is."""
        return "" if self._chosen is None else self._options[self._chosen].key

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands: on the current option's label."""
        if not self._rows:
            return self.content_region.offset
        row = self._rows[self._current]
        return row.content_region.offset + Offset(row.sign.size.width, 0)

    def narrow(self, shown: Iterable[int]) -> bool:
        """Leave only the options of these places in sight; False, and nothing done, if none."""
        places = sorted(shown)
        if not places:
            return False
        self._shown = places
        for place, row in enumerate(self._rows):
            row.display = place in places
        for section in self._sections:
            section.display = any(row.display for row in section.rows)
        self._go(self._current if self._current in places else places[0])
        return True

    def action_move(self, rows: int) -> None:
        self._typed = ""
        if not self._shown:
            return
        place = self._shown.index(self._current) + rows
        self._go(self._shown[max(0, min(len(self._shown) - 1, place))])
        if not self._numbered:
            self.action_choose()

    def action_across(self) -> None:
        """To the other column, on the same line or the one nearest to it."""
        if not self._rows:
            return
        here = self._rows[self._current].region
        beside = [
            (abs(region.y - here.y), place)
            for place in self._shown
            if (region := self._rows[place].region).x != here.x
        ]
        if beside:
            self._typed = ""
            self._go(min(beside)[1])
            if not self._numbered:
                self.action_choose()

    def action_choose(self) -> None:
        if self._rows and self._chosen != self._current:
            self._chosen = self._current
            self._mark()
            self.post_message(self.Moved())

    def action_take(self) -> None:
        self.action_choose()
        if self._rows or not self._numbered:
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
                if number * 10 > len(self._options):
                    self.action_take()
                return
        self._typed = ""

    def on_click(self, event: events.Click) -> None:
        for number, row in enumerate(self._rows):
            if event.widget is not None and row in event.widget.ancestors_with_self:
                event.stop()
                self._go(number)
                self.action_choose()
                if self._numbered:
                    self.action_take()

    def on_focus(self) -> None:
        self.call_after_refresh(self.scroll_visible)

    def scroll_visible(self, animate: bool = False, **_options: Any) -> None:  # noqa: ARG002
        """Bring the current option into sight; with the first, what stands ``over`` them too."""
        if not self._shown:
            super().scroll_visible(animate=False, immediate=True)
            return
        if self._current == self._shown[0]:
            self.show_over()
        self._rows[self._current].scroll_visible(animate=False, immediate=True)

    def show_over(self) -> None:
        """Bring what stands ``over`` the options into sight."""
        if self.over is not None:
            self.over.scroll_visible(animate=False, immediate=True)

    def _go(self, number: int) -> None:
        self._current = number
        self._mark()
        self.scroll_visible()

    def _mark(self) -> None:
        for number, row in enumerate(self._rows):
            here = number == self._current
            row.set_class(here, "-current")
            if self._numbered:
                row.sign.say(f"›{number + 1:>2}" if here else f"{number + 1}")
            else:
                row.sign.say("(x) " if number == self._chosen else "( ) ")


def _columns(sections: Sequence[Section]) -> tuple[Sequence[Section], Sequence[Section]]:
    """The sections in two columns, in order, so that the longer one is as short as can be."""

    def longer(cut: int) -> int:
        return max(sum(section.lines for section in part) for part in parts(cut))

    def parts(cut: int) -> tuple[Sequence[Section], Sequence[Section]]:
        return sections[:cut], sections[cut:]

    return parts(min(range(1, len(sections)), key=longer))
