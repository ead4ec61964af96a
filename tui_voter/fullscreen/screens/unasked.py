"""Screens that no journey asks for: what opens over a question, and the wait for the first one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from tui_voter.conversation.ways import Now, Way, own
from tui_voter.dialogue import Role
from tui_voter.fullscreen.keys import is_everywhere
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.messages import gettext as _


class Aside(BaseScreen):
    """A screen over another one, which stays as it is below."""

    def __init__(self, title: str, about: BaseScreen) -> None:
        super().__init__(title)
        self._about = about

    @property
    def offers(self) -> list[Way]:
        """What the program itself can do at the question."""
        return [own(Role.BACK), own(Role.HELP), *filter(is_everywhere, self._about.offers)]

    @property
    def now(self) -> Now:
        return self._about.now

    @property
    def times(self) -> Sequence[str]:
        return self._about.times


class WaitingScreen(BaseScreen):
    """The screen shown until the journey asks its first question."""

    def __init__(self) -> None:
        super().__init__(_("One moment…"))

    def uses_key(self, event: events.Key) -> bool:  # noqa: ARG002 - no key does anything
        """Ignore every key silently: it is meant for the first question."""
        return True
