"""Commands: words after a slash, understood in both languages, accents optional."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

from tui_voter.dialogue import Action
from tui_voter.messages import gettext as _
from tui_voter.messages import language

SLASH: Final = "/"


class Command(Enum):
    """What can be said at any prompt, and at some only (``ANOTHER``, ``MORE``)."""

    HELP = "help"
    REPEAT = "repeat"
    TIME = "time"
    BACK = "back"
    QUIT = "quit"
    ANOTHER = "another"
    MORE = "more"

    @property
    def word(self) -> str:
        """With its slash, in the voter's language."""
        return SLASH + (_FRENCH[self] if language() == "fr" else self.value)


ALWAYS: Final = (Command.HELP, Command.REPEAT, Command.TIME, Command.BACK, Command.QUIT)

_FRENCH: Final = {
    Command.HELP: "aide",
    Command.REPEAT: "répéter",
    Command.TIME: "temps",
    Command.BACK: "retour",
    Command.QUIT: "quitter",
    Command.ANOTHER: "autre",
    Command.MORE: "suite",
}


def find(
    text: str, offered: Sequence[Command], actions: Sequence[Action]
) -> Command | Action | None:
    """What ``text``, with or without its slash, asks for; None when it is nothing of these."""
    word = _folded(text.strip().removeprefix(SLASH))
    for command in (*ALWAYS, *offered):
        if word in (command.value, _folded(_FRENCH[command])):
            return command
    return next((action for action in actions if _folded(action.word) == word), None)


def help_lines(
    offered: Sequence[Command], actions: Sequence[Action], *, can_go_back: bool, timed: bool
) -> Iterator[str]:
    """One line for each command that leads somewhere now."""
    meanings = {
        Command.HELP: _("this help"),
        Command.REPEAT: _("say it again"),
        Command.TIME: _("time left"),
        Command.BACK: _("go back"),
        Command.QUIT: _("leave the program"),
        Command.ANOTHER: _("another question"),
        Command.MORE: _("the next ones"),
    }
    hidden = {Command.BACK: not can_go_back, Command.TIME: not timed}
    for command in dict.fromkeys((*ALWAYS, *offered)):
        if not hidden.get(command, False):
            yield pair(command.word, meanings[command])
    yield from action_lines(actions)


def action_lines(actions: Sequence[Action]) -> Iterator[str]:
    """One line for each action: its word, and what it does."""
    for action in actions:
        yield pair(SLASH + action.word, action.label)


def pair(name: str, value: str) -> str:
    """A name and what belongs to it, on one line."""
    return _("{name}: {value}").format(name=name, value=value)


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))
