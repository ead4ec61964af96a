"""Where the voter is, and what is asked there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from tui_voter.dialogue import PART, Action, Form, Listing, Menu, Page, Text, no_time_limit, told
from tui_voter.linear.commands import SLASH, TIMED, Command, find
from tui_voter.linear.keyboard import ONE_LINE, Typing
from tui_voter.linear.prompts import PLACE, Remark, step_words
from tui_voter.linear.spelling import columns

T = TypeVar("T")

Heard = str | Command | Action
"""An answer, or the command or action that the voter gave instead."""


class Scene:
    """One form, menu, listing or page: what holds for every question that is asked there."""

    def __init__(self, shown: Form[T] | Menu | Listing | Page) -> None:
        step = shown.step if isinstance(shown, Form) else None
        self.title = shown.title
        self.place = step_words(step) if step else shown.place or _short(shown.title)
        """What a prompt says of it: the step, or a short title."""
        self.help = shown.help
        self.can_go_back = shown.can_go_back
        self.actions = shown.actions
        self.names_itself = isinstance(shown, Form) and bool(shown.fields)
        """Whether every prompt says where the voter is, so that a title would say it twice."""
        takes_words = self.names_itself or isinstance(shown, Listing)
        self.worded: Sequence[Action] = shown.actions if takes_words else ()
        """The actions that are taken by a word: elsewhere they have a number."""
        self.texts: Sequence[Text] = shown.intro if isinstance(shown, Form | Listing) else ()
        """What stands above its first question."""
        self.confidential = not isinstance(shown, Listing) and shown.confidential
        self.time_left = no_time_limit if isinstance(shown, Listing) else shown.time_left
        self.unsent: Callable[[], bool] = bool
        """Whether something typed would be lost: nothing is, but in a form."""
        self.failure: Text = ""
        """What went wrong last with a form as a whole."""
        self.delay: Text = ""
        """How long there is to wait after a refusal, told anew each time."""

    @property
    def is_timed(self) -> bool:
        """Whether what is asked there ends by itself."""
        return self.time_left is not no_time_limit

    @property
    def intro(self) -> Sequence[str]:
        return [told(text) for text in self.texts]

    def intro_after(self, before: Scene | None) -> Iterator[str]:
        """The parts of the intro that the scene ``before`` did not have."""
        for text in self.texts:
            if before is None or text not in before.texts:
                said = told(text)
                yield from said.split(PART) if type(said) is str else [said]


class Question(NamedTuple):
    """One prompt, and what belongs to it."""

    purposes: Sequence[str]
    """What is asked for and how to answer ("question défi, 1 à 3"), in several lengths, the
    longest first."""
    typing: Typing = ONE_LINE
    words: bool = True
    """A word may be an answer, so that a command needs its slash."""
    offered: Collection[Command] = ()
    """The commands that end the question."""
    lead: Sequence[str] = ()
    """What is said above the first prompt."""
    asks: Sequence[str] = ()
    """What is said above every prompt: the question itself, where the prompt does not hold it."""
    remark: Remark | None = None
    where: Callable[[], Sequence[str]] = tuple
    """What repeat says of the place; the title, where that is nothing."""
    again: Callable[[], Sequence[str]] = tuple
    """What repeat says of the question."""
    hints: Sequence[str] = ()
    """What help says first: what Enter alone does, for example."""
    help: Text | None = None
    """What help says in place of the scene's."""
    news: Callable[[], Remark | None] | None = None
    """Called now and then while the prompt stands: what it returns is said, with a new prompt."""

    def command_in(self, text: str, actions: Sequence[Action]) -> Command | Action | None:
        """The command that ``text`` is, None where it is an answer or an unknown command."""
        if self.words and not self.is_like_command(text):
            return None
        if self.typing.secret:
            return find(text, ())
        return find(text, (*TIMED, *self.offered), actions)

    def is_like_command(self, text: str) -> bool:
        """Whether ``text`` begins as a command does: a path has more than one slash."""
        if not text.startswith(SLASH) or "\n" in text:
            return False
        return SLASH not in text.removeprefix(SLASH)


def _short(title: str) -> str:
    """``title`` where it is short enough for a prompt."""
    title = title.rstrip(".")
    return title if columns(title) <= PLACE else ""
