"""A menu on the screen: chosen by arrows, numbers or mouse, and filtered by typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_voter.dialogue import NO, Menu
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.screens.unasked import HelpScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.list_box import plain
from tui_voter.fullscreen.widgets.options import Numbered
from tui_voter.fullscreen.widgets.reading import MEASURE, Reading
from tui_voter.fullscreen.widgets.words import Words, wrapped
from tui_voter.messages import gettext as _
from tui_voter.messages import in_every_language


class MenuScreen(QuestionScreen):
    """One :class:`Menu`."""

    CSS_PATH = "menu.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, menu: Menu) -> None:
        super().__init__(
            menu.title,
            help=menu.help,
            actions=menu.actions,
            can_go_back=menu.can_go_back,
            time_left=menu.time_left,
        )
        self._menu = menu
        self.confidential = menu.confidential
        self._filter = ""
        self._missed = ""
        """The letters typed after the filter that leave no option."""
        self.options = Numbered(menu.options, chosen=menu.chosen, irrevocable=menu.irrevocable)
        self.options.takes_letters = menu.filters

    def compose_body(self) -> Iterable[Any]:
        texts = [text for text in self._menu.text if isinstance(text, str)]
        if not (self.notice or len(texts) < len(self._menu.text)):
            width = min(self.app.size.width - 4, MEASURE)
            lines = sum(len(wrapped(text, width)) for text in (self.page_title, *texts))
            self.options.rows_around = lines + 1 + bool(self.actions) + len(self.actions)
        for text in self._menu.text:
            yield Words(text, classes="prose") if isinstance(text, str) else Reading([text])
        yield self.options
        if self.actions:
            with Vertical(classes="ways"):
                yield from self.buttons()

    def first_focus(self) -> None:
        self.options.above = self.body.children[0]
        self.set_focus(self.options, scroll_visible=False)

    def resume(self) -> None:
        super().resume()
        index = self.options.index_of(self.resume_at)
        if index is not None:
            self.options.set_current(index)

    def resume_point(self) -> str | None:
        return self.options.chosen if self.focused is self.options else None

    def keys(self) -> Iterable[Key]:
        if self._lacks_choice:
            yield Key("↑ ↓", _("go to an option"), "screen.next", needed=True)
        else:
            yield Key("↑ ↓", _("browse"), "screen.next")
        if self._asks_help:
            yield Key(_("Enter"), _("help"), "screen.choose", needed=True)
        elif not (self._missed or self._lacks_choice):  # Enter chooses nothing then
            yield self.key_of_enter(_("choose"), "screen.choose")
        yield from super().keys()

    @property
    def _lacks_choice(self) -> bool:
        """Whether no option is chosen yet, so that Enter would do nothing."""
        at_options = self.focused is self.options or (self.focused is None and not self.resume_at)
        return at_options and bool(self.options.entries) and not self.options.chosen

    def escape_label(self) -> str:
        return _("show all") if self._filter + self._missed else super().escape_label()

    def extra_keys(self) -> Iterable[Key]:
        """Numbers and letters, only while the options have the focus: on a button they could be
        dictated by mistake (WCAG 2.1.4)."""
        yield from self.keys_to_turn()
        if isinstance(self.focused, Button):
            return
        last = min(len(self._menu.options), 9)
        numbers = "0–9" if len(self._menu.options) > last else f"1–{last}"
        if last > 1:
            yield Key(numbers, _("go to a number"), "screen.next")
        if self._menu.filters:
            yield Key("a–z", _("filter"), "screen.next")

    def action_choose(self) -> None:
        self.options.action_take()

    def action_next(self) -> None:
        self.options.action_move(1)

    def on_list_box_taken(self, event: Numbered.Taken) -> None:
        event.stop()
        if self._asks_help:
            self._narrow("")
            self.app.push_screen(HelpScreen(self))
        elif self._missed:
            self._narrow(self._filter + self._missed)  # this says that there is no result to choose
        elif chosen := self.options.chosen:
            if chosen != NO:  # "No" means back
                self.departure = "", True
            self.answer(chosen)
        else:
            self.news.announce(_("Nothing is chosen yet: use the arrows or a number, then Enter."))

    # --- Narrowing down -----------------------------------------------------------------

    def on_list_box_moved(self, event: Numbered.Moved) -> None:
        """Drop the letters without a result, because the voter chooses from the list instead."""
        event.stop()
        if self._missed:
            self._narrow(self._filter)
        self.show_keys()

    def uses_key(self, event: events.Key) -> bool:
        """Letters filter the options that have the focus, which handle numbers themselves."""
        if self.rejects_on_button(event, letters=self._menu.filters):
            return True
        if not self._menu.filters or self.focused is not self.options:
            return False
        typed = self._filter + self._missed
        if event.key == "backspace" and typed:
            event.stop()
            self._narrow(typed[:-1])
        elif event.key == acts.HELP_OUTSIDE_TEXT:
            return False
        elif event.is_printable and event.character:
            if event.character == typed[-1:] == " " or not (typed + event.character).strip():
                return False
            event.stop()
            self._narrow(typed + event.character)
            return True
        return False

    def _narrow(self, text: str) -> None:
        """Show only the options that contain ``text``, or else those in a section whose name
        contains it. If there are none, the list stays as it is."""
        sought = text.strip()
        wanted, options = plain(sought), self._menu.options
        found = [n for n, option in enumerate(options) if wanted in plain(option.label)]
        found = found or [n for n, option in enumerate(options) if wanted in plain(option.section)]
        if self.options.narrow(found):
            self._filter, self._missed = text, ""
            results = _("Results for “{text}”").format(text=sought) if text else ""
            self.news.set_default(results)
        else:
            self._missed = text.removeprefix(self._filter)
            none = _("No results for “{text}”.").format(text=sought)
            message = f"{none} {self._still()}"
            if self._asks_help:
                message = _("“{text}”: Enter opens the help.").format(text=sought)
            self.news.announce(message)
        self.show_keys()

    @property
    def _asks_help(self) -> bool:
        """Whether the voter types the linear voice's command for help."""
        words = (f"/{word}" for word in in_every_language("help"))
        return bool(self._missed) and any(word.startswith(self._missed.lower()) for word in words)

    def _still(self) -> str:
        """The sentence on what the list still shows when nothing matches the typed text."""
        if not self._filter:
            return _("The whole list is still shown.")
        return _("The list still shows what contains “{text}”.").format(text=self._filter.strip())

    async def action_back(self) -> None:
        """Esc shows all options if they are filtered; otherwise it goes back."""
        if self._filter + self._missed:
            self._narrow("")
        else:
            await super().action_back()
