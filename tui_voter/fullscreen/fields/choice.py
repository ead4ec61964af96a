"""One of several options, all in sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from textual.widget import Widget

from tui_voter.dialogue import ChoiceField
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.widgets.options import Radio
from tui_voter.secret import Secret

BESIDE = 44
"""Columns of an option that stands beside the label; longer ones go below it."""


class ChoiceBox(FieldBox):
    """A list whose arrows choose, as in a group of radio buttons."""

    field: ChoiceField[Any]
    looks = "choice.tcss"

    def __init__(self, field: ChoiceField[Any]) -> None:
        super().__init__(field)
        self.set_class(any(cell_len(o.label) > BESIDE for o in field.options), "-long")
        self._options = Radio(field.options, chosen=field.value)
        self._options.over = self.label

    def compose_control(self) -> Iterable[Any]:
        yield self._options

    @property
    def control(self) -> Widget:
        return self._options

    @property
    def value(self) -> str:
        return self._options.chosen

    def state(self) -> Iterable[str]:
        return self._options.words()

    def put(self, value: str | Secret) -> None:
        self._options.choose(str(value))

    def show_error(self) -> None:
        super().show_error()
        self._options.show_over()  # the options may be many: the label carries the error too
        self._options.scroll_visible()

    def on_list_box_moved(self, event: Radio.Moved) -> None:
        event.stop()
        self.changed()

    def on_list_box_taken(self, event: Radio.Taken) -> None:
        event.stop()
        self.post_message(self.Entered(self))
