"""A field of a form on the screen: its label, its answer, and a hint or error below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import Field, FieldError, Text, told
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

LABEL, LABEL_AT_60, LABEL_AT_80 = 28, 34, 46
"""The most columns of a label with an error in it, so that the answer fits beside it in forty cells
of braille: on a screen of forty columns, on a wider one, and in a theme other than accessible."""
LABEL_ALONE = 36
"""The most columns of such a label on a screen of forty columns with the answer below it."""


class FieldBox(Widget):
    """One field. Kinds of fields override :meth:`compose_control` and :attr:`value`."""

    stylesheet = ""
    """The file of this kind's own styles, in addition to the form's."""
    takes_enter = False
    """Whether Enter begins a new line of the answer, so that only Tab leaves the field."""
    takes_stray_pastes = False
    """Whether a paste outside all fields is meant for this one."""
    head: Widget | None = None
    """The first of the widgets above the field that belong to it."""

    class Entered(Message):
        """Enter was pressed in a field."""

        def __init__(self, box: FieldBox) -> None:
            super().__init__()
            self.box = box

    class Edited(Message):
        """The answer of a field was edited."""

        def __init__(self, box: FieldBox) -> None:
            super().__init__()
            self.box = box

    def __init__(self, field: Field[Any]) -> None:
        super().__init__()
        self.field = field
        self.label = Words(self.label_text, classes="label")
        """The widget before the answer, on the same row."""
        self.note = Words(self.guidance, classes="note")
        self.errors: tuple[FieldError, ...] = ()
        """The errors shown at this field."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield self.label
            yield from self.compose_control()
        yield from self.compose_below()
        yield self.note

    @property
    def label_text(self) -> str:
        """The text of the label."""
        return self.field.label

    @property
    def guidance(self) -> Text:
        """The text shown in place of errors while there are none."""
        return self.field.hint

    def compose_control(self) -> Iterable[Any]:
        """The control next to the label."""
        raise NotImplementedError

    def compose_below(self) -> Iterable[Any]:
        """The widgets between the answer and the hint."""
        return ()

    @property
    def control(self) -> Widget:
        """The widget that takes the focus."""
        raise NotImplementedError

    @property
    def value(self) -> str | Secret:
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Insert a pasted text, as if the field had the focus."""
        raise NotImplementedError

    def show(self, filling: Filling[Any]) -> None:
        """Show the state that this field has in ``filling``."""
        if self.errors != (errors := tuple(filling.errors(self.field.name))):
            self.complain(*errors)

    def complain(self, *errors: FieldError) -> None:
        """Show these errors in place of the guidance, or the guidance without any."""
        self.errors = errors
        self.set_class(bool(errors), "-fault")
        self.set_class(bool(errors), "-fresh")
        self.note.say(in_a_row(errors) or self.guidance)
        self.restyle()

    def expect_new_answer(self) -> None:
        """Let the next key replace a refused answer, if the field has a single line."""

    def described(self) -> Described:
        """The field, its answer and its errors in words, for a speech reader."""
        wrong = " ".join(error.text for error in self.errors).rstrip(".")
        error = _("error: {text}").format(text=wrong) if wrong else ""
        return self.answered()._replace(error=error, hint=told(self.field.hint))

    kind = Kind.TEXT

    def answered(self) -> Described:
        """The field and its answer in words, without errors."""
        value = str(self.value)
        return Described(self.label_text, self.kind, holds=value, state="" if value else _("empty"))

    def on_resize(self) -> None:
        """Fit the short form of an error into the new size."""
        self.restyle()

    def changed(self) -> None:
        """Handle an edit by the voter."""
        self.remove_class("-fresh")
        self.edited()
        self.post_message(self.Edited(self))

    def edited(self) -> None:
        """Update what depends on the answer after a change."""

    @property
    def is_below_label(self) -> bool:
        """Whether the answer is below the label, which then has the whole row."""
        return self.screen.has_class("-narrow") and not self.screen.has_class("-accessible")

    def restyle(self) -> None:
        """Add the short form of the error to the label in the accessible theme, and on short
        screens, where the error itself may be out of sight."""
        label = self.label_text
        accessible = self.screen.has_class("-accessible")
        wanted = accessible or self.screen.has_class("-short")
        if wanted and self.errors and self.errors[0].short:
            core = f" ({self.errors[0].short})"
            beside = LABEL if self.screen.has_class("-narrow") else LABEL_AT_60
            beside = beside if accessible else LABEL_AT_80
            room = LABEL_ALONE if self.is_below_label else beside
            label = Content(label).truncate(room - cell_len(core), ellipsis=True).plain + core
        self.label.say(label)


class LineBox(FieldBox):
    """A field answered on one line."""

    def __init__(self, field: Field[Any], line: LineInput) -> None:
        super().__init__(field)
        self.line = line

    def compose_control(self) -> Iterable[Any]:
        yield self.line

    @property
    def control(self) -> Widget:
        return self.line

    @property
    def value(self) -> str | Secret:
        return self.line.value

    def show(self, filling: Filling[Any]) -> None:
        super().show(filling)
        if self.value != (answer := filling[self.field.name]):
            self.put(answer)

    def put(self, value: str | Secret) -> None:
        """Show an answer that the voter did not type; the former one cannot be brought back."""
        with self.line.prevent(LineInput.Changed):  # the voter has not edited it
            self.line.begin_anew()
            self.line.value = value.reveal() if isinstance(value, Secret) else value
        self.edited()

    def paste(self, text: str) -> None:
        self.line.paste(text)

    def expect_new_answer(self) -> None:
        self.line.replace_next()

    def described(self) -> Described:
        remark = _("typing replaces it") if self.line.is_replaced_next else ""
        return super().described()._replace(remark=remark)

    def on_line_input_entered(self, event: LineInput.Entered) -> None:
        event.stop()
        self.entered()

    def entered(self) -> None:
        """Handle Enter in the field."""
        self.post_message(self.Entered(self))

    def on_input_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        self.changed()
