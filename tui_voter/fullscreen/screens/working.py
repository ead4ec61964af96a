"""A screen whose button begins work that takes a while, such as a submit."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any

from textual import events
from textual.keys import Keys
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui_voter.conversation.ways import Way, find
from tui_voter.dialogue import FieldError, Form, Role
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import KeysRow
from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.words import Words, in_a_row
from tui_voter.messages import gettext as _


class Submit(Button):
    """The button that begins the work; a reader is told with it what failed."""

    def __init__(self, label: str, trouble: Words) -> None:
        """``trouble`` shows the errors that belong to no answer."""
        super().__init__(label, name="submit", classes="beside")
        self._trouble = trouble

    def described(self) -> Described:
        failed = self._trouble.has_class("-fault")
        return super().described()._replace(error=str(self._trouble.content) if failed else "")


class WorkingScreen(QuestionScreen):
    """While work is under way, nothing can be typed, chosen or pressed, and Esc stops the work. The
    button says what is under way; the line above it says if this takes long, or what failed."""

    def __init__(self, form: Form[Any]) -> None:
        super().__init__(form)
        self.trouble = Words(classes="trouble")
        self.button = Submit(form.button, self.trouble)
        self._busy = form.busy
        """The button's label while a submit is under way."""
        self._background = BackgroundTask(
            self, tell=self._tell, ended=self._work_ended, failed=self.fail
        )
        self._busy_widget: Widget = self.button
        """The widget that shows what is under way."""
        self._is_stopping = False
        """Whether the voter is stopping the work that is under way."""

    def laid_out(self, screen: Screen[Any]) -> None:
        super().laid_out(screen)
        self._tell_in_status()

    @property
    def under_way(self) -> bool:
        return self._background.under_way

    @property
    def is_waiting(self) -> bool:
        return self.under_way and self.focused is self.button

    @property
    def shows_progress(self) -> bool:
        """Whether something else on the screen shows the progress of the work."""
        return False

    def begin_work(
        self, work: Coroutine[Any, Any, None], busy: str = "", widget: Widget | None = None
    ) -> None:
        """Begin ``work``, unless something else is under way. For work other than a submit, the
        button's label is ``busy``, and ``widget`` shows what is under way, if not the button."""
        if self.under_way or self.outcome.done():
            work.close()
            return
        self.show_trouble(())
        self.news.latest = self.news.latest[0], ""  # so that messages about this wait count as new
        self.button.label = busy or self._busy
        self._busy_widget = widget or self.button
        self._background.start(work)
        self._tell_in_status()
        self.show_keys()

    def show_trouble(self, errors: Sequence[FieldError]) -> None:
        """Show errors that do not belong to any answer."""
        self.trouble.set_class(bool(errors), "-fault")
        self.trouble.say(in_a_row(errors, between="\n"))

    def show_outcome(self) -> None:
        """Show the outcome of the work that has ended."""

    def _tell(self, text: str) -> None:
        """Say that the work takes long, unless its progress is shown."""
        self.news.inform(text)
        if not self.shows_progress:
            self.trouble.say(text)
            self._tell_in_status()

    def _tell_in_status(self) -> None:
        """Repeat in the status line what is under way, while the widgets that say so are not all in
        sight. This runs after each layout and each new message; an announcement stays in the
        status line until the next key."""
        if not self.under_way or self.news.unread is self.news.line:
            return
        late = str(self.trouble.content)
        text, shown = f"{self.button.label} {late}".rstrip(), self.news.text
        says = [self._busy_widget, self.trouble] if late else [self._busy_widget]
        if not all(self.body.region.contains_region(widget.region) for widget in says):
            if shown != text:
                self.news.say(text, news=False)
        elif shown.startswith(self.button.label):
            self.news.say("")  # nothing should be shown twice, or hide the progress

    def _work_ended(self) -> None:
        """Show the outcome, and drop keys still arriving that were meant for the work."""
        if self.outcome.done():
            return  # the next screen replaces this one: leave it as it is
        self.host.type_ahead.drop_burst()
        self.show_outcome()
        if self._is_stopping:
            # Said together with the button's label: a reader would drop what follows that.
            self.news.announce(_("Stopped. What you typed has been kept."))
        else:
            self.end_wait()
        self._is_stopping = False

    def on_screen_suspend(self) -> None:
        self._background.pause()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        # Textual calls the on_screen_resume of each base class itself.
        self._background.watch()

    async def take(self, way: Way) -> None:
        """Esc stops work that is under way; otherwise it goes back."""
        if way.role is Role.BACK and self.under_way:
            self._is_stopping = True
            await self._background.stop()
        else:
            await super().take(way)

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:
        """While work is under way, ignore all that would change an answer or submit again. What the
        footer names works, and so does what only moves or scrolls."""
        if not self.under_way or isinstance(event, events.Paste):
            return self.under_way
        if isinstance(event, events.MouseDown):
            pressed = self.get_widget_at(event.x, event.y)[0]
            return not isinstance(pressed, ScrollBar | KeysRow)
        bound, role = self.active_bindings.get(event.key), keys.role_of(event.key)
        if bound is None:
            return event.key != Keys.Ignore  # a terminal's report, not a key
        lacks = role is not None and find(role, self.offers) is None
        return lacks or bound.node not in (self, self.app)

    async def settle(self) -> None:
        await self._background.stop()
