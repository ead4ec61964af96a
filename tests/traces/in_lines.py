"""The linear voice: lines that are typed at its prompts, and what is said between them."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.traces.performer import Performer, Place
from tui_voter.audit.player import Reply
from tui_voter.dialogue import (
    Back,
    CaptchaField,
    ChoiceField,
    Form,
    Left,
    LongTextField,
    Menu,
    Opened,
    Page,
    Quit,
    Role,
    SecretField,
    SignOut,
)
from tui_voter.journeys.home.menu import SIGN_OUT
from tui_voter.journeys.shared.saving import CLOSE, SAVE
from tui_voter.linear.commands import word_of
from tui_voter.linear.prompts import capital
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind

COMMANDS = {
    CLOSE: Role.BACK,
    SAVE: Role.SAVE,
    SIGN_OUT: Role.SIGN_OUT,
}


class InLines(Performer):
    """Types at a pipe, as soon as a prompt stands: nothing is waited for."""

    async def run(self, journey: Callable[[Any], Awaitable[object]]) -> None:
        self._said: list[str] = []
        self._asked = ""
        """The field that was asked for last."""
        self._pages: dict[int, tuple[Page, Page]] = {}
        reader, writer = os.pipe()
        with (
            os.fdopen(writer, "w", encoding="utf-8") as self._keyboard,
            os.fdopen(reader, encoding="utf-8") as stdin,
            os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8") as stdout,
        ):
            voice = Voice(stdin, stdout, self._hear)
            self.voice = dialogue = LinearDialogue(voice)
            self.kept = dialogue.kept
            try:
                await journey(self)
            except (Quit, SignOut):
                self.was_quit = True
            voice.telling.flush_pending()
        self._keep("", self._said)
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    # What is confidential is recorded here, as nothing is kept of a transcript.

    async def ask(self, form: Form[Any]) -> Any | Left:
        return await super().ask(form._replace(confidential=False))

    async def choose(self, menu: Menu) -> Opened | Left:
        return await super().choose(menu._replace(confidential=False))

    async def show(self, page: Page) -> Left:
        """The same page is the same one again."""
        open_one = page._replace(confidential=False)
        return await super().show(self._pages.setdefault(id(page), (page, open_one))[1])

    def _hear(self, kind: Kind, text: str) -> None:
        if kind is Kind.SAID:
            self._said.append(text)
        elif kind is Kind.ASKED:
            self._keep(str(columns(text)), [*self._said, text])
            place = self._open[-1]
            said, self._said = [*self._said, text], []
            line = self._line_at(place, self._reply_at(place), said)
            self._keyboard.write(f"{line}\n")
            self._keyboard.flush()

    # --- what the voter does

    def _line_at(self, place: Place, reply: Reply, said: list[str]) -> str:
        if reply.move == "quit":
            return self._does("quit", word_of(Role.QUIT))
        if isinstance(place.screen, Form):
            return self._at_form(place, place.screen, reply, said)
        if reply.move == "open":
            return self._number(place, reply.words)
        if reply.move == "find":
            self._done(place)
            return self._does("find", reply.words)
        return self._way(place, reply.key, said)

    def _does(self, act: str, line: str) -> str:
        self._act = f"{act} ({line or 'Enter'})"
        return line

    def _at_form(self, place: Place, form: Form[Any], reply: Reply, said: list[str]) -> str:
        name = self._name_asked(form, said)
        item = next((item for item in form.fields if item.name == name), None)
        goes_on = isinstance(item, LongTextField) and name == place.entered == self._asked
        self._asked = name
        if name in place.typed:
            text = place.typed.pop(name)
            place.entered, place.given[name] = name, text
            self._act = self._answer(place, name, text)
            if isinstance(item, ChoiceField):
                return str([option.key for option in item.options].index(text) + 1)
            return text
        if reply.move == "propose":
            if row := self._numbered(capital(_("propose a phrase")), said):
                self._done(place)
            return self._does("propose", row)
        if reply.move == "leave":
            return self._way(place, reply.key, said)
        if name and name == place.entered and not goes_on:
            self._done(place)  # its answer was refused: the script has another one
            return self._line_at(place, self._reply_at(place), said)
        if isinstance(item, CaptchaField):
            return self._does(f"{name}: by the computer", "")
        if name and self._act == f"{name}: as it is (Enter)":  # which is not kept any more
            self._act = f"{name}: once more"
            return place.given[name]
        return self._does(f"{name}: as it is" if name else "submit", "")

    def _name_asked(self, form: Form[Any], said: list[str]) -> str:
        """The field whose name stands last in the prompt, or else right above it; "" where none
        is asked for. A long text is asked for line by line, without its name."""
        _place, has_purpose, purpose = said[-1].rpartition(". ")[2].partition(", ")
        for line in [purpose] if has_purpose else [said[-1], *said[-2:-1]]:
            found = [
                (line.lower().rfind(name) + len(name), len(name), item.name)
                for item in form.fields
                for name in (spoken(item.label).lower(), spoken(item.brief).lower())
                if name and name in line.lower()
            ]
            if found:  # the longest of those that end last: one name may end another
                return max(found)[-1]
        text = next((item.name for item in form.fields if isinstance(item, LongTextField)), "")
        return text if text and text == self._asked else ""

    def _number(self, place: Place, words: str) -> str:
        """The number of a row, or Enter where it has not been told yet."""
        found = [
            n for n, row in enumerate(place.rows, 1) if words in row.label or words in row.detail
        ]
        number = str(found[0]) if found and place.acts % 2 else ""
        return self._does(f"open {words}".rstrip(), number)

    def _way(self, place: Place, key: str | Back, said: list[str]) -> str:
        """An option by its number, an action by what was told of it: a number, Enter or a word."""
        screen = place.screen
        if not place.was_read and _enter(_("the next part")) in said:
            place.was_read = True
            return self._does("read on", "")
        options = [option.key for option in screen.options] if isinstance(screen, Menu) else []
        if key in options:
            self._done(place)
            return self._does(f"choose {key}", str(options.index(key) + 1))
        if isinstance(key, Back):
            return self._does("back", word_of(Role.BACK))
        if key in COMMANDS:
            return self._does(key, word_of(COMMANDS[key]))
        (action,) = (action for action in screen.actions if action.name == key)
        if row := self._numbered(action.label, said):
            self._done(place)
            return self._does(key, row)
        before = len(options) if isinstance(screen, Menu) else 1  # or the button
        if isinstance(screen, Menu) or (isinstance(screen, Form) and not screen.fields):
            actions = [one.name for one in screen.actions if one.name != SIGN_OUT]
            return self._does(key, str(before + 1 + actions.index(key)))
        if _enter(action.label) in said:
            return self._does(key, "")
        if isinstance(screen, Page):  # it was told before, or comes with the last part
            is_new = not self._act.startswith(f"{key} (")
            return self._does(key, word_of(Role.REPEAT) if is_new else "")
        is_hidden = isinstance(screen, Form) and any(
            isinstance(item, SecretField) and item.name == self._asked for item in screen.fields
        )
        return self._does(key, "" if is_hidden or not action.word else f"/{action.word}")

    @staticmethod
    def _numbered(label: str, said: list[str]) -> str:
        """The number of the line that tells ``label``."""
        told = (re.fullmatch(rf"(\d+)\. {re.escape(spoken(label))}.*", line) for line in said)
        return next((found[1] for found in told if found), "")


def _enter(label: str) -> str:
    """The line that tells what Enter does."""
    return spoken(_("Enter: {label}").format(label=label))
