"""A choice of one among several options, all of them shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import ChoiceField, FieldError, Text
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.options import Radio
from tui_voter.fullscreen.widgets.words import in_a_row
from tui_voter.messages import gettext as _

BESIDE = 44
"""The greatest width of options beside the label; longer ones are placed below it."""


class ChoiceBox(FieldBox):
    """A group of radio buttons: the arrows choose."""

    field: ChoiceField[Any]
    stylesheet = "choice.tcss"

    def __init__(self, field: ChoiceField[Any]) -> None:
        self._options = Radio(Choosing(field.options, chosen=field.value))
        super().__init__(field)
        self.is_long = any(cell_len(o.label) > BESIDE for o in field.options)
        self.add_class("-long" if self.is_long else "-brief")
        self.set_class(not field.hint, "-bare")
        self._options.above = self.label

    def compose(self) -> ComposeResult:
        """The note is below short options, but above long ones, which may be many."""
        if not self.is_long:
            yield from super().compose()
            return
        with Horizontal(classes="row head"):
            yield self.label
            yield self.note
        yield self._options

    @property
    def guidance(self) -> Text:
        """The hint, preceded by how to choose until an option is chosen: Enter does not choose."""
        if self.value or not self.field.options:
            return self.field.hint
        how = _("Arrows or space bar to choose.")
        return in_a_row((), how, self.field.hint) if self.field.hint else how

    def complain(self, *errors: FieldError) -> None:
        super().complain(*errors)
        if errors:
            self.note.say(in_a_row(errors, self.guidance))

    def edited(self) -> None:
        if not self.errors:
            self.note.say(self.guidance)

    def compose_control(self) -> Iterable[Any]:
        yield self._options

    @property
    def control(self) -> Widget:
        return self._options

    @property
    def value(self) -> str:
        return self._options.chosen

    @property
    def is_below_label(self) -> bool:
        return self.screen.has_class("-narrow")

    def answered(self) -> Described:
        option = self._options.described() or Described("", Kind.RADIO)
        return option._replace(group=self.label_text)

    def on_list_box_moved(self, event: Radio.Moved) -> None:
        event.stop()
        self.changed()

    def on_list_box_taken(self, event: Radio.Taken) -> None:
        event.stop()
        self.post_message(self.Entered(self))
