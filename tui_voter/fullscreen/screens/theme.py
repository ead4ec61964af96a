"""The list of themes, opened over a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tui_voter.conversation.choosing import Choosing
from tui_voter.conversation.ways import Way
from tui_voter.dialogue import Option, Role
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.screens.unasked import Aside
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.options import Numbered
from tui_voter.looks.themes import Look
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "visual": (
        gettext_noop("Theme: visual."),
        gettext_noop("Visual: dark or light, as the terminal is"),
    ),
    "projector": (
        gettext_noop("Theme: projector."),
        gettext_noop("Projector: black on white, for a bright room"),
    ),
    "accessible": (
        gettext_noop("Theme: accessible."),
        gettext_noop("Accessible: for screen readers and braille"),
    ),
    "terminal": (
        gettext_noop("Theme: terminal."),
        gettext_noop("Terminal: its own colours"),
    ),
}
"""For each theme, in the order of the list: the message that it is kept, and its label there."""


class ThemeScreen(Aside):
    """The themes: the one that the voter is on is shown at once, and Enter keeps it."""

    def __init__(self, about: BaseScreen) -> None:
        super().__init__(_("Theme"), about)
        self._options = Numbered(Choosing(listed(), chosen=about.host.look.name))

    def compose_body(self) -> Iterable[Any]:
        yield self._options

    def begin(self) -> None:
        self.set_focus(self._options)

    def keys(self) -> Iterable[Key]:
        yield Key("↑ ↓", _("browse"), "screen.go_on")
        yield Key(_("Enter"), _("choose"), "screen.choose", needed=True)
        yield from super().keys()

    def action_go_on(self) -> None:
        """Move to the next theme, and after the last one to the first."""
        self._options.go((self._options.index + 1) % len(self._options.entries))

    def action_choose(self) -> None:
        self._options.action_take()

    def on_list_box_moved(self) -> None:
        """Show the theme that the voter is on."""
        self.host.wear(self._options.chosen)

    def on_list_box_taken(self) -> None:
        """Keep that theme."""
        self.host.wear(self._options.chosen)
        self.host.close_themes(keep(self.host.look))

    async def take(self, way: Way) -> None:
        """Esc goes back to the theme before."""
        if way.role is Role.BACK:
            self.host.close_themes()
        else:
            await super().take(way)


def listed() -> list[Option]:
    """The themes to choose from."""
    return [Option(key, _(label)) for key, (_message, label) in LOOKS.items()]


def keep(look: Look) -> str:
    """Remember the theme that is shown; returns the message for the voter, which names it, as some
    look alike."""
    return f"{_(LOOKS[look.name][0])} {look.keep()}".rstrip()
