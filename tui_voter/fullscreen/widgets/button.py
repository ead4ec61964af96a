"""A button, pressed by Enter, space or the mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.words import Words, wrapped


class Button(Words, can_focus=True):
    """``[ label ]``, or only the label for a link. The brackets are never alone on a row, even if
    the label takes several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
    ]

    below: Button | None = None
    """The last of the buttons that it stands among, if they belong together."""

    class Pressed(Message):
        """The voter pressed ``button``."""

        def __init__(self, button: Button) -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> Button:
            return self.button

    def __init__(self, label: str, *, name: str, link: bool = False, classes: str = "") -> None:
        super().__init__(classes=f"{'link' if link else 'button'} {classes}")
        self._name = name
        self._link = link
        self.label = label

    @property
    def label(self) -> str:
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._label = label
        self.say(label if self._link else f"[ {label} ]")

    def _lines(self, width: int) -> list[Content]:
        lines = super()._lines(width)
        if self._link or len(lines) < 2:
            return lines
        rows = wrapped(self._label, width - len("[  ]"))
        opens = ["[", *[" "] * (len(rows) - 1)]
        closes = [""] * (len(rows) - 1) + [" ]"]
        return [
            Content(f"{start} {row}{end}")
            for start, row, end in zip(opens, rows, closes, strict=True)
        ]

    @property
    def cursor_screen_offset(self) -> Offset:
        """The position of the hardware cursor: the label's first letter."""
        return self.content_region.offset + Offset(0 if self._link else 2, 0)

    def described(self) -> Described:
        """The button in words, for a speech reader."""
        return Described(self._label, Kind.BUTTON)

    def is_operated_by(self, character: str) -> bool:
        return character == " "

    def action_press(self) -> None:
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_press()
