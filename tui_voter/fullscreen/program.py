"""The Textual application: it runs one journey and restores the terminal.

What it disables in Textual is as deliberate as what it adds: no command palette, no screenshot
command, no log, no traceback, no clipboard for what is secret.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from math import inf
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.console import RenderableType
from textual import events
from textual._time import get_time
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from tui_voter.dialogue import (
    Countdown,
    CountdownView,
    Dialogue,
    Heading,
    Leaving,
    Notice,
    Quit,
    TimeWatch,
    already_asking,
    unfinished,
)
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.gesture import Gesture
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.frame import Frame, Overlay, WaitingScreen
from tui_voter.fullscreen.terminal.choice import own_driver
from tui_voter.fullscreen.terminal.own import KeyTaken, OwnDriver
from tui_voter.fullscreen.terminal.streams import let_go, tell_crash
from tui_voter.fullscreen.themes import LOOKS, THEMES, WithoutColours, in_words, is_dark
from tui_voter.fullscreen.widgets.list_box import ListBox
from tui_voter.fullscreen.widgets.press import Press
from tui_voter.letters import fitted
from tui_voter.messages import gettext as _
from tui_voter.messages import language
from tui_voter.system import End, listen, stop_job

if TYPE_CHECKING:
    from tui_voter.fullscreen.assistive.presence import Presence
    from tui_voter.fullscreen.listener import Listener
    from tui_voter.fullscreen.pulse import Pulse

BREATH: Final = 0.2
"""Seconds: what comes sooner than that behind a key or a press that was ignored belongs to it."""
TOGETHER: Final = 0.05
"""Seconds: keys and presses that follow each other sooner are one burst, which no hand types."""
BEHIND: Final = 0.2
"""Seconds after which a terminal that has the focus again has told so itself: what is told sooner
is told a second time behind it."""
WORDS_APART: Final = 1.0
"""Seconds: a space or a number that comes sooner behind a letter belongs to what is typed."""
FIRST_WORD: Final = 0.05
"""Seconds that the journey has to say what the first frame shows."""
CONSOLE: Final = "linux"
"""The terminal whose readers follow the cursor, and need no bus."""
LOOK: Final = 1.0
"""Seconds between two looks at the session's time."""
LEFT: Final = 1
"""The exit code of a voter who left before the journey's end."""
QUIT_KEYS: Final = ("ctrl+q", "ctrl+c")
GRACE: Final = 2.0
"""Seconds that a journey has to clean up after itself when the voter leaves."""


Places = Mapping[Widget, Region]


