"""A captcha question; another one, or the computer's answer, on request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tui_voter.dialogue import CaptchaField, FieldError, told
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class CaptchaBox(LineBox):
    """The question in a row of its own, the answer below it."""

    field: CaptchaField
    looks = "captcha.tcss"

    class AnotherWanted(Message):
        """The voter asks for another question."""

    class ComputerWanted(Message):
        """The voter would have the computer answer."""

    def __init__(self, field: CaptchaField) -> None:
        super().__init__(field, LineInput(field.value, limit=field.limit))
        self.label.add_class("second")
        self._question = Words(told(field.question), classes="question")
        self.set_class(not self.guidance, "-bare")
        self._progress = ""
        self._found = ""
        """What stands there as the computer's answer."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words(self.field.label, classes="label")
            yield self._question
        with Horizontal(classes="reply"):
            with Horizontal(classes="row answer"):
                yield self.label
                yield self.line
            if self.field.asks:
                yield Button(_("F5 another question"), name="another_question", link=True)
        if self.field.compute is not None:
            answer = _("Ctrl+O let the computer answer")
            yield Button(answer, name="compute", link=True, classes="beside")
        yield self.note

    def complain(self, *errors: FieldError) -> None:
        """The error and the hint: whom to ask is needed most when an answer was wrong."""
        super().complain(*errors)
        self._progress = ""
        self.remove_class("-told")
        if errors:
            self.note.say(in_a_row(errors, self.field.hint))

    def answered(self) -> Described:
        return replace(super().answered(), group=str(self._question.content))

    @property
    def asks(self) -> str:
        return _("Your answer")

    def compose_control(self) -> Iterable[Any]:
        return ()

    @property
    def has_expired(self) -> bool:
        """There is too little time left to answer its question."""
        return not told(self.field.question)

    def ask(self, question: str) -> None:
        """Show another question; the previous answer is discarded."""
        self._question.say(question)
        with self.line.prevent(LineInput.Changed):  # it was not edited: keep its error
            self.line.begin_anew()

    def put(self, value: str | Secret) -> None:
        """Whoever answers after all types in the place of what the computer found."""
        super().put(value)
        self.line.replace_next()

    def find(self, answer: str) -> None:
        """The computer has found this ``answer``, and need not be asked for another."""
        self._found = answer
        self.put(answer)

    def edited(self) -> None:
        self.set_class(self.is_found, "-found")

    @property
    def is_found(self) -> bool:
        """The computer has answered, and nobody has since."""
        return bool(self._found) and self.value == self._found

    def tell_progress(self, share: float) -> None:
        """How far the computer is: in the accessible theme once, as each change might be read."""
        told = _("The computer is answering. Esc: stop.")
        if not self.screen.has_class("-accessible"):
            told = _("The computer is answering: {percent}%. Esc: stop.").format(
                percent=int(share * 10) * 10
            )
        if told != self._progress:
            self._progress = told
            self.set_class(True, "-told", "-fresh")  # comes into sight when it has its rows
            self.note.say(told)

    def entered(self) -> None:
        if self.field.asks or self.value:
            super().entered()
        else:
            self.post_message(self.ComputerWanted())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        wanted = self.ComputerWanted if event.button.name == "compute" else self.AnotherWanted
        self.post_message(wanted())
