"""The scene where the voter is, and the questions that are asked there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from tui_voter.dialogue import PART, Action, Form, Listing, Menu, Page, Text, no_time_limit, told
from tui_voter.linear.commands import SLASH, TIMED, Said, find
from tui_voter.linear.keyboard import ONE_LINE, Typing
from tui_voter.linear.prompts import PLACE, Remark, step_words
from tui_voter.linear.spelling import columns
from tui_voter.tuples import NamedTuple

T = TypeVar("T")

Heard = str | Said | Action
"""An answer, or what the voter does instead."""


class Scene:
    """One form, menu, listing or page: what all questions asked there have in common."""

    def __init__(self, shown: Form[T] | Menu | Listing | Page) -> None:
        self.shown = shown
        step = shown.step if isinstance(shown, Form) else None
        self.title = shown.title
        self.place = (
            step_words(step.number, step.total) if step else shown.place or _short(shown.title)
        )
        """Where the voter is, in the words of a prompt: the step, or a short title."""
        self.help = shown.help
        self.can_go_back = shown.can_go_back
        self.actions = shown.actions
        self.names_itself = isinstance(shown, Form) and bool(shown.fields)
        """Whether every prompt says where the voter is, so that the title need not be said."""
        takes_words = self.names_itself or isinstance(shown, Listing)
        self.worded: Sequence[Action] = shown.actions if takes_words else ()
        """The actions that have a word. In menus and pages, actions have a number instead."""
        self.texts: Sequence[Text] = shown.intro if isinstance(shown, Form | Listing) else ()
        """The introduction said before the first question."""
        self.confidential = not isinstance(shown, Listing) and shown.confidential
        self.time_left = no_time_limit if isinstance(shown, Listing) else shown.time_left
        self.is_begun = False
        """Whether the voter, who wants to leave, has begun an answer."""
        self.reopens = False
        """Whether going back leads to the field before."""
        self.failure: Text = ""
        """The last error of a form that concerns no field."""
        self.delay: Text = ""
        """How long the voter must wait after a refusal, in words that follow the clock."""

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
    """One question: its prompt, and the texts and commands around it."""

    purposes: Sequence[str]
    """What is asked for and how to answer ("question défi, 1 à 3"), in several lengths, the
    longest first."""
    typing: Typing = ONE_LINE
    words: bool = True
    """Whether a word may be an answer, so that a command needs its slash."""
    slashes: bool = False
    """Whether an answer may begin with a slash, so that only the words that work everywhere are
    commands."""
    offered: Collection[Said] = ()
    """The roles and commands that end the question."""
    lead: Sequence[str] = ()
    """The lines said before the first prompt."""
    asks: Sequence[str] = ()
    """The lines said before every prompt: the question itself, if the prompt has no room for it."""
    remark: Remark | None = None
    where: Callable[[], Sequence[str]] = tuple
    """What the repeat command says about the place; if empty, it says the title."""
    again: Callable[[], Sequence[str]] = tuple
    """What the repeat command says about the question."""
    hints: Sequence[str] = ()
    """What the help command says first, such as what Enter alone does."""
    help: Text | None = None
    """The help text, if it is not the scene's."""
    news: Callable[[], Remark | None] | None = None
    """Called once a second while the prompt waits: its remark is said, with a new prompt."""
    tells_vote: bool = False
    """Whether ``news`` tells the time until the vote, so that nothing else does."""

    def command_in(self, text: str, actions: Sequence[Action]) -> Said | Action | None:
        """What ``text`` names; None for an answer or an unknown command."""
        if self.words and not self.is_like_command(text):
            return None
        if self.slashes:
            return find(text, ())
        return find(text, (*TIMED, *self.offered), actions)

    def is_like_command(self, text: str) -> bool:
        """Whether ``text`` looks like a command: it begins with its only slash, unlike a path."""
        if not text.startswith(SLASH) or "\n" in text:
            return False
        return SLASH not in text.removeprefix(SLASH)


def _short(title: str) -> str:
    """``title`` if it is short enough for a prompt, else ""."""
    title = title.rstrip(".")
    return title if columns(title) <= PLACE else ""
