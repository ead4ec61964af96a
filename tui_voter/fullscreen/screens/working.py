"""A screen whose button begins work that takes a while: a submit, say."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final

from textual import events
from textual.keys import Keys
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui_voter.dialogue import FieldError
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _

MEANWHILE: Final = frozenset(
    {"back", "help", "time_left", "turn", "move", "to_top", "to_end", "focus_next"}
    | {"focus_previous", "quit", "suspend_process", "other_theme"}
)
"""The actions that still work while work is under way: to read on, help, the time, to stop and to
quit."""


class WorkingScreen(QuestionScreen):
    """While its work is under way nothing is typed, chosen or pressed, and Esc stops it. The button
    tells what is under way, the line above it that this takes long, or what went wrong."""

    def __init__(self, title: str, *, button: str, busy: str, **frame: Any) -> None:
        super().__init__(title, **frame)
        self.button = Button(button, name="submit", classes="beside")
        self.trouble = Words(classes="trouble")
        self._busy = busy
        """What the button says while a submit is under way."""
        self._background = BackgroundTask(self, tell=self._tell, ended=self._rest, failed=self.fail)
        self._told_at: Widget = self.button
        """Where the work that is under way is told."""
        self._stops = False
        """The voter stops the work that is under way."""

    def on_mount(self) -> None:
        # Textual calls each class's own: no super() here.
        self.screen_layout_refresh_signal.subscribe(self, self._tell_below)

    @property
    def under_way(self) -> bool:
        return self._background.under_way

    @property
    def is_waiting(self) -> bool:
        return self.under_way and self.focused is self.button

    @property
    def tells_progress(self) -> bool:
        """Something else on the screen tells how far the work is."""
        return False

    def begin_work(
        self, work: Coroutine[Any, Any, None], busy: str = "", at: Widget | None = None
    ) -> None:
        """Begin ``work``, if nothing else is under way. ``busy`` says what it is where it is no
        submit, and ``at`` where that is told, if not on the button."""
        if self.under_way or self.outcome.done():
            work.close()
            return
        self.show_trouble(())
        self.news.latest = self.news.latest[0], ""  # what is said of this wait is news
        self.button.label = busy or self._busy
        self._told_at = at or self.button
        self._background.start(work)
        self._tell_below()
        self.show_keys()

    def show_trouble(self, errors: Sequence[FieldError]) -> None:
        """Show what went wrong that is no answer's fault."""
        self.trouble.set_class(bool(errors), "-fault")
        self.trouble.say(in_a_row(errors, between="\n"))

    def show_rest(self) -> None:
        """Show what came of the work, which has ended."""

    def _tell(self, text: str) -> None:
        """Say that it is taking long, where nothing says how far it is."""
        self.news.inform(text)
        if not self.tells_progress:
            self.trouble.say(text)
            self._tell_below()

    def _tell_below(self, _screen: Screen[Any] | None = None) -> None:
        """Tell what is under way in the status line too, as long as not all that says so is in
        sight. It is called with each layout, and whenever there is something else to tell; what was
        announced stays there until the next key."""
        if not self.under_way or self.news.unread is self.news.line:
            return
        late = str(self.trouble.content)
        text, shown = f"{self.button.label} {late}".rstrip(), self.news.text
        says = [self._told_at, self.trouble] if late else [self._told_at]
        if not all(self.body.region.contains_region(widget.region) for widget in says):
            if shown != text:
                self.news.say(text, news=False)
        elif shown.startswith(self.button.label):
            self.news.say("")  # it would be there twice, and may cover how far it is

    def _rest(self) -> None:
        """No work is under way any more: what was meant for it, and comes now, does nothing."""
        if self.outcome.done():
            return  # the next screen replaces this one: leave it as it is
        self.host.type_ahead.drop_burst()
        self.show_rest()
        if self._stops:
            # With the button's label: a reader that is told of that first drops what follows it.
            self.news.announce(_("Stopped. What you typed has been kept."))
        else:
            self.end_wait()
        self._stops = False

    def on_screen_suspend(self) -> None:
        self._background.pause()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        # Textual calls each class's own: no super() here.
        self._background.watch()

    async def action_back(self) -> None:
        """Esc: stop what is under way and stay; otherwise go back."""
        if self.under_way:
            self._stops = True
            await self._background.stop()
        else:
            await super().action_back()

    def escapes(self) -> str:
        return _("stop") if self.under_way else super().escapes()

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:
        """While work is under way nothing is typed, chosen or pressed, and nothing is sent a second
        time."""
        if not self.under_way or isinstance(event, events.Paste):
            return self.under_way
        if isinstance(event, events.MouseDown):
            pressed = self.get_style_at(event.x, event.y).meta.get("@click", "")
            is_bar = isinstance(self.get_widget_at(event.x, event.y)[0], ScrollBar)
            return not is_bar and not _works_meanwhile(pressed)
        bound = self.active_bindings.get(event.key)
        if bound is None:
            return event.key != Keys.Ignore  # which is none, but a terminal's report
        return bound.node not in (self, self.app) or not _works_meanwhile(bound.binding.action)

    def _described(self) -> Described | None:
        """With the button, what went wrong that is no answer's fault."""
        told = super()._described()
        wrong = str(self.trouble.content) if self.trouble.has_class("-fault") else ""
        at_button = told is not None and self.focused is self.button
        return replace(told, error=wrong) if told is not None and at_button else told

    async def settle(self) -> None:
        await self._background.stop()


def _works_meanwhile(action: str) -> bool:
    """Whether the ``action`` of a key, or of a click on its name in the footer, does."""
    return action.partition("(")[0].rpartition(".")[2] in MEANWHILE
