"""A menu on the screen: arrows, numbers, mouse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tui_voter.dialogue import Menu
from tui_voter.fullscreen.frame import Frame
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.options import Options
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _


class MenuScreen(Frame):
    """One :class:`Menu`."""

    CSS_PATH = "menu.tcss"

    def __init__(self, menu: Menu) -> None:
        super().__init__(menu.title, help=menu.help, can_go_back=menu.can_go_back)
        self._menu = menu
        self.options = Options(menu.options, numbered=True)

    def compose_body(self) -> Iterable[Any]:
        for paragraph in self._menu.text:
            yield Words(paragraph, classes="prose")
        yield self.options

    def first_focus(self) -> None:
        self.set_focus(self.options, scroll_visible=False)

    def keys(self) -> Iterable[Key]:
        yield Key("↑ ↓", _("choose"), "screen.next")
        yield Key(_("Enter"), _("confirm"), "screen.choose")
        yield from super().keys()

    def action_choose(self) -> None:
        self.options.action_take()

    def action_next(self) -> None:
        self.options.action_move(1)

    def on_options_moved(self, event: Options.Moved) -> None:
        event.stop()

    def on_options_taken(self, event: Options.Taken) -> None:
        event.stop()
        self.answer(self.options.chosen)
