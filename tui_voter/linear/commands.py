"""Commands: words that can be typed in place of an answer, in every language, accents optional.

Seven work everywhere (:data:`EVERYWHERE`). A command has a slash where words may be an answer;
elsewhere the word alone is enough. At a hidden answer, only the seven are commands. All else that
can be done is a numbered line of its menu or page; only at a question and at a listing, where a
number is an answer, there are words for it: :data:`SOMEWHERE`, and those that the journey gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from tui_voter.dialogue import Action, Role
from tui_voter.linear.languages import same_as
from tui_voter.linear.spelling import folded
from tui_voter.linear.spoken import saying
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language

SLASH: Final = "/"


class Command(Enum):
    """What can be said at a prompt."""

    HELP = gettext_noop("help")
    REPEAT = gettext_noop("repeat")
    BACK = gettext_noop("back")
    HOME = gettext_noop("home")
    SAVE = gettext_noop("save")
    SIGN_OUT = gettext_noop("signout")
    QUIT = gettext_noop("quit")
    TIME = gettext_noop("time")
    EXTEND = gettext_noop("extend")
    ANOTHER = gettext_noop("another")
    ERASE = gettext_noop("erase")
    PREVIOUS = gettext_noop("previous")
    ALL = gettext_noop("all")

    @property
    def word(self) -> str:
        """With its slash, in the voter's language."""
        return SLASH + _(self.value)


EVERYWHERE: Final[Mapping[Command, str]] = {
    Command.HELP: gettext_noop("this help"),
    Command.REPEAT: gettext_noop("repeat"),
    Command.BACK: gettext_noop("go back"),
    Command.HOME: gettext_noop("return to the home page"),
    Command.SAVE: gettext_noop("save to a file"),
    Command.SIGN_OUT: gettext_noop("sign out"),
    Command.QUIT: gettext_noop("leave the program"),
}
"""The commands that work at a hidden answer as well, and what they do."""

TIMED: Final[Mapping[Command, str]] = {
    Command.TIME: gettext_noop("time left"),
    Command.EXTEND: gettext_noop("extend the session"),
}
"""Those wherever something ends by itself. At a hidden answer they are numbered ways."""

SOMEWHERE: Final[Mapping[Command, str]] = {
    Command.ANOTHER: gettext_noop("another question"),
    Command.ERASE: gettext_noop("erase what is here"),
    Command.PREVIOUS: gettext_noop("the part before"),
    Command.ALL: gettext_noop("all the rest at once"),
}
"""Those at a captcha, at a text that was begun, at a long list or text."""


def find(
    text: str, offered: Collection[Command], actions: Sequence[Action] = ()
) -> Command | Action | None:
    """What ``text``, with or without its slash, asks for; None when it is nothing of these."""
    word = folded(text.strip().removeprefix(SLASH))
    return _called(word, offered, actions) or _called(same_as(word), offered, actions)


def _called(
    word: str, offered: Collection[Command], actions: Sequence[Action]
) -> Command | Action | None:
    for command in (*EVERYWHERE, *offered):
        if word in _words(command):
            return command
    return {folded(action.word): action for action in reversed(actions) if action.word}.get(word)


def _words(command: Command) -> Collection[str]:
    return set(map(folded, in_every_language(command.value)))


def here(offered: Collection[Command], actions: Sequence[Action] = ()) -> dict[str, str]:
    """The commands of this place, each with its meaning."""
    own = {each.word: _(SOMEWHERE[each]) for each in offered if each in SOMEWHERE}
    return own | {SLASH + action.word: action.label for action in actions if action.word}


def help_lines(leading: Collection[Command]) -> Iterator[str]:
    """One line for each command that leads somewhere from here."""
    for command, meaning in {**EVERYWHERE, **TIMED}.items():
        if command in leading:
            yield pair(command.word, _(meaning))


def action_of(command: Command, actions: Sequence[Action]) -> Action | None:
    """The action that the command to save or to sign out stands for."""
    role = {Command.SAVE: Role.SAVE, Command.SIGN_OUT: Role.SIGN_OUT}.get(command)
    return None if role is None else role.among(actions)


def pair(name: str, value: str) -> str:
    """A name and what belongs to it, on one line."""
    return saying(_("{name}: {value}"), name=name, value=value)
