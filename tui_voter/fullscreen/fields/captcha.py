"""A captcha: the voter answers, asks for another question, or lets the computer answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tui_voter.conversation.filling import Filling
from tui_voter.conversation.ways import own
from tui_voter.dialogue import CaptchaField, FieldError, Role, told
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class CaptchaBox(LineBox):
    """A captcha with the question on its own row and the answer below."""

    field: CaptchaField
    stylesheet = "captcha.tcss"

    class Wanted(Message):
        """The voter asks for another question, or that the computer answers."""

        def __init__(self, role: Role) -> None:
            super().__init__()
            self.role = role

    def __init__(self, field: CaptchaField) -> None:
        super().__init__(field, LineInput(field.value, limit=field.limit))
        self.label.add_class("second", update=False)
        self._question = Words(told(field.question), classes="question")
        self.set_class(not self.guidance, "-bare", update=False)
        self._progress = ""
        self._found = ""
        """The answer that the computer has found, "" for none."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words(self.field.label, classes="label")
            yield self._question
        with Horizontal(classes="reply"):
            with Horizontal(classes="row answer"):
                yield self.label
                yield self.line
            if Role.RENEW in self.links:
                yield self._button(Role.RENEW)
        if Role.COMPUTE in self.links:
            yield self._button(Role.COMPUTE, classes="beside")
        yield self.note

    @property
    def links(self) -> Sequence[Role]:
        """What a link at the captcha does, with its key on it."""
        asks, computes = self.field.asks, self.field.compute is not None
        return [Role.RENEW] * asks + [Role.COMPUTE] * computes

    def _button(self, role: Role, classes: str = "") -> Button:
        label = f"{keys.shown(role)} {own(role).label}"
        return Button(label, name=role.name, link=True, classes=classes)

    def complain(self, *errors: FieldError) -> None:
        """Show the hint after the errors, because it says whom to ask for help."""
        super().complain(*errors)
        self._progress = ""
        self.remove_class("-working")
        if errors:
            self.note.say(in_a_row(errors, self.field.hint))

    def answered(self) -> Described:
        return super().answered()._replace(group=str(self._question.content))

    @property
    def label_text(self) -> str:
        return _("Your answer")

    def compose_control(self) -> Iterable[Any]:
        return ()

    def show(self, filling: Filling[Any]) -> None:
        question = filling.question(self.field.name)
        if question != str(self._question.content):
            self._question.say(question)
            super().put("")  # the former answer cannot be brought back
        super().show(filling)

    def put(self, value: str | Secret) -> None:
        """Show the answer that the computer has found; the next key replaces it."""
        self._found = str(value)
        super().put(value)
        self.line.replace_next()

    def edited(self) -> None:
        self.set_class(bool(self._found) and self.value == self._found, "-found")

    def tell_progress(self, share: float) -> None:
        """Show which ``share`` of the work is done, from 0 to 1. The accessible theme shows no
        figure, because a reader might speak each change."""
        text = _("The computer is answering. Esc: stop.")
        if not self.screen.has_class("-accessible"):
            text = _("The computer is answering: {percent}%. Esc: stop.").format(
                percent=int(share * 10) * 10
            )
        if text != self._progress:
            self._progress = text
            self.set_class(True, "-working", "-fresh")
            self.note.say(text)

    def end_progress(self) -> None:
        """Show hint or errors again, because the computer is done or was stopped."""
        if self._progress:
            self.complain(*self.errors)

    def entered(self) -> None:
        if self.field.asks or self.value:
            super().entered()
        else:
            self.post_message(self.Wanted(Role.COMPUTE))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Wanted(Role[event.button.name or ""]))
