"""Commands: words that can be typed instead of an answer, in every language, accents optional.

Seven work everywhere (:data:`EVERYWHERE`), and only these at a hidden answer that may have a
slash, as a password may. A command needs a slash where a word may be an answer; elsewhere the word
alone is enough. Everything else that can be
done is a numbered line of a menu or page. At questions and listings, where a number is an answer,
it has a word instead: one of :data:`WORDS`, or that which the journey gives its action.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from tui_voter.conversation.ways import Way, own
from tui_voter.conversation.ways import find as find_way
from tui_voter.dialogue import Action, Role
from tui_voter.letters import folded
from tui_voter.linear.languages import same_as
from tui_voter.linear.spoken import saying
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language, within_a_sentence

SLASH: Final = "/"


class Command(Enum):
    """What only lines need, as a list or a text comes in parts, and none is edited in place."""

    ERASE = gettext_noop("erase what is here")
    PREVIOUS = gettext_noop("the part before")
    ALL = gettext_noop("all the rest at once")


Said = Role | Command
"""What has a word."""

WORDS: Final[Mapping[Said, str]] = {
    Role.HELP: gettext_noop("help"),
    Role.REPEAT: gettext_noop("repeat"),
    Role.BACK: gettext_noop("back"),
    Role.HOME: gettext_noop("home"),
    Role.SAVE: gettext_noop("save"),
    Role.SIGN_OUT: gettext_noop("signout"),
    Role.QUIT: gettext_noop("quit"),
    Role.TIME: gettext_noop("time"),
    Role.EXTEND: gettext_noop("extend"),
    Role.RENEW: gettext_noop("another"),
    Command.ERASE: gettext_noop("erase"),
    Command.PREVIOUS: gettext_noop("previous"),
    Command.ALL: gettext_noop("all"),
}
"""The word of each role and command that has one."""

EVERYWHERE: Final = (
    Role.HELP,
    Role.REPEAT,
    Role.BACK,
    Role.HOME,
    Role.SAVE,
    Role.SIGN_OUT,
    Role.QUIT,
)
"""The roles whose words are commands everywhere, even at a hidden answer."""

TIMED: Final = (Role.TIME, Role.EXTEND)
"""The roles of time limits. At a hidden answer they are numbered lines."""


def word_of(said: Said) -> str:
    """The word of a role or command in the voter's language, with its slash."""
    return SLASH + _(WORDS[said])


def find(
    text: str, offered: Collection[Said], actions: Sequence[Action] = ()
) -> Said | Action | None:
    """The role, command or action that ``text`` names, with or without its slash; None if none
    does."""
    typed = folded(text.strip().removeprefix(SLASH))
    return _called(typed, offered, actions) or _called(same_as(typed), offered, actions)


def _called(
    typed: str, offered: Collection[Said], actions: Sequence[Action]
) -> Said | Action | None:
    for said in (*EVERYWHERE, *offered):
        if typed in map(folded, in_every_language(WORDS[said])):
            return said
    return {folded(action.word): action for action in reversed(actions) if action.word}.get(typed)


def here(offered: Collection[Said], actions: Sequence[Action] = ()) -> dict[str, str]:
    """The words of this place's own commands and actions, each with its meaning."""
    meanings = {
        word_of(each): own(each).label if isinstance(each, Role) else _(each.value)
        for each in offered
        if each not in (*EVERYWHERE, *TIMED)
    }
    return meanings | {SLASH + action.word: action.label for action in actions if action.word}


def help_lines(offers: Sequence[Way], timed: Sequence[Role]) -> Iterator[str]:
    """A line of help for each of the ``offers`` that has a word everywhere, or is ``timed``."""
    for role in (*EVERYWHERE, *timed):
        if (way := find_way(role, offers)) is not None:
            yield pair(word_of(role), within_a_sentence(way.label))


def pair(name: str, value: str) -> str:
    """A name and its value on one line."""
    return saying(_("{name}: {value}"), name=name, value=value)
