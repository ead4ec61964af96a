"""Commands: words after a slash, understood in every language, accents optional."""

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
    """What can be said at any prompt, and at some only (from ``ANOTHER`` on)."""

    HELP = gettext_noop("help")
    REPEAT = gettext_noop("repeat")
    TIME = gettext_noop("time")
    BACK = gettext_noop("back")
    HOME = gettext_noop("home")
    SIGN_OUT = gettext_noop("signout")
    QUIT = gettext_noop("quit")
    EXTEND = gettext_noop("extend")
    DETAILS = gettext_noop("details")
    ONE_KEY = gettext_noop("onekey")
    ANOTHER = gettext_noop("another")
    COMPUTE = gettext_noop("computer")
    MORE = gettext_noop("more")
    PREVIOUS = gettext_noop("previous")
    TOP = gettext_noop("top")
    ALL = gettext_noop("all")
    REDO = gettext_noop("redo")
    PROPOSE = gettext_noop("propose")

    @property
    def word(self) -> str:
        """With its slash, in the voter's language."""
        return SLASH + _(self.value)


ALWAYS: Final = (
    Command.HELP,
    Command.REPEAT,
    Command.TIME,
    Command.BACK,
    Command.HOME,
    Command.SIGN_OUT,
    Command.QUIT,
    Command.EXTEND,
    Command.DETAILS,
    Command.ONE_KEY,
)


def find(
    text: str, offered: Collection[Command], actions: Sequence[Action]
) -> Command | Action | None:
    """What ``text``, with or without its slash, asks for; None when it is nothing of these."""
    word = folded(text.strip().removeprefix(SLASH))
    return _called(word, offered, actions) or _called(same_as(word), offered, actions)


def _called(
    word: str, offered: Collection[Command], actions: Sequence[Action]
) -> Command | Action | None:
    for command in (*ALWAYS, *offered):
        if word in _words(command):
            return command
    if word.partition(" ")[0] in _words(Command.DETAILS):  # how many of them comes behind it
        return Command.DETAILS
    by_word = {folded(action.replaces): action for action in actions if action.replaces}
    by_word |= {folded(action.word): action for action in reversed(actions)}
    return by_word.get(word)


def reads_as_command(text: str) -> bool:
    """Whether ``text`` is one word behind a slash, of letters and hyphens as commands are: a
    password that begins with one is hardly ever."""
    slash, word = text[:1], text[1:].strip()
    return slash == SLASH and word.replace("-", "").isalpha()


def nearest(text: str, offered: Collection[Command], actions: Sequence[Action]) -> str:
    """The command that ``text`` nearly is, with its slash; "" where it is near none."""
    from difflib import get_close_matches  # late: only slips need it

    words = [*(_(command.value) for command in (*ALWAYS, *offered)), *(a.word for a in actions)]
    by_folded = {folded(word): word for word in words}
    typed = folded(text.strip().removeprefix(SLASH))
    near = get_close_matches(typed, by_folded, n=1, cutoff=0.8)
    return SLASH + by_folded[near[0]] if near else ""


def works(command: Command, name: str) -> str:
    """Where ``command``, which does nothing here, works."""
    match command:
        case Command.ANOTHER | Command.COMPUTE:
            told = _("{name} works only at a captcha.")
        case Command.REDO:
            told = _("{name} works only where something has been typed already.")
        case Command.PROPOSE:
            told = _("{name} works only where a new password is typed.")
        case _:
            told = _("{name} works only in a long text or list.")
    return saying(told, name=name)


def _words(command: Command) -> Collection[str]:
    return set(map(folded, in_every_language(command.value)))


def here(offered: Mapping[Command, str], actions: Sequence[Action]) -> Iterator[tuple[str, str]]:
    """The commands of this place, each with its meaning."""
    for command, meaning in offered.items():
        yield command.word, meaning
    for action in actions:
        yield SLASH + action.word, action.label


def help_lines(
    here: Collection[Command],
    *,
    can_go_back: bool,
    timed: bool,
    extends: bool,
    signs_out: bool,
) -> Iterator[str]:
    """One line for each command that leads somewhere wherever one is, but for those of ``here``."""
    meanings = {
        Command.HELP: _("this help"),
        Command.REPEAT: _("repeat"),
        Command.TIME: _("time left"),
        Command.BACK: _("go back"),
        Command.HOME: _("return to the home"),
        Command.SIGN_OUT: _("sign out"),
        Command.QUIT: _("leave the program"),
        Command.EXTEND: _("extend the session"),
        Command.DETAILS: _("how much is said"),
        Command.ONE_KEY: _("answer choices with one key, or with Enter again"),
    }
    if not can_go_back:
        del meanings[Command.BACK]
    if not (can_go_back and extends):  # there is a home in a session, and it leads nowhere back
        del meanings[Command.HOME]
    if not signs_out:
        del meanings[Command.SIGN_OUT]
    if not timed:
        del meanings[Command.TIME]
    if not extends:
        del meanings[Command.EXTEND]
    for command, meaning in meanings.items():
        if command not in here:
            yield pair(command.word, meaning)


def action_lines(actions: Sequence[Action]) -> Iterator[str]:
    """One line for each action: its word, and what it does."""
    for word, label in here({}, actions):
        yield pair(word, label)


def enter_or(word: str) -> tuple[str, str]:
    """What a prompt asks for where Enter does the same as ``word``; in short, Enter."""
    return _("Enter or {command}").format(command=word), _("Enter")


def pair(name: str, value: str) -> str:
    """A name and what belongs to it, on one line."""
    return saying(_("{name}: {value}"), name=name, value=value)
