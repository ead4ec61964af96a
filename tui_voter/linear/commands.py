"""Commands: the words that are taken in place of an answer, in every language, accents optional.

Seven work everywhere (:data:`EVERYWHERE`). They have a slash where words may be an answer; where
none is, the word alone is enough. Behind a slash, they are the only ones at a hidden answer. What
else can be done is a numbered line of its menu or page; a question and a listing, where a number is
an answer, keep a word for it: those of :data:`SOMEWHERE`, and those that their journey gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from tui_voter.dialogue import Action
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


EVERYWHERE: Final = (
    Command.HELP,
    Command.REPEAT,
    Command.BACK,
    Command.HOME,
    Command.SAVE,
    Command.SIGN_OUT,
    Command.QUIT,
)
"""At a hidden answer as well."""

TIMED: Final = (Command.TIME, Command.EXTEND)
"""Wherever something ends by itself. At a hidden answer they are numbered ways."""

SOMEWHERE: Final[Mapping[Command, str]] = {
    Command.ANOTHER: gettext_noop("another question"),
    Command.ERASE: gettext_noop("erase what is here"),
    Command.PREVIOUS: gettext_noop("the part before"),
    Command.ALL: gettext_noop("all the rest at once"),
}
"""What the others do: at a captcha, at a text that stands already, at a long list or text."""


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


def help_lines(
    *, can_go_back: bool, home: bool, saves: bool, timed: bool, extends: bool, signs_out: bool
) -> Iterator[str]:
    """One line for each command that leads somewhere from here."""
    meanings = {
        Command.HELP: (_("this help"), True),
        Command.REPEAT: (_("repeat"), True),
        Command.BACK: (_("go back"), can_go_back),
        Command.HOME: (_("return to the home page"), home),
        Command.SAVE: (_("save to a file"), saves),
        Command.SIGN_OUT: (_("sign out"), signs_out),
        Command.QUIT: (_("leave the program"), True),
        Command.TIME: (_("time left"), timed),
        Command.EXTEND: (_("extend the session"), extends),
    }
    for command, (meaning, leads) in meanings.items():
        if leads:
            yield pair(command.word, meaning)


def pair(name: str, value: str) -> str:
    """A name and what belongs to it, on one line."""
    return saying(_("{name}: {value}"), name=name, value=value)
