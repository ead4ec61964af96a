"""A list of options: the current one is marked, arrows move, Enter takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
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


class Options(Widget, can_focus=True):
    """Options to choose from. ``numbered`` shows numbers and takes them as keys;
    otherwise ``(x)`` marks the one chosen, and moving chooses.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
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
        keys = [option.key for option in options]
        self._current = keys.index(chosen) if chosen in keys else 0
        self.chosen = chosen if chosen in keys else ""
        self._rows = [OptionRow("", option.label) for option in options]

    def compose(self) -> ComposeResult:
        yield from self._rows

    def on_mount(self) -> None:
        self._mark()

    @property
    def current(self) -> str:
        return self._options[self._current].key

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands: on the current option's label."""
        row = self._rows[self._current]
        return row.content_region.offset + Offset(row.sign.size.width, 0)

    def action_move(self, rows: int) -> None:
        self._typed = ""
        self._go(max(0, min(len(self._options) - 1, self._current + rows)))
        if not self._numbered:
            self.action_choose()

    def action_choose(self) -> None:
        if self.chosen != self.current:
            self.chosen = self.current
            self._mark()
            self.post_message(self.Moved())

    def action_take(self) -> None:
        self.action_choose()
        self.post_message(self.Taken())

    def on_key(self, event: events.Key) -> None:
        """A number goes to its option; where no longer number is possible, it takes it."""
        if not (self._numbered and event.character and event.character.isdecimal()):
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            number = int(typed)
            if 1 <= number <= len(self._options):
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
        self._rows[self._current].scroll_visible(animate=False)

    def _go(self, number: int) -> None:
        self._current = number
        self._mark()
        self._rows[number].scroll_visible(animate=False)

    def _mark(self) -> None:
        for number, (option, row) in enumerate(zip(self._options, self._rows, strict=True)):
            here = number == self._current
            row.set_class(here, "-current")
            if self._numbered:
                row.sign.say(f"› {number + 1}" if here else f"{number + 1}")
            else:
                row.sign.say("(x) " if option.key == self.chosen else "( ) ")
