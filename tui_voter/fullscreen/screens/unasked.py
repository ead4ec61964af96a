"""Screens that no journey asks for: help, themes, and the wait for the first question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui_voter.conversation.choosing import Choosing
from tui_voter.conversation.ways import Now, Way, own
from tui_voter.dialogue import Role
from tui_voter.fullscreen.keys import is_everywhere
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.themes import keep, listed
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.options import Numbered
from tui_voter.fullscreen.widgets.words import Words
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


class HelpScreen(Aside):
    """The help of a question, and all the keys that work there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "obey('BACK')", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
    ]

    def __init__(self, about: BaseScreen) -> None:
        super().__init__(_("Help"), about)

    def compose_body(self) -> Iterable[Any]:
        if self._about.place is not None and self._about.place.help:
            yield Words(self._about.place.help, classes="prose")
        shortened = self.has_class("-short") or not self.host.look.accessible
        for warning in self.host.heading.warning[:1] if shortened else ():
            yield Words(warning, classes="prose")
        keys = [(key.all_names or key.name, key.does) for key in [*self._about.keys()]]
        column = max(len(name) for name, _does in keys)
        named = (f"{name:<{column}}  {does}" for name, does in keys)
        yield Words("\n".join(named), classes="prose")
        if self._about.editing_help:
            yield Words(self._about.editing_help, classes="prose")
        yield Words(_("To copy, select as your terminal does, often with Shift."), classes="prose")
        yield Words(self.host.heading.help_desk, classes="prose")

    def keys(self) -> Iterable[Key]:
        # The text names all that the program can do here.
        yield from self.keys_of([own(Role.BACK)])
        yield from self.body.keys_to_scroll()
        yield from self.keys_of([own(Role.QUIT)])

    async def take(self, way: Way) -> None:
        """Esc closes the help."""
        await super().take(own(Role.HELP) if way.role is Role.BACK else way)


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


class WaitingScreen(BaseScreen):
    """The screen shown until the journey asks its first question."""

    def __init__(self) -> None:
        super().__init__(_("One moment…"))

    def uses_key(self, event: events.Key) -> bool:  # noqa: ARG002 - no key does anything
        """Ignore every key silently: it is meant for the first question."""
        return True
