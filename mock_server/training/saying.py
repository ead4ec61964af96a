"""Where the trainer types what is said to all."""

from __future__ import annotations

from gettext import gettext as _
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mock_server.training.asides import Key, keys_line, wrapped
from tui_voter.contract.limits import LONGEST_LINE


class Saying(ModalScreen[str | None]):
    """A line for the sentence, which begins with the one that stands. The answer is the sentence,
    "" to take it back, or None if nothing is to change."""

    CSS = """
    Saying { align: center bottom; background: transparent; padding: 0; }
    Saying Vertical { width: 100%; height: auto; margin: 0 4 1 4; background: $ground;
        color: $ink; border: round $mark; padding: 0 1; }
    Saying Input, Saying Input:focus { background: $field; color: $ink; border: none; height: 1;
        padding: 0; margin: 1 0; }
    Saying Input > .input--cursor { background: $ink; color: $ground; text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(self, said: str) -> None:
        super().__init__()
        self._line = Input(said, max_length=LONGEST_LINE)

    def compose(self) -> ComposeResult:
        keys = [
            Key("enter", _("say"), "screen.say", _("Enter")),
            Key("escape", _("back"), "screen.dismiss", _("Esc")),
        ]
        with Vertical():
            about = _("What all learners are to read; nothing takes it back.")
            yield Static(wrapped(about, self.app.size.width - 12), markup=False)
            yield self._line
            yield Static(keys_line(keys))

    def on_mount(self) -> None:
        self._line.focus()

    def on_input_submitted(self) -> None:
        self.action_say()

    def action_say(self) -> None:
        self.dismiss(self._line.value)
