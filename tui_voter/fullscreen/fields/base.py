"""A field of a form on the screen: its label, its answer, and one row for hint or error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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
"""Columns of a label with an error in it, so that its answer has room in the same row: on a screen
of forty columns; on a wider one, of which a braille display shows the start in forty cells; and
for who sees it."""
LABEL_ALONE = 36
"""The same where the answer stands below it, on a screen of forty columns."""


class FieldBox(Widget):
    """One field. Kinds of fields override :meth:`compose_control` and :attr:`value`."""

    looks = ""
    """The stylesheet of this kind of field, in addition to the form's."""
    takes_enter = False
    """Enter begins a line of its answer; Tab leaves the field."""
    takes_stray_pastes = False
    """A paste that no field took is meant for it."""

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
        self.label = Words(self.asks, classes="label")
        """What stands before the answer, in its row."""
        self.note = Words(self.guidance, classes="note")
        self.errors: tuple[FieldError, ...] = ()
        """What is wrong with it, or with the one that repeats it."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield self.label
            yield from self.compose_control()
        yield from self.compose_below()
        yield self.note

    @property
    def asks(self) -> str:
        """The text of the label."""
        return self.field.label

    @property
    def guidance(self) -> Text:
        """The text in the row of errors while there is none."""
        return self.field.hint

    def compose_control(self) -> Iterable[Any]:
        """The control next to the label."""
        raise NotImplementedError

    def compose_below(self) -> Iterable[Any]:
        """Widgets between the answer and the hint."""
        return ()

    @property
    def control(self) -> Widget:
        """The widget that takes the focus."""
        raise NotImplementedError

    @property
    def value(self) -> str | Secret:
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Take a pasted text, as if the field had the focus."""
        raise NotImplementedError

    def show(self, filling: Filling[Any]) -> None:
        """Show what holds of this field in its form."""
        if self.errors != (errors := tuple(filling.errors(self.field.name))):
            self.complain(*errors)

    def complain(self, *errors: FieldError) -> None:
        """Show these errors in place of the guidance; without any, the guidance."""
        self.errors = errors
        self.set_class(bool(errors), "-fault")
        self.set_class(bool(errors), "-fresh")
        self.note.say(in_a_row(errors) or self.guidance)
        self.dress()

    def expect_anew(self) -> None:
        """The answer was refused: on a single line, the next key replaces it."""

    def described(self) -> Described:
        """What a speech reader is told: the field, its answer and what is wrong with it."""
        wrong = " ".join(error.text for error in self.errors).rstrip(".")
        error = _("error: {text}").format(text=wrong) if wrong else ""
        return replace(self.answered(), error=error, hint=told(self.field.hint))

    kind = Kind.TEXT

    def answered(self) -> Described:
        """The field and its answer, without what is wrong."""
        value = str(self.value)
        return Described(self.asks, self.kind, holds=value, state="" if value else _("empty"))

    def show_error(self) -> None:
        """Bring error and answer into sight, or else, where not both fit, the answer."""
        self.note.scroll_visible(animate=False, immediate=True)
        self.control.scroll_visible(animate=False, immediate=True)

    def show_new_error(self) -> None:
        """Bring an error that came with the last answer into sight, if the focus is here."""
        if self.has_class("-fresh") and self.control.has_focus:
            self.show_error()

    def on_resize(self) -> None:
        """Bring a new error into sight once it has its rows, whenever that is, and place its short
        form anew: there may be more room, or less."""
        self.dress()
        self.show_new_error()

    def changed(self) -> None:
        """The voter has edited the answer."""
        self.remove_class("-fresh")
        self.edited()
        self.post_message(self.Edited(self))

    def edited(self) -> None:
        """Update what depends on the answer, which has changed."""

    @property
    def stands_below(self) -> bool:
        """Whether the answer stands below the label, which has the whole row then."""
        return self.screen.has_class("-narrow") and not self.screen.has_class("-accessible")

    def dress(self) -> None:
        """Show the short form of the error beside the label, in the accessible theme and wherever
        the error itself may be out of sight."""
        label = self.asks
        accessible = self.screen.has_class("-accessible")
        wanted = accessible or self.screen.has_class("-short")
        if wanted and self.errors and self.errors[0].short:
            core = f" ({self.errors[0].short})"
            beside = LABEL if self.screen.has_class("-narrow") else LABEL_AT_60
            beside = beside if accessible else LABEL_AT_80
            room = LABEL_ALONE if self.stands_below else beside
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
        """Show an answer that the voter did not type, for good in place of the one before."""
        with self.line.prevent(LineInput.Changed):  # nobody has edited it
            self.line.begin_anew()
            self.line.value = value.reveal() if isinstance(value, Secret) else value
        self.edited()

    def paste(self, text: str) -> None:
        self.line.paste(text)

    def expect_anew(self) -> None:
        self.line.replace_next()

    def described(self) -> Described:
        remark = _("typing replaces it") if self.line.is_replaced_next else ""
        return replace(super().described(), remark=remark)

    def on_line_input_entered(self, event: LineInput.Entered) -> None:
        event.stop()
        self.entered()

    def entered(self) -> None:
        """Enter was pressed in it."""
        self.post_message(self.Entered(self))

    def on_input_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        self.changed()
