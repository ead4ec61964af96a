"""The Textual application: it runs one journey and restores the terminal.

It deliberately turns off parts of Textual: there is no command palette, no screenshot command, no
log and no traceback, and secrets never reach the clipboard.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from tui_voter.dialogue import (
    CountdownView,
    Dialogue,
    Heading,
    Notice,
    Role,
)
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.assistive.desktop import Desktop
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.journey_task import JourneyTask
from tui_voter.fullscreen.pulse import Pulse
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.screens.unasked import Aside, WaitingScreen
from tui_voter.fullscreen.session import Session
from tui_voter.fullscreen.stray_text import StrayText
from tui_voter.fullscreen.stylesheet import ParsedOnce
from tui_voter.fullscreen.terminal.choice import own_driver
from tui_voter.fullscreen.terminal.own import KeyTaken, OwnDriver
from tui_voter.fullscreen.terminal.streams import let_go, tell_crash
from tui_voter.fullscreen.type_ahead import TypeAhead
from tui_voter.letters import fitted
from tui_voter.looks.themes import THEMES, Look, WithoutColours
from tui_voter.messages import gettext as _
from tui_voter.system import End, listen

if TYPE_CHECKING:
    from tui_voter.fullscreen.listener import Listener

LEFT: Final = 1
"""The exit code of a voter who left before the journey's end."""
INPUT: Final = (events.Key, events.Paste, events.MouseDown)
"""The events by which a voter may answer something."""


