"""A captcha question, and another one on request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tui_voter.dialogue import CaptchaField, FieldError
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.press import Press
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _


class CaptchaBox(LineBox):
    """The question in a row of its own, the answer below it."""

    field: CaptchaField
    looks = "captcha.tcss"

    class AnotherWanted(Message):
        """The voter asks for another question."""

    def __init__(self, field: CaptchaField) -> None:
        super().__init__(field, LineInput(limit=field.limit))
        self.label.add_class("second")
        self._question = Words(field.question, classes="question")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words(self.field.label, classes="label")
            yield self._question
        with Horizontal(classes="reply"):
            with Horizontal(classes="row answer"):
                yield self.label
                yield self.line
            yield Press(_("F5 another question"), name="another", link=True)
        yield self.note

    def complain(self, *errors: FieldError) -> None:
        """The error and the hint: whom to ask is needed most when an answer was wrong."""
        super().complain(*errors)
        if errors:
            self.note.say(in_a_row(errors, self.field.hint))

    @property
    def asks(self) -> str:
        return _("Your answer")

    def compose_control(self) -> Iterable[Any]:
        return ()

    def ask(self, question: str) -> None:
        """Show another question; the previous answer is discarded."""
        self._question.say(question)
        with self.line.prevent(LineInput.Changed):  # it was not edited: keep its error
            self.line.value = ""

    def on_press_pressed(self, event: Press.Pressed) -> None:
        event.stop()
        self.post_message(self.AnotherWanted())