class Program(App[None]):
    """One journey on one terminal."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "tui-voter"
    ALLOW_SELECT = False  # Ctrl+C quits: what is copied is selected and copied by the terminal
    CSS_PATH = "screens/frame.tcss"
    AUTO_FOCUS = ""
    SUSPENDED_SCREEN_CLASS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "quit", show=False, priority=True) for key in QUIT_KEYS),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding(acts.THEME, "other_theme", show=False, priority=True),
    ]

    def __init__(
        self,
        journey: Callable[[Dialogue], Awaitable[None]],
        *,
        theme: str = "visual",
        warm_up: Callable[[], None] | None = None,
        keep_theme: Callable[[str], str] | None = None,
        dark: bool | None = None,
    ) -> None:
        super().__init__(driver_class=own_driver())
        for each in THEMES:
            self.register_theme(each)
        self.voice, self.dark = theme, is_dark() if dark is None else dark
        self._keep_theme = keep_theme
        self.no_color = bool(os.environ.get("NO_COLOR"))  # an empty value does not count
        # In the place of Textual's filter for NO_COLOR, which leaves greys.
        self._filters[1:] = [WithoutColours(self.colourless)]
        # Before anything was parsed: the watcher of the theme would have all parsed again.
        self.set_reactive(App.theme, self._look)
        self.stylesheet.set_variables(self.get_css_variables())
        self.heading = Heading()
        self.brief = ""
        """What the heading's countdown says in the corner, to the minute."""
        self.listener: Listener | None = None
        """Who is told what a braille display gets."""
        self._pulse: Pulse | None = None
        self._stop_counting: Callable[[], None] = lambda: None
        self._session: TimeWatch | None = None
        self._next_look: asyncio.TimerHandle | None = None
        self._extending: asyncio.Task[None] | None = None
        self._signing_out: asyncio.Task[None] | None = None
        self.animation_level = "none"
        self.features = frozenset()
        self.dialogue = FullscreenDialogue(self)
        self._journey = journey
        self._warm_up = warm_up
        self._play: asyncio.Task[None] | None = None
        self._first: Screen[None] | None = None
        self._spoken = asyncio.Event()
        self._standing = asyncio.Event()
        self._changing = asyncio.Lock()
        self._begun = False
        self._leaving: asyncio.Task[None] | None = None
        self._warning = ""
        """What leaving loses, as it was last told."""
        self._left = False
        """The journey did not come to its end."""
        self._fault: BaseException | None = None
        self._presence: Presence | None = None
        """Where a screen reader of the desktop looks."""
        self.seen: Screen[Any] | None = None
        """The screen that the terminal shows."""
        self._seen_since = 0.0
        self._places: Places = {}
        """Where what can be pressed stands, as it was last painted, and where it stood before that
        changed."""
        self._places_before: Places = {}
        self._visible: object = None
        self._moved = 0.0
        """When it changed."""
        self._last_letter = 0.0
        """When the latest key of a text came, of which other keys are the end."""
        self._window_told = 0.0
        """When the latest event came by which the voter is in the terminal's window, or is not."""
        self._ignored = 0.0
        """When the latest key, or press of the mouse, came that was ignored."""
        self._burst = Gesture(TOGETHER)
        self._clicks = Gesture(self.CLICK_CHAIN_TIME_THRESHOLD)

    # --- From the first frame to the exit code ------------------------------------------

    @property
    def available_themes(self) -> dict[str, Theme]:
        """All themes, not a copy of them: Textual looks here twice for each widget that it paints
        (docs/decisions/0006-at-rest.md)."""
        return self._registered_themes

    def play(self) -> int:
        """Run until the journey ends or the voter leaves; the exit code."""
        asyncio.run(self._run())
        try:
            if self._fault is not None:
                tell_crash(self._fault)
                return 1
            code = self.return_code or (LEFT if self._left else 0)
            if self._play is not None and code <= LEFT:
                for text in self.dialogue.untold:  # nothing came next: print below the last screen
                    print(fitted(text, sys.stdout))  # noqa: T201 - the terminal has been restored
            return code
        finally:
            let_go()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        # The default handler would print values of what broke.
        loop.set_exception_handler(lambda _loop, _context: None)
        listen(loop, {number: partial(self.leave_on, number) for number in End})
        await self._attend()
        if self.accessible and self._presence is None and os.environ.get("TERM") != CONSOLE:
            self.dialogue.notify(Notice(_unheard()))
        await self.begin()
        try:
            if self._fault is None and not self._exit:
                await self.run_async()
        finally:
            await self.see_out()
            await self._depart()

    async def _attend(self) -> None:
        """In the accessible look, be there for a screen reader of the desktop, before it finds
        anything painted."""
        is_elsewhere = "SSH_CONNECTION" in os.environ  # the voter sits before another computer
        has_desktop = "DBUS_SESSION_BUS_ADDRESS" in os.environ and not is_elsewhere
        if not (self.accessible and has_desktop) or self._presence is not None:
            return
        if sys.platform != "linux":
            return  # what speaks D-Bus is installed there alone
        from tui_voter.fullscreen.assistive.bus import Absent
        from tui_voter.fullscreen.assistive.presence import join

        with suppress(Absent):
            self._presence = await join(self.TITLE, language())

    async def _depart(self) -> None:
        presence, self._presence = self._presence, None
        if presence is not None:
            await presence.leave()

    async def begin(self) -> None:
        """Let the journey speak, so that its first question is the first frame."""
        with self._context():
            self._play = asyncio.create_task(self._follow(), name="journey")
            word = asyncio.create_task(self._spoken.wait(), name="first word")
            await asyncio.wait(
                {self._play, word}, timeout=FIRST_WORD, return_when=asyncio.FIRST_COMPLETED
            )
            word.cancel()

    async def _follow(self) -> None:
        try:
            await self._journey(self.dialogue)
        except (Quit, asyncio.CancelledError):
            self._left = True
        except Exception as error:  # noqa: BLE001 - a fault of the journey ends the program
            self.crash(error)
            return
        if self._leaving is None and self._fault is None:
            self.exit()

    def get_default_screen(self) -> Screen[Any]:
        self._begun = True
        screen = self._first or WaitingScreen()
        # Textual gives its default screen none, and fails when that is switched away from.
        screen._push_result_callback(self, None)  # noqa: SLF001 - see above
        return screen

    async def bring(self, screen: Screen[None], *, on_top: bool) -> None:
        """Show ``screen``: above the one that is open, or in its place."""
        if not self._begun:
            self._first = screen
            self.css_path = [*self.css_path, *screen.css_path]
            self._spoken.set()
            return
        await self._standing.wait()
        await asyncio.shield(self._change(screen, on_top=on_top))

    async def take_away(self, screen: Screen[None]) -> None:
        """Remove the question on top, which was answered; the one below is shown again."""
        if not self._exit and self.is_running:
            await asyncio.shield(self._change_back(screen))

    # Screens change one after the other, each change to its end: a question that is withdrawn
    # while its screen comes would otherwise leave Textual with half a screen, which ends it.

    async def _change(self, screen: Screen[None], *, on_top: bool) -> None:
        async with self._changing:
            await self._close_help()
            await (self.push_screen(screen) if on_top else self.switch_screen(screen))

    async def _change_back(self, screen: Screen[None]) -> None:
        async with self._changing:
            await self._close_help()
            if len(self.screen_stack) > 1 and self.screen is screen:
                await self.pop_screen()

    async def _close_help(self) -> None:
        while isinstance(self.screen, Overlay):
            await self.pop_screen()

    def head(self, heading: Heading) -> None:
        before, self.heading = self.heading, heading
        self._count()  # also the same countdown, which may have been set meanwhile
        if heading.session is not before.session:
            self._session = heading.session and TimeWatch(heading.session)
            self._watch_session()
        self._show_heading()

    def _show_heading(self) -> None:
        if self.is_running and isinstance(self.screen, Frame):
            self.screen.show_heading()

    def _count(self) -> None:
        """From now on, the heading's countdown stays in sight."""
        self._stop_counting()
        self.brief, self._stop_counting = "", lambda: None
        if self.heading.countdown is not None:
            self._stop_counting = self.follow(self.heading.countdown, self._show_brief)

    def follow(
        self, countdown: Countdown, look: Callable[[CountdownView], None]
    ) -> Callable[[], None]:
        if self._pulse is None:
            from tui_voter.fullscreen.pulse import Pulse

            self._pulse = Pulse(self.crash)
            if self.is_running:
                self._pulse.start()
        return self._pulse.follow(countdown, look)

    def _show_brief(self, view: CountdownView) -> None:
        """It counts every second, and is repainted only when its text changes."""
        if view.brief != self.brief:
            self.brief = view.brief
            self._show_heading()

    def _watch_session(self) -> None:
        """Warn of the session's end where the voter is: in the status line, the focus stays."""
        if self._next_look is not None:
            self._next_look.cancel()
        if self._session is None:
            return
        shown = self.screen_stack and self.is_running and isinstance(self.screen, Frame)
        if shown and self._session.due():
            extend = _("Ctrl+R extend the session")
            self._announce(f"{self._session.limit.told()} {extend}")
        self._next_look = asyncio.get_running_loop().call_later(LOOK, self._watch_session)

    def extend_session(self) -> None:
        if self._session is not None and (self._extending is None or self._extending.done()):
            self._extending = asyncio.create_task(self._extend(self._session), name="extend")

    async def _extend(self, session: TimeWatch) -> None:
        """The voter may have to sign in again, over what they are at; or leave instead."""
        try:
            outcome = await session.limit.extend()
        except Leaving:
            return
        except Exception as error:  # noqa: BLE001 - a bug of ours: the program reports it
            self.crash(error)
        else:
            self._announce(outcome.text)

    def sign_out(self) -> None:
        may = self.heading.sign_out
        if may is None:
            return
        if self._signing_out is not None and not self._signing_out.done():
            self._announce(already_asking())
            return
        asked = may(self.dialogue.unsent())
        self._signing_out = asyncio.create_task(self._sign_out(asked), name="sign out")

    async def _sign_out(self, asked: Awaitable[bool]) -> None:
        """The question stands over what the voter is at; they may leave instead."""
        try:
            if await asked:
                self.dialogue.sign_out()
        except Leaving:
            return
        except Exception as error:  # noqa: BLE001 - a bug of ours: the program reports it
            self.crash(error)

    def _announce(self, text: str) -> None:
        if isinstance(self.screen, Frame):
            self.screen.announce(text)

    def on_mount(self) -> None:
        self._standing.set()
        if self._pulse is not None:
            self._pulse.start()
        self.call_after_refresh(self._stand)

    def _stand(self) -> None:
        """The first frame is shown: do what was postponed until then."""
        gc.freeze()
        gc.enable()
        if self._warm_up is not None:
            Thread(target=self._warm, name="warm-up", daemon=True).start()

    def _warm(self) -> None:
        try:
            if self._warm_up is not None:
                self._warm_up()
        except Exception as error:  # noqa: BLE001 - told like any other crash, not by the thread
            self.call_later(self.crash, error)

    # --- Leaving ------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Quit; if something would be lost, only while the warning of it is on the screen."""
        loss = self.heading.loss()
        told = loss.text if loss is not None else ""
        if self.dialogue.unsent():
            told = unfinished()
        if self._is_warned or not told:
            self.leave(0)
        elif isinstance(self.screen, Frame):
            self._warning = _("{loss} Press Ctrl+Q or Ctrl+C again to leave.").format(loss=told)
            self.screen.announce(self._warning)

    @property
    def _is_warned(self) -> bool:
        """Whether the screen says what leaving loses: only then does a key of quitting leave."""
        return (
            bool(self._warning)
            and isinstance(self.screen, Frame)
            and self.screen.status == self._warning
        )

    def action_suspend_process(self) -> None:
        """Ctrl-Z: as in any program, with whatever started this one in the same job."""
        if isinstance(self._driver, OwnDriver):
            if self._presence is not None:
                self._presence.is_active = False  # readers would wait for answers
            stop_job()

    def leave_on(self, number: int) -> None:
        """A signal: leave with its exit code; a second one does not wait any longer. That the
        window was closed is told several times, and the session is to be ended all the same."""
        if self._leaving is not None and self.return_code and number != End.HUNG_UP:
            driver = self._driver
            if isinstance(driver, OwnDriver):
                driver.restore_now()
            os._exit(128 + number)
        self.leave(128 + number)

    def leave(self, code: int) -> None:
        """End the journey with :class:`Quit` and give it :data:`GRACE` seconds to clean up."""
        self._return_code = code
        if self._leaving is None:
            with self._context():
                self._leaving = asyncio.create_task(self._leave(), name="leaving")

    async def _leave(self) -> None:
        await self.see_out()
        self.exit(return_code=self._return_code or 0)

    async def see_out(self) -> None:
        """Let the journey end, by itself or not."""
        if self._next_look is not None:
            self._next_look.cancel()
        if self._pulse is not None:
            self._pulse.stop()
        if self._play is None or self._play.done():
            return
        if not self.dialogue.asking:
            self._play.cancel()
        self.dialogue.leave()
        _, late = await asyncio.wait({self._play}, timeout=GRACE)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=GRACE)

    # --- Crashing -----------------------------------------------------------------------

    def crash(self, error: BaseException) -> None:
        """End immediately; the message is written once the terminal has been restored."""
        self._return_code = 1
        if self._fault is None:
            self._fault = error
            if isinstance(error, Exception):
                self._exception = error
                self._exception_event.set()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.crash(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def _log(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is logged: events carry what the voter types."""

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002
        return ()

    # --- Looks --------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The text on the screen, line by line."""
        strips = self.screen.strips if isinstance(self.screen, Frame) else ()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def accessible(self) -> bool:
        return self.voice == "accessible"

    @property
    def colourless(self) -> bool:
        """Only the terminal's own colours are used."""
        return self.no_color or self.voice == "terminal"

    @property
    def _look(self) -> str:
        return f"{self.voice}-{'dark' if self.dark else 'light'}"

    def action_other_theme(self) -> None:
        """Switch to the next theme and remember it."""
        self.voice = LOOKS[(LOOKS.index(self.voice) + 1) % len(LOOKS)]
        self._dress()
        trouble = self._keep_theme(self.voice) if self._keep_theme else ""
        self._announce(f"{in_words(self.voice)} {trouble}".rstrip())

    def on_key_taken(self, event: KeyTaken) -> None:
        event.taken.set()

    def on_background(self, dark: bool) -> None:
        """The terminal reported its background."""
        if dark != self.dark:
            self.dark = dark
            self._dress()

    def _dress(self) -> None:
        self._filters[1].enabled = self.colourless
        self.theme = self._look
        if isinstance(self._driver, OwnDriver):
            self._driver.show_cursor(self.accessible)
        for screen in self.screen_stack:
            if isinstance(screen, Frame):
                screen.dress()
        self.call_later(self._attend if self.accessible else self._depart)

    @property
    def clicked_since(self) -> float:
        return self._clicks.since

    def drop_burst(self) -> None:
        self._ignored = max(get_time(), self._burst.latest)

    async def on_event(self, event: events.Event) -> None:
        if event.is_forwarded:  # it has been here, and comes back from the widget that it went to
            await super().on_event(event)
            return
        if isinstance(event, events.MouseDown) and self._was_meant_for_another(event):
            self._drop_press()
            return
        if isinstance(event, events.Key) and isinstance(self.screen, Frame):
            if self._was_meant_for_another(event) or self._is_amid_text(event):
                return
            if self._is_warned and event.key == "escape":  # it takes back the leaving, and no more
                self.screen.announce(_("You are still here: carry on where you left off."))
                return
        if isinstance(event, events.AppFocus):
            self.set_timer(BEHIND, partial(self._come_back, event.time))
        elif isinstance(event, events.AppBlur | events.Key):
            self._tell_window(isinstance(event, events.Key), event.time)
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and isinstance(
            self.screen, Frame
        ):
            if self.screen.ignores(event):
                self._drop_press()
                self.screen.announce(way_out(), again=False)
                return
            is_unseen = isinstance(event, events.Key) and self.screen.takes_unseen(event.key)
            if not (isinstance(event, events.Key) and event.key in QUIT_KEYS):
                self.screen.take_as_read(go_on=not isinstance(event, events.MouseDown))
            if is_unseen:
                return
        await super().on_event(event)

    def _drop_press(self) -> None:
        self._mouse_down_widget = None  # to let the button go is no click then

    def _come_back(self, since: float) -> None:
        if self._window_told <= since:  # they may be elsewhere again
            self._tell_window(True, since)

    def _tell_window(self, active: bool, moment: float) -> None:
        """Whether the voter is in the terminal's window."""
        self._window_told = moment
        if self._presence is not None and active != self._presence.is_active:
            self._presence.is_active = active
            self.place_cursor()
            if isinstance(self.seen, Frame):
                self._presence.look(self.seen)

    def _was_meant_for_another(self, press: events.Key | events.MouseDown) -> bool:
        """Whether a key, or the mouse, was pressed before its screen was seen: it answers nothing
        unseen, and neither does the rest of what came with it. To stop is always possible."""
        began, stops, is_told = self._burst.began(press.time), False, True
        if isinstance(press, events.Key):
            stops, is_told = press.key in QUIT_KEYS, press.is_printable
        else:
            began = min(began, self._clicks.began(press.time))
            if self._has_moved(press) and began <= self._moved + BREATH:
                began = -inf
        seen = self.seen is self.screen and began >= self._seen_since
        if stops or (seen and press.time - self._ignored > BREATH):
            return False
        self._ignored = press.time
        if is_told and isinstance(self.screen, Frame):
            self.screen.say(_("Typed or clicked too early: ignored."))
        return True

    def _has_moved(self, press: events.MouseDown) -> bool:
        """Whether something else stood there, or stood otherwise, before the last change."""

        def there(places: Places) -> Mapping[Widget, Region]:
            spot = press.screen_x, press.screen_y
            return {each: place for each, place in places.items() if place.contains(*spot)}

        return there(self._places) != there(self._places_before)

    def _see_places(self, screen: Frame, *, is_new: bool) -> None:
        """What can be pressed is painted where it stands now."""
        visible = screen._compositor.visible_widgets  # noqa: SLF001 - made anew by each layout
        if visible is self._visible and not is_new:
            return
        self._visible = visible
        places = {each: place for each, (place, _clip) in visible.items() if each.can_focus}
        if is_new:
            self._places_before = places
        elif places != self._places:
            now = get_time()
            if now - self._moved > BREATH:
                self._places_before = self._places
            self._moved = now
        self._places = places

    def _is_amid_text(self, key: events.Key) -> bool:
        """Whether it is a space or a number among letters, which presses and chooses nothing."""
        typing = key.time - self._last_letter <= WORDS_APART
        if not key.is_printable or not (typing or (key.character or "").isalpha()):
            self._last_letter = 0.0
            return False
        self._last_letter = key.time
        if isinstance(self.focused, ListBox) and not self.focused.takes_letters:
            return key.character == " " or (key.character or "").isdecimal()
        return key.character == " " and isinstance(self.focused, Press)

    # The hardware cursor stands where the voter is: readers follow it. Textual moves it with
    # each frame, to where the last line of input wanted it.

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        is_new = screen is not self.seen
        if is_new and screen.is_mounted:
            self._seen_since = get_time() if self.seen else 0.0  # before the first, nothing was
            self.seen = screen
        self._aim()
        super()._display(screen, renderable)
        if screen is self.seen and isinstance(screen, Frame):
            self._see_places(screen, is_new=is_new)

    def _aim(self) -> None:
        if not isinstance(self.screen, Frame):
            return
        is_away = self._presence is not None and not self._presence.is_active
        spot = self.screen.blank if is_away else self.screen.cursor_spot
        if spot is not None:
            self.cursor_position = spot

    def post_display_hook(self) -> None:
        """A frame has been painted, or none was needed."""
        if self.listener is not None and isinstance(self.screen, Frame):
            self.listener.look(self.screen, self.screen.cursor_spot)
        self.place_cursor()
        if self._presence is not None and isinstance(self.seen, Frame):
            self._presence.look(self.seen)

    def place_cursor(self) -> None:
        """Move the cursor, where no frame has done so."""
        self._aim()
        spot = self.cursor_position
        if spot != self._previous_cursor_position and self._driver is not None:
            self._previous_cursor_position = spot
            if not self.is_headless:
                self._driver.write(f"\x1b[{spot.y + 1};{spot.x + 1}H")


def _unheard() -> str:
    return _(
        "With a screen reader, quit (Ctrl+Q) and start again with --linear: everything is then "
        "read line by line."
    )
