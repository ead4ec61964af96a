"""The linear voice: lines that are typed at its prompts, and what is said between them."""

import os
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import pytest

from tests.traces.performer import Performer, Place
from tui_voter.audit.player import Reply
from tui_voter.conversation.leaving import may_leave
from tui_voter.dialogue import (
    Back,
    CaptchaField,
    ChoiceField,
    Field,
    Form,
    LongTextField,
    Menu,
    Page,
    Quit,
    Role,
    SecretField,
    SignOut,
)
from tui_voter.linear.choices import numbered_actions
from tui_voter.linear.commands import word_of
from tui_voter.linear.fields.base import FieldTalk
from tui_voter.linear.prompts import capital
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind

COMMANDS: Final = {Role.CLOSE: Role.BACK, Role.SAVE: Role.SAVE, Role.SIGN_OUT: Role.SIGN_OUT}
"""The actions that are taken by a command, and whose command that is."""


class InLines(Performer):
    """Types at a pipe, as soon as a prompt stands: nothing is waited for."""

    _asked: Field[Any] | None = None
    """The field that is asked for."""
    _goes_on = False
    """It has been prompted for already."""

    async def run(self, journey: Callable[[Any], Awaitable[object]]) -> None:
        self._said: list[str] = []
        reader, writer = os.pipe()
        with (
            os.fdopen(writer, "w", encoding="utf-8") as self._keyboard,
            os.fdopen(reader, encoding="utf-8") as stdin,
            os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8") as stdout,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(FieldTalk, "ask", self._noting_the_field(FieldTalk.ask))
            voice = Voice(stdin, stdout, self._hear)
            self.voice = dialogue = LinearDialogue(voice)
            self.kept = dialogue.kept
            voice.asking.may_leave = partial(may_leave, self)
            try:
                await journey(self)
            except (Quit, SignOut):
                self.was_quit = True
            voice.telling.flush_pending()
        self._keep("", self._said)
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    def _noting_the_field(self, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
        """``ask``, which asks for one field."""

        async def noting(talk: FieldTalk[Any], *remark: Any) -> Any:
            self._asked, self._goes_on = talk.field, False
            try:
                return await ask(talk, *remark)
            finally:
                self._asked = None

        return noting

    def _hear(self, kind: Kind, text: str) -> None:
        if kind is Kind.SAID:
            self._said.append(text)
        elif kind is Kind.ASKED:
            self._said.append(text)
            self._keep(str(columns(text)), self._said)
            line = self._line_at(self._open[-1], self._reply_at(self._open[-1]))
            self._said = []
            self._keyboard.write(f"{line}\n")
            self._keyboard.flush()

    # --- what the voter does

    def _line_at(self, place: Place, reply: Reply) -> str:
        if reply.move == "quit":
            return self._does("quit", word_of(Role.QUIT))
        if isinstance(place.screen, Form):
            return self._at_form(place, reply)
        if reply.move == "open":
            return self._does(f"open {reply.words}".rstrip(), self._row_of(place, reply.words))
        if reply.move == "find":
            place.reply = None
            return self._does("find", reply.words)
        return self._way(place, reply.key)

    def _does(self, act: str, line: str) -> str:
        self._act = f"{act} ({line or 'Enter'})"
        return line

    def _at_form(self, place: Place, reply: Reply) -> str:
        item, name = self._asked, self._asked.name if self._asked else ""
        goes_on, self._goes_on = self._goes_on and isinstance(item, LongTextField), True
        if name in place.typed:
            place.entered, text = name, self._types(place, name)
            if isinstance(item, ChoiceField):
                return str([option.key for option in item.options].index(text) + 1)
            return text
        if reply.move == "propose":
            if row := self._numbered(capital(_("propose a phrase"))):
                place.reply = None
            return self._does("propose", row)
        if reply.move == "leave":
            return self._way(place, reply.key)
        if name and name == place.entered and not goes_on:
            place.reply, place.entered = None, ""  # it was refused: the script has another one
            return self._line_at(place, self._reply_at(place))
        if isinstance(item, CaptchaField):
            return self._does(f"{name}: by the computer", "")
        if name and self._act == f"{name}: as it is (Enter)":  # which is not kept any more
            self._act = f"{name}: once more"
            return place.given[name]
        return self._does(f"{name}: as it is" if name else "submit", "")

    def _row_of(self, place: Place, words: str) -> str:
        """The number of the row with these words. Where it is not told yet, or not told again of a
        listing that one comes back to, that is asked for first."""
        number = ""
        for line in self._said:
            if found := re.match(r"(\d+)\. ", line):
                number = found[1]
            if number and words in line:
                return number
        return word_of(Role.REPEAT) if place.acts == 1 else ""

    def _way(self, place: Place, key: str | Back) -> str:
        """An option by its number, an action by what was told of it: a number, Enter or a word."""
        screen = place.screen
        if not place.was_read and _enter(_("the next part")) in self._said:
            place.was_read = True
            return self._does("read on", "")
        options = [option.key for option in screen.options] if isinstance(screen, Menu) else []
        if key in options:
            return self._does(f"choose {key}", str(options.index(key) + 1))
        if isinstance(key, Back):
            return self._does("back", word_of(Role.BACK))
        (action,) = (action for action in screen.actions if action.name == key)
        if action.role in COMMANDS:
            return self._does(key, word_of(COMMANDS[action.role]))
        if isinstance(screen, Menu) or (isinstance(screen, Form) and not screen.fields):
            before = len(options) or 1  # the button
            return self._does(key, str(before + 1 + numbered_actions(screen.actions).index(action)))
        if (row := self._numbered(action.label)) or _enter(action.label) in self._said:
            return self._does(key, row)
        if isinstance(screen, Page):  # it was told before, or comes with the last part
            is_new = not self._act.startswith(f"{key} (")
            return self._does(key, word_of(Role.REPEAT) if is_new else "")
        is_hidden = isinstance(self._asked, SecretField)
        return self._does(key, "" if is_hidden or not action.word else f"/{action.word}")

    def _numbered(self, label: str) -> str:
        """The number of the line that tells ``label``; "" where none does."""
        told = (re.match(rf"(\d+)\. {re.escape(spoken(label))}", line) for line in self._said)
        return next((found[1] for found in told if found), "")


def _enter(label: str) -> str:
    """The line that tells what Enter does."""
    return spoken(_("Enter: {label}").format(label=label))
