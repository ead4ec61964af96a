"""A menu on the screen: chosen by arrows, numbers or mouse, and filtered by typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_voter.conversation.choosing import Choosing
from tui_voter.conversation.ways import Now, Way, own
from tui_voter.dialogue import Menu, Opened, Role
from tui_voter.fullscreen.keys import HELP_OUTSIDE_TEXT
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.card import Card
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.options import Numbered
from tui_voter.fullscreen.widgets.reading import MEASURE, Reading
from tui_voter.fullscreen.widgets.sight import FOCUS, TOP, Wanted
from tui_voter.fullscreen.widgets.spotlight import Spotlight, rows_of_spotlight
from tui_voter.fullscreen.widgets.words import Words, wrapped
from tui_voter.messages import gettext as _
from tui_voter.messages import in_every_language


class MenuScreen(QuestionScreen):
    """One :class:`Menu`."""

    CSS_PATH = ["card.tcss", "menu.tcss"]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, menu: Menu) -> None:
        super().__init__(menu)
        self._menu = menu
        self.has_card = menu.irrevocable
        self.choosing = Choosing(
            menu.options, chosen=menu.chosen, filters=menu.filters, irrevocable=menu.irrevocable
        )
        self.choosing.begin()
        self.options = Numbered(self.choosing)
        self.options.apart = self._apart
        self._spotlight: Spotlight | None = None

    # --- What matters now ---------------------------------------------------------------

    @property
    def counts(self) -> bool:
        """Whether there is room for the large figures of the menu's spotlight. A display of braille
        or a reader needs none: there, and on a small screen, the time left is a sentence."""
        lacks_room = not self.has_class("-wide") or self.has_class("-short")
        return self._spotlight is not None and not (lacks_room or self.host.look.accessible)

    def _apart(self) -> tuple[int, Words] | None:
        index = self.options.index_of(self._menu.spotlight)
        if index is None or self._spotlight is None:
            return None
        return index, self._spotlight.lead

    @property
    def is_vast(self) -> bool:
        return self.counts

    def dress(self) -> None:
        super().dress()
        self.set_class(self._spotlight is not None, "-spotlit", update=self.is_mounted)
        if self._spotlight is not None:
            self._spotlight.fit(is_large=self.counts)

    def compose(self) -> ComposeResult:
        countdown, index = self.host.heading.countdown, self.options.index_of(self._menu.spotlight)
        if countdown is not None and index is not None:
            option = self._menu.options[index]
            self._spotlight = Spotlight(
                countdown,
                f"{index + 1}  {option.label}",
                option.key,
                taken=lambda: self.options.click_on(index),
            )
        yield from super().compose()

    def compose_body(self) -> Iterable[Any]:
        if self._spotlight is not None:
            yield self._spotlight
        texts = [text for text in self._menu.text if isinstance(text, str)]
        if not (self.notice or len(texts) < len(self._menu.text)):
            width = min(self.app.size.width - 4, MEASURE)
            lines = sum(len(wrapped(text, width)) for text in (self.page_title, *texts))
            lines += rows_of_spotlight(self.app.size) if self.counts else 0
            self.options.rows_around = lines + 1 + bool(self.actions) + len(self.actions)
        said = [
            Words(text, classes="prose") if isinstance(text, str) else Reading([text])
            for text in self._menu.text
        ]
        if self.has_card:
            yield Card(self.page_title, said)
        else:
            yield from said
        yield self.options
        if self.actions:
            with Vertical(classes="ways"):
                yield from self.buttons()

    def first_focus(self) -> None:
        self.options.above = self.body.children[0]
        if spotlit := self._apart():
            self.options.set_current(spotlit[0])
        self._mark_spotlight()
        self.set_focus(self.options)

    def _mark_spotlight(self) -> None:
        if self._spotlight is not None:
            self._spotlight.mark(current=self.options.chosen == self._menu.spotlight)

    @property
    def opens_at(self) -> Wanted:
        """The text at the top, as long as nothing is chosen."""
        if self._spotlight is not None:
            return FOCUS
        return super().opens_at if self.options.chosen else TOP

    def resume(self) -> None:
        super().resume()
        index = self.options.index_of(self.resume_at)
        if index is not None:
            self.options.set_current(index)
        self._mark_spotlight()

    def resume_point(self) -> str | None:
        return self.options.chosen if self.focused is self.options else None

    def keys(self) -> Iterable[Key]:
        if self._lacks_choice:
            yield Key("↑ ↓", _("go to an option"), "screen.next", needed=True)
        else:
            yield Key("↑ ↓", _("browse"), "screen.next")
        if self._asks_help:
            yield Key(_("Enter"), _("help"), "screen.choose", needed=True)
        elif not (self.options.misses or self._lacks_choice):  # Enter chooses nothing then
            yield self.key_of_enter(_("choose"), "screen.choose")
        yield from super().keys()

    @property
    def _lacks_choice(self) -> bool:
        """Whether no option is chosen yet, so that Enter would do nothing."""
        at_options = self.focused is self.options or (self.focused is None and not self.resume_at)
        return at_options and bool(self.options.entries) and not self.options.chosen

    @property
    def now(self) -> Now:
        return Now(narrowed=bool(self.choosing.typed))

    def other_keys(self) -> Iterable[Key]:
        """Numbers and letters, only while the options have the focus: on a button they could be
        dictated by mistake (WCAG 2.1.4)."""
        yield from self.body.keys_to_turn()
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

    async def on_list_box_taken(self, event: Numbered.Taken) -> None:
        event.stop()
        if self._asks_help:
            self.choosing.back()
            self._show_found()
            await self.take(own(Role.HELP))
        elif self.choosing.misses:
            self._tell_found()
        elif chosen := self.options.chosen:
            self.leave_by(Opened(chosen))
        else:
            self.news.announce(_("Nothing is chosen yet: use the arrows or a number, then Enter."))

    async def take(self, way: Way) -> None:
        """Esc shows all options if they are filtered; otherwise it goes back."""
        if way.role is Role.BACK and self.choosing.back():
            self._show_found()
        else:
            await super().take(way)

    # --- Narrowing down -----------------------------------------------------------------

    def on_list_box_moved(self, event: Numbered.Moved) -> None:
        event.stop()
        self._mark_spotlight()
        self._tell_found()

    def uses_key(self, event: events.Key) -> bool:
        """Letters filter the options that have the focus, which handle numbers themselves."""
        if self.rejects_on_button(event, letters=self.choosing.filters):
            return True
        at_options = self.choosing.filters and self.focused is self.options
        if not at_options or event.key == HELP_OUTSIDE_TEXT:
            return False
        if event.key == "backspace":
            self.choosing.type(self.choosing.typed[:-1])
        elif event.is_printable and event.character:
            self.choosing.type(self.choosing.typed + event.character)
        else:
            return False
        event.stop()
        self._show_found()
        return True

    def _show_found(self) -> None:
        self.options.show_found()
        self._tell_found()

    def _tell_found(self) -> None:
        """Say what has been found, and what the keys do now."""
        typed, word = self.choosing.typed.strip(), self.choosing.word
        if self._asks_help:
            self.news.announce(_("“{text}”: Enter opens the help.").format(text=typed))
        elif self.choosing.misses:
            still = (
                _("The list still shows the results for “{text}”.").format(text=word)
                if word
                else _("The whole list is still shown.")
            )
            self.news.announce(f"{self.choosing.nothing_found} {still}")
        else:
            self.news.set_default(_("Results for “{text}”").format(text=word) if word else "")
        self.show_keys()

    @property
    def _asks_help(self) -> bool:
        """Whether the voter types the linear voice's command for help."""
        typed = self.choosing.typed.lower()
        words = (f"/{word}" for word in in_every_language("help"))
        return self.choosing.misses and any(word.startswith(typed) for word in words)