class Program(App[None]):
    """One journey on one terminal."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "tui-voter"
    ALLOW_SELECT = False  # Ctrl+C quits; the terminal itself selects and copies text
    CSS_PATH = "screens/base.tcss"
    AUTO_FOCUS = ""
    SUSPENDED_SCREEN_CLASS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "quit", show=False, priority=True) for key in keys.KEYS[Role.QUIT]),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding(keys.THEME, "themes", show=False, priority=True),
    ]

    def __init__(
        self,
        journey: Callable[[Dialogue], Awaitable[None]],
        *,
        theme: str = "visual",
        warm_up: Callable[[], None] = lambda: None,
        keep_theme: Callable[[str], str] = lambda _name: "",
        dark: bool | None = None,
    ) -> None:
        super().__init__(driver_class=own_driver())
        for each in THEMES:
            self.register_theme(each)
        self.look = Look(theme, dark=dark, keep=keep_theme)
        self.no_color = self.look.no_color
        # This replaces Textual's own filter for NO_COLOR, which leaves greys.
        self._filters[1:] = [WithoutColours(self.look.colourless)]
        # Set before any stylesheet is parsed: a change of theme would parse all of them again.
        self.set_reactive(App.theme, self.look.theme)
        self.stylesheet: ParsedOnce = ParsedOnce(variables=self.get_css_variables())
        self.heading = Heading()
        self.brief = ""
        """The heading's countdown in a few words, to the minute; "" without one."""
        self.listener: Listener | None = None
        """The transcript's record of what a braille display shows, if one is kept."""
        self.pulse = Pulse(self.crash)
        self._stop_counting: Callable[[], None] = lambda: None
        self.animation_level = "none"
        self.features = frozenset()
        self.dialogue = FullscreenDialogue(self)
        self._journey = JourneyTask(journey, self.dialogue, ended=self._end, crash=self.crash)
        self._warm_up = warm_up
        self._first_screen: Screen[None] | None = None
        """The screen of a question that was asked before Textual started."""
        self._has_screen = False
        """Whether Textual has its first screen; any later one replaces it or goes on top."""
        self._mounted = asyncio.Event()
        """Set when Textual is ready to change screens."""
        self._changing = asyncio.Lock()
        """Held while screens change, so that each change is completed: Textual fails if a question
        is withdrawn while its screen is still being opened."""
        self._leaving: asyncio.Task[None] | None = None
        self._fault: BaseException | None = None
        self.session = Session(
            is_shown=lambda: self.front is not None,
            announce=self._announce,
            crash=self.crash,
        )
        self.desktop = Desktop(self.TITLE, changed=self.post_display_hook)
        self.type_ahead = TypeAhead()
        self._stray_text = StrayText()

    # --- From the first frame to the exit code ------------------------------------------

    @property
    def available_themes(self) -> dict[str, Theme]:
        """All themes, without the copy that Textual makes: it reads this property twice for each
        widget that it paints (docs/decisions/0006-at-rest.md)."""
        return self._registered_themes

    def play(self) -> int:
        """Run until the journey ends or the voter leaves, and return the exit code."""
        asyncio.run(self._run())
        try:
            if self._fault is not None:
                tell_crash(self._fault)
                return 1
            code = self.return_code or (LEFT if self._journey.was_left else 0)
            if self._journey.has_begun and code <= LEFT:
                for text in self.dialogue.untold:  # no later screen could show these notices
                    print(fitted(text, sys.stdout))  # noqa: T201 - the terminal has been restored
            return code
        finally:
            let_go()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        # The default handler would print values of variables.
        loop.set_exception_handler(lambda _loop, _context: None)
        listen(loop, {number: partial(self.leave_on, number) for number in End})
        if self.look.accessible:
            await self.desktop.join()
            if advice := self.desktop.advice:
                self.dialogue.notify(Notice(advice))
        await self.begin()
        try:
            if self._fault is None and not self._exit:
                await self.run_async()
        finally:
            await self.see_out()
            await self.desktop.leave()

    async def begin(self) -> None:
        """Start the journey first, so that its first question is the first frame."""
        with self._context():
            await self._journey.begin()

    def _end(self) -> None:
        """Exit, because the journey has ended."""
        if self._leaving is None and self._fault is None:
            self.exit()

    def get_default_screen(self) -> Screen[Any]:
        self._has_screen = True
        screen = self._first_screen or WaitingScreen()
        # Textual's default screen has no callback, and replacing it fails without one.
        screen._push_result_callback(self, None)  # noqa: SLF001 - see above
        return screen

    async def bring(self, screen: Screen[None], *, on_top: bool) -> None:
        """Show ``screen``: on top of the one that is open, or in its place."""
        if not self._has_screen:
            self._first_screen = screen
            self.css_path = [*self.css_path, *screen.css_path]
            self._journey.has_asked.set()
            return
        await self._mounted.wait()
        await asyncio.shield(self._change(screen, on_top=on_top))

    async def take_away(self, screen: Screen[None]) -> None:
        """Remove the answered question on top, so that the one below is shown again."""
        if not self._exit and self.is_running:
            await asyncio.shield(self._change_back(screen))

    async def _change(self, screen: Screen[None], *, on_top: bool) -> None:
        async with self._changing:
            await self._close_asides()
            # Textual would do so only after it has put the screen together, from Python 3.12 on.
            self._load_screen_css(screen)
            await (self.push_screen(screen) if on_top else self.switch_screen(screen))

    async def _change_back(self, screen: Screen[None]) -> None:
        async with self._changing:
            await self._close_asides()
            if len(self.screen_stack) > 1 and self.screen is screen:
                await self.pop_screen()

    async def _close_asides(self) -> None:
        while isinstance(self.screen, Aside):
            await self.pop_screen()
        self.wear(self.look.kept)

    def head(self, heading: Heading) -> None:
        self.heading = heading
        self._follow_countdown()  # even the same countdown may have been set to another time
        self.session.head(heading)
        self._show_heading()

    def _show_heading(self) -> None:
        if self.front is not None:
            self.front.show_heading()

    def _follow_countdown(self) -> None:
        """Keep the heading's countdown in sight and up to date from now on."""
        self._stop_counting()
        self.brief, self._stop_counting = "", lambda: None
        if self.heading.countdown is not None:
            self._stop_counting = self.pulse.follow(self.heading.countdown, self._show_brief)

    def _show_brief(self, view: CountdownView) -> None:
        """Repaint the heading when its countdown, which has no seconds, reads differently."""
        if view.brief != self.brief:
            self.brief = view.brief
            self._show_heading()

    @property
    def front(self) -> BaseScreen | None:
        """The screen on top, or None before the first one."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        return screen if isinstance(screen, BaseScreen) else None

    @property
    def seen(self) -> Screen[Any] | None:
        """The screen that was painted last; it differs from ``front`` until that is painted."""
        return self.type_ahead.screen

    def _announce(self, text: str) -> None:
        if self.front is not None:
            self.front.news.announce(text)

    def on_mount(self) -> None:
        self._mounted.set()
        self.pulse.start()

    def on_ready(self) -> None:
        """Do what was postponed until the first frame was shown."""
        gc.freeze()
        gc.enable()
        self.stylesheet.prepare(sorted(Path(__file__).parent.rglob("*.tcss")))
        Thread(target=self._warm, name="warm-up", daemon=True).start()

    def _warm(self) -> None:
        try:
            self._warm_up()
        except Exception as error:  # noqa: BLE001 - reported like any other crash
            self.call_later(self.crash, error)

    # --- Leaving ------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.leave_by(Role.QUIT)

    def leave_by(self, role: Role) -> None:
        """Leave the program or the session, after a question if something would be lost."""
        if self.front is not None:
            self.dialogue.leave_by(role)

    def go(self, role: Role) -> None:
        """Leave the program or the session at once."""
        if role is Role.QUIT:
            self.leave(0)
        else:
            self.dialogue.sign_out()

    async def action_help(self) -> None:
        """Show the help of the screen in front, or close it if it is already open."""
        from tui_voter.fullscreen.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            await self.pop_screen()
        elif self.front is not None:
            await self.push_screen(HelpScreen(self.front))

    def show_questions(self) -> None:
        self.dialogue.show_questions()

    def action_suspend_process(self) -> None:
        """Ctrl-Z: give the terminal back to the shell until it continues this program."""
        if isinstance(self._driver, OwnDriver):
            self.desktop.suspend()
            self._driver.pause()

    def leave_on(self, number: int) -> None:
        """Leave with the exit code of this signal; a second signal leaves without waiting. Several
        hang-ups arrive when a window is closed: these still let the session end properly."""
        if self._leaving is not None and self.return_code and number != End.HUNG_UP:
            driver = self._driver
            if isinstance(driver, OwnDriver):
                driver.restore_now()
            os._exit(128 + number)
        self.leave(128 + number)

    def leave(self, code: int) -> None:
        """End the journey with :class:`Quit`, giving it some time to clean up."""
        self._return_code = code
        if self._leaving is None:
            with self._context():
                self._leaving = asyncio.create_task(self._leave(), name="leaving")

    async def _leave(self) -> None:
        await self.see_out()
        self.exit(return_code=self._return_code or 0)

    async def see_out(self) -> None:
        """Wait for the journey to end, and cancel it if it takes too long."""
        self.session.stop()
        self.pulse.stop()
        await self._journey.see_out()

    # --- Crashing -----------------------------------------------------------------------

    def crash(self, error: BaseException) -> None:
        """End at once; the message is printed after the terminal has been restored."""
        self._return_code = 1
        if self._fault is None:
            self._fault = error
            if isinstance(error, Exception):
                self._exception = error
                self._exception_event.set()
        self._close_messages_no_wait()

    _handle_exception = crash

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002
        return ()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def _log(self, *args: Any, **kwargs: Any) -> None:
        """Log nothing: events contain what the voter types."""

    # --- The look --------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The text on the screen, line by line."""
        return self.front.painted.text if self.front is not None else ""

    async def action_themes(self) -> None:
        """Open the list of themes, in the place of help, or move to the next one there."""
        from tui_voter.fullscreen.screens.theme import ThemeScreen

        if isinstance(self.screen, ThemeScreen):
            self.screen.action_go_on()
            return
        await self._close_asides()
        if self.front is not None:
            await self.push_screen(ThemeScreen(self.front))

    def wear(self, name: str) -> None:
        """Show the theme of this name for now."""
        if name != self.look.name:
            self.look.name = name
            self._restyle()

    def close_themes(self, message: str = "") -> None:
        """Close the list of themes: the one that is kept is shown, and ``message``."""
        self.call_later(self._close_themes, message)

    async def _close_themes(self, message: str) -> None:
        await self._close_asides()
        if message:
            self._announce(message)

    def on_key_taken(self, event: KeyTaken) -> None:
        event.taken.set()

    def on_background(self, dark: bool) -> None:
        """Adapt to the background that the terminal has reported."""
        if dark != self.look.dark:
            self.look.dark = dark
            self._restyle()

    def _restyle(self) -> None:
        """Paint everything anew after a change of theme or background."""
        self._filters[1].enabled = self.look.colourless
        self.theme = self.look.theme
        if isinstance(self._driver, OwnDriver):
            self._driver.show_cursor(self.look.accessible)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.restyle()
        self.call_later(self.desktop.join if self.look.accessible else self.desktop.leave)

    # --- What the voter does ------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if event.is_forwarded:  # it was handled here before, and returns from its widget
            await super().on_event(event)
            return
        self.desktop.note_window_focus(event)
        dropped = isinstance(event, INPUT) and self._drops(event)
        if not dropped:
            await super().on_event(event)
        elif isinstance(event, events.MouseDown):
            self._mouse_down_widget = None  # releasing the button must not click

    def _drops(self, event: events.Key | events.Paste | events.MouseDown) -> bool:
        """Whether ``event`` must have no effect; if so, tell the voter why."""
        screen = self.front
        if screen is None:
            return False
        key = event.key if isinstance(event, events.Key) else ""
        quits = keys.role_of(key) is Role.QUIT
        if not isinstance(event, events.Paste):
            is_too_early = self.type_ahead.is_too_early(event, screen)
            if is_too_early and not quits:
                self.type_ahead.drop(event.time)
                if not isinstance(event, events.Key) or event.is_printable:
                    screen.news.say(_("Typed or clicked too early: ignored."))
                return True
        if isinstance(event, events.Key) and self._stray_text.has(event, self.focused):
            return True
        if screen.ignores(event):
            screen.news.announce(way_out(), again=False)
            return True
        if not quits:
            screen.news.take_as_read()
        return False

    # --- What is painted ----------------------------------------------------------------

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if screen.is_mounted:
            self.type_ahead.show(screen)
        self._aim_cursor()
        super()._display(screen, renderable)

    def _aim_cursor(self) -> None:
        """Set the position of the hardware cursor, which screen readers follow. Textual moves
        the cursor with each frame, but knows only where the last input line wanted it."""
        if self.front is None:
            return
        spot = self.front.painted.blank if self.desktop.is_away else self.front.painted.cursor_spot
        if spot is not None:
            self.cursor_position = spot

    def post_display_hook(self) -> None:
        """Update what depends on the screen's content after each frame, painted or skipped."""
        if self.listener is not None and self.front is not None:
            self.listener.look(self.front, self.front.painted.cursor_spot)
        self.place_cursor()
        self.desktop.look(self.seen if isinstance(self.seen, BaseScreen) else None)

    def place_cursor(self) -> None:
        """Move the hardware cursor when no frame has done so."""
        self._aim_cursor()
        spot = self.cursor_position
        if spot != self._previous_cursor_position and self._driver is not None:
            self._previous_cursor_position = spot
            if not self.is_headless:
                self._driver.write(f"\x1b[{spot.y + 1};{spot.x + 1}H")
