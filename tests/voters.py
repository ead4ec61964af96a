"""A voter at each front end: the same script, played three ways.

The moves are those of :mod:`tests.scripted`, and two more: :func:`sees` waits for what the
voter reads or hears, :func:`act` does something beside the program (the portal is stopped,
the clock moves). So one test says what happens once, and runs in every voice.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final, Protocol

from tests.portal.captcha_solver import solve
from tests.scripted import Disagreement, Reply, ScriptedDialogue, Typed
from tests.terminal import Terminal, folded
from tui_voter.dialogue import BACK, Dialogue, Quit
from tui_voter.messages import gettext as _

GOOD_PASSWORD: Final = "Zeppelin-vert 47 girafes"
FORM_OF: Final = {
    "link": "Open your voter space",
    "address": "Receive a new link",
    "portal": "Receive a new link",
    "password": "Create your password",
    "again": "Create your password",
    "captcha": "Create your password",
    "question": "Choose your challenge question",
    "answer": "Choose your challenge question",
}
"""The title of the form that a field belongs to."""
LABELS: Final = {
    "link": "Unique link",
    "address": "E-mail address",
    "portal": "Portal address",
    "password": "Password",
    "captcha": "Captcha",
    "question": "Question",
    "answer": "Secret answer",
    "again": "Password again",
}
AGAIN: Final = {"password": "Password again", "answer": "Answer again"}
WORDS: Final = {"new_link": "link", "take_link": "take", "sign_out": "signout"}
"""The word of each action."""
OPTIONS: Final = {"yes": 1, "no": 2, "change": 1, "keep": 2}
"""Where each option stands in its menu."""
QUESTIONS: Final = {"first-concert": 1, "first-dish": 4}
"""Where some of the sample election's challenge questions stand."""


ENTER, ESCAPE, CTRL_Q, F3, F5 = "\r", "\x1b", "\x11", "\x1bOR", "\x1b[15~"
HOME, DOWN, CLEAR = "\x1b[H", "\x1b[B", "\x05\x15"  # CLEAR: to the end, then all before it


class Sees(Reply):
    """A text of the program, given in English, that the voter reads or hears from now on."""

    def __init__(self, text: str, values: Mapping[str, object]) -> None:
        super().__init__("sees", text)
        self._values = values

    def __repr__(self) -> str:
        return f"sees {self.key!r}"

    @property
    def pattern(self) -> str:
        """In the language spoken now. Names without a value stand for anything."""
        pieces = re.split(r"\{(\w+)\}", _(self.key))
        return "".join(
            re.escape(folded(piece))
            if at % 2 == 0
            else re.escape(str(self._values[piece]))
            if piece in self._values
            else ".+?"
            for at, piece in enumerate(pieces)
        )


class Act(Reply):
    """Something that happens beside the program."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__("act")
        self.deed = deed


def sees(text: str, **values: object) -> Reply:
    """Wait for ``text``; some of its placeholders may be given a value."""
    return Sees(text, values)


def act(deed: Callable[[], object]) -> Reply:
    return Act(deed)


class Voter(Protocol):
    """Somebody who plays a script with the program."""

    def play(self, *script: Reply) -> None: ...

    @property
    def record(self) -> str:
        """All that the program has put out."""
        ...


# --- Without any terminal ---------------------------------------------------------------


class WatchfulDialogue(ScriptedDialogue):
    """The scripted Dialogue with the two moves more."""

    _seen = 0

    def _next(self, asked: str, *moves: str) -> Reply:
        while self._script and isinstance(move := self._script[0], Sees | Act):
            self._script.pop(0)
            if isinstance(move, Act):
                move.deed()
                continue
            said = folded("\n".join(self.said[self._seen :]))
            if not re.search(move.pattern, said):
                raise Disagreement(f"{move.pattern!r} was not said, but:\n{said}")
        reply = super()._next(asked, *moves)
        self._seen = len(self.said)
        return reply


class ScriptedVoter:
    """Meets the journey itself; ``start`` makes it."""

    def __init__(self, start: Callable[[Dialogue], Awaitable[object]]) -> None:
        self._start = start
        self.record = ""

    def play(self, *script: Reply) -> None:
        dialogue = WatchfulDialogue(*script)

        async def hold() -> None:
            try:
                await self._start(dialogue)
            except Quit:
                dialogue.was_quit = True

        asyncio.run(hold())
        self.record = "\n".join(dialogue.said)
        dialogue.finish()


# --- In a terminal ----------------------------------------------------------------------


class TerminalVoter:
    """What both voices have in common: a script's moves, in order, at a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    @property
    def record(self) -> str:
        return self.terminal.transcript

    def play(self, *script: Reply) -> None:
        for move in script:
            if isinstance(move, Act):
                move.deed()
            elif isinstance(move, Sees):
                self.see(move.pattern)
            elif move.move == "fill":
                if move.renew:
                    self.renew()
                self.fill(*_in_order(move))
                if not move.typed:
                    self.submit()
            elif move.move == "try":
                self.answer(*_in_order(move)[0])
            elif move.move == "choose":
                self.choose(OPTIONS[move.key])
            elif move.move == "take":
                self.take(move.key)
            elif move.move == "leave":
                self.leave(move)
            else:
                self.quit()
                assert self.terminal.wait_for_exit() == 0

    def see(self, pattern: str) -> None:
        raise NotImplementedError

    def renew(self) -> None:
        """Ask for another captcha question."""
        raise NotImplementedError

    def submit(self) -> None:
        """Submit the form as it stands."""
        raise NotImplementedError

    def fill(self, *answers: tuple[str, str, Typed]) -> None:
        for answer in answers:
            self.answer(*answer)

    def answer(self, name: str, label: str, typed: Typed) -> None:
        raise NotImplementedError

    def choose(self, number: int) -> None:
        raise NotImplementedError

    def take(self, name: str) -> None:
        raise NotImplementedError

    def leave(self, move: Reply) -> None:
        raise NotImplementedError

    def quit(self) -> None:
        raise NotImplementedError


