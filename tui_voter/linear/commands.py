"""Commands: words that can be typed instead of an answer, in every language, accents optional.

Seven work everywhere (:data:`EVERYWHERE`), and only these at a hidden answer. A command needs a
slash where a word may be an answer; elsewhere the word alone is enough. Everything else that can be
done is a numbered line of a menu or page. At questions and listings, where a number is an answer,
it has a word instead: :data:`SOMEWHERE`, and those that the journey gives its actions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from tui_voter.dialogue import Action, Role
from tui_voter.letters import folded
from tui_voter.linear.languages import same_as
from tui_voter.linear.spoken import saying
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language

SLASH: Final = "/"


class Command(Enum):
    """A command that can be typed at a prompt."""

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
        """The command's word in the voter's language, with its slash."""
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
"""The commands that work everywhere, even at a hidden answer, and what they do."""

TIMED: Final[Mapping[Command, str]] = {
    Command.TIME: gettext_noop("time left"),
    Command.EXTEND: gettext_noop("extend the session"),
}
"""The commands wherever there is a time limit. At a hidden answer they are numbered lines."""

SOMEWHERE: Final[Mapping[Command, str]] = {
    Command.ANOTHER: gettext_noop("another question"),
    Command.ERASE: gettext_noop("erase what is here"),
    Command.PREVIOUS: gettext_noop("the part before"),
    Command.ALL: gettext_noop("all the rest at once"),
}
"""The commands of some places: a captcha, a text already begun, a long list or page."""


def find(
    text: str, offered: Collection[Command], actions: Sequence[Action] = ()
) -> Command | Action | None:
    """The command or action that ``text`` names, with or without its slash; None if none does."""
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
    """The words of this place's own commands and actions, each with its meaning."""
    own = {each.word: _(SOMEWHERE[each]) for each in offered if each in SOMEWHERE}
    return own | {SLASH + action.word: action.label for action in actions if action.word}


def help_lines(leading: Collection[Command]) -> Iterator[str]:
    """A line of help for each of the ``leading`` commands, which do something here."""
    for command, meaning in {**EVERYWHERE, **TIMED}.items():
        if command in leading:
            yield pair(command.word, _(meaning))


def action_of(command: Command, actions: Sequence[Action]) -> Action | None:
    """The action that stands behind the command to save or to sign out."""
    role = {Command.SAVE: Role.SAVE, Command.SIGN_OUT: Role.SIGN_OUT}.get(command)
    return None if role is None else role.among(actions)


def pair(name: str, value: str) -> str:
    """A name and its value on one line."""
    return saying(_("{name}: {value}"), name=name, value=value)
