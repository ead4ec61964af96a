"""The help of a question, and all the keys that work there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tui_voter.conversation.ways import Way, own, questions_way
from tui_voter.dialogue import Role
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.screens.unasked import Aside
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _


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
        leads_on = about.host.heading.questions is not None
        super().__init__(_("Help/FAQ") if leads_on else _("Help"), about)

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
        if self.host.heading.questions is not None:
            yield from self.keys_of([questions_way()])
        yield from self.body.keys_to_scroll()
        yield from self.keys_of([own(Role.QUIT)])

    async def take(self, way: Way) -> None:
        """Esc closes the help; its own key leads on to the frequently asked questions."""
        await super().take(own(Role.HELP) if way.role is Role.BACK else way)
        if way.role is Role.HELP:
            self.host.show_questions()