def _in_order(move: Reply) -> list[tuple[str, str, Typed]]:
    """Field, label and answer, in the order of their form, a secret's repetition filled in."""
    found: list[tuple[str, str, Typed]] = []
    for name in LABELS:
        if name not in move.typed or (name == "again" and len(move.typed) > 1):
            continue
        found.append((name, _(LABELS[name]), move.typed[name]))
        if name in AGAIN:
            found.append((name, _(AGAIN[name]), move.typed.get("again", move.typed[name])))
    return found


class LinearVoter(TerminalVoter):
    """Listens to the lines, and answers at prompts."""

    _heard = 0
    """Characters of the transcript that came before the last answer."""

    def see(self, pattern: str) -> None:
        self.terminal.wait_to_hear(pattern, self._heard)

    def answer(self, name: str, label: str, typed: Typed) -> None:
        self._prompted(label)
        if callable(typed):
            typed = typed(self._question())
        elif name == "question":
            typed = str(QUESTIONS[typed])
        self._say(typed)

    def choose(self, number: int) -> None:
        self._prompted("")
        self._say(str(number))

    def _question(self) -> str:
        """The last line that was said and is a captcha's question."""
        for line in reversed(self.terminal.transcript.splitlines()):
            with suppress(ValueError):
                solve(line)
                return line
        raise AssertionError("no question was heard")

    def renew(self) -> None:
        self._prompted(_("Captcha"))
        self._say("/another")

    def submit(self) -> None:
        self._prompted("")
        self._say("")

    def take(self, name: str) -> None:
        self._prompted("")
        self._say("/back" if name == BACK else "")  # the usual action

    def leave(self, move: Reply) -> None:
        self.fill(*_in_order(move))
        self._command("/back" if move.key == BACK else f"/{_(WORDS[move.key])}")

    def quit(self) -> None:
        self._command("/quit")

    def _command(self, word: str) -> None:
        self._prompted("")
        if not self.terminal.process.getecho():
            self._say("")  # a secret is never read as a command
            self._prompted("")
        self._say(word)

    def _prompted(self, label: str) -> None:
        """Wait for a prompt that asks for ``label``: only a prompt ends with a space."""
        while True:
            said = self.terminal.transcript[self._heard :]
            if said.endswith(" ") and label.lower() in said.lower():
                return
            self.terminal.read_on(f"a prompt for {label!r}")

    def _say(self, text: str) -> None:
        self._heard = len(self.terminal.transcript)
        self.terminal.type(text.replace("\n", "\r") + "\r")


class FullscreenVoter(TerminalVoter):
    """Looks at the screen, and moves by its cursor, as a braille display would."""

    def see(self, pattern: str) -> None:
        self.terminal.wait_for(pattern)

    def answer(self, name: str, label: str, typed: Typed) -> None:
        self._wait_for_focus(name, label)
        if callable(typed):
            typed = typed(self._question())
        if name == "question":
            self.terminal.type(HOME + DOWN * (QUESTIONS[typed] - 1))
        elif "\n" in typed:
            self.terminal.paste(typed)
            while "://" not in self.terminal.row_of_the_cursor:  # what comes with a paste is no key
                self.terminal.read_on("the pasted link")
        else:
            self._clear(label)
            self.terminal.type(typed)
        self.terminal.type(ENTER)

    def _clear(self, label: str) -> None:
        """A key that edits may be overtaken by keys that write: wait until it has acted."""
        filled = re.compile(re.escape(label) + r"\s+(?!F5)\S")
        if filled.search(self.terminal.row_of_the_cursor):
            self.terminal.type(CLEAR)
        while filled.search(self.terminal.row_of_the_cursor):
            self.terminal.read_on(f"an empty {label!r}")

    def choose(self, number: int) -> None:
        self.terminal.type(str(number))

    def _question(self) -> str:
        """What stands between the captcha's label and the place for its answer."""
        shown = re.search(
            rf"^ *{_('Captcha')} (.+?)^ *{_('Your answer')} ", self.terminal.screen, re.M | re.S
        )
        return folded(shown[1]).strip() if shown else ""

    def fill(self, *answers: tuple[str, str, Typed]) -> None:
        super().fill(*answers)
        if {name for name, _label, _typed in answers} == {"password"}:
            self._wait_for_focus("captcha", "")  # its answer is there already
            self.terminal.type(ENTER)

    def renew(self) -> None:
        before = self._question()
        self.terminal.type(F5)
        while self._question() == before:
            self.terminal.read_on("another question")

    def submit(self) -> None:
        self.terminal.type(ENTER)

    def take(self, name: str) -> None:
        self.terminal.type(ESCAPE if name == BACK else ENTER)

    def leave(self, move: Reply) -> None:
        self.fill(*_in_order(move))
        self.terminal.type(ESCAPE if move.key == BACK else F3)

    def quit(self) -> None:
        self.terminal.type(CTRL_Q)

    def _wait_for_focus(self, name: str, label: str) -> None:
        """Until the cursor stands on the row of this field's label."""
        if name == "captcha":
            label = _("Your answer")  # the field's own label stands beside its question
        self.terminal.wait_for(re.escape(folded(_(FORM_OF[name]))))
        self.terminal.wait_for_cursor("" if name == "question" else label)
