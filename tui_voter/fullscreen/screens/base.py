"""The layout of every screen: heading, body, one status line, keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from tui_voter.conversation.ways import Now, Place, Way, find, missing, times, ways
from tui_voter.dialogue import Form, Menu, Page, Role
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.classes import HEIGHTS, WIDTHS, classes
from tui_voter.fullscreen.screens.painted import Painted
from tui_voter.fullscreen.terminal.compositor import NarrowCompositor
from tui_voter.fullscreen.widgets.body import Body
from tui_voter.fullscreen.widgets.chrome import HeadingRow, Key, KeysRow
from tui_voter.fullscreen.widgets.news import News
from tui_voter.fullscreen.widgets.sight import END, FOCUS, NOTHING
from tui_voter.fullscreen.widgets.step import StepRow
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host


class BaseScreen(Screen[None]):
    """A title with content below it, and the keys to scroll, for help, the time and the session.

    Messages away from the focus appear in the status line, or in a notice above the title.
    """

    TITLE = ""
    has_card = False
    """Whether the title stands on a card, with what the voter reads there."""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        *(
            Binding(key, f"obey('{role.name}')", show=False)
            for role, names in keys.KEYS.items()
            if role is not Role.QUIT  # which works above any screen
            for key in names
        ),
    ]

    def __init__(self, title: str, place: Place | None = None) -> None:
        """``place`` is what a journey shows here, if anything."""
        super().__init__()
        self._compositor = NarrowCompositor()
        self.page_title = title
        self.place = place
        self.body = Body()
        self.notice = ""
        """The message above the title, "" for none."""
        self.confidential = isinstance(place, Form | Menu | Page) and place.confidential
        """Whether transcripts must leave out what this screen shows."""
        self.is_ready = False
        """Whether everything is laid out and scrolled to where the voter begins. Until then a
        speech reader is told nothing of this screen."""
        self.news = News(lambda: self.host.place_cursor())
        self.painted = Painted(self, self.body, self.news)

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    # --- What is seen -------------------------------------------------------------------

    @property
    def brief(self) -> str:
        """The countdown's text in the heading, "" where the page itself shows the countdown. In the
        accessible theme the heading always has it, at the same place on every page."""
        return "" if self.counts and not self.host.look.accessible else self.host.brief

    @property
    def counts(self) -> bool:
        """Whether the page shows a countdown."""
        return False

    def compose(self) -> ComposeResult:
        self.dress()
        self.app.stylesheet.apply(self)  # so that nothing is styled twice
        yield HeadingRow(self.host.heading, self.brief)
        yield from self.compose_middle()
        yield self.news.line
        yield KeysRow([*self.keys()], self.button_keys)

    def compose_middle(self) -> ComposeResult:
        """The widgets between the heading and the status line."""
        with self.body:
            if self.notice:
                self.news.unread = Words(self.notice, classes="notice")
                yield self.news.unread
            if isinstance(self.place, Form | Page) and self.place.step is not None:
                yield StepRow(self.place.step)
            if not self.has_card:
                yield Words(self.page_title, classes="title")
            yield from self.compose_body()

    @property
    def is_vast(self) -> bool:
        """Whether the page has more to show than lines of text, and takes up to 160 columns."""
        return False

    def dress(self) -> None:
        """Set the classes for theme and size."""
        wanted = classes(self.host.look, self.app.size)
        for name, is_set in wanted.items():
            self.set_class(is_set, name, update=self.is_mounted)
        self.set_class(
            self.is_vast and not self.host.look.accessible, "-vast", update=self.is_mounted
        )

    def compose_body(self) -> Iterable[Any]:
        """The widgets below the title."""
        return ()

    def begin(self) -> None:
        """Move the focus to where the voter begins."""

    def on_mount(self) -> None:
        if not self.is_attached:
            return  # the program ends while the question opens
        self.watch(self.body, "scroll_y", self.show_heading, init=False)
        self.screen_layout_refresh_signal.subscribe(self, self.laid_out)
        self.begin()
        self.refresh(layout=True)  # at least one layout follows

    def laid_out(self, _screen: Screen[Any]) -> None:
        """Update what depends on the layout: what is in sight, and which keys say so."""
        self.body.settle()
        if self.is_laid_out and not self.is_ready:
            self.make_ready()
        self.show_keys()

    @property
    def is_laid_out(self) -> bool:
        """Whether everything where the voter begins has been laid out."""
        return True

    def make_ready(self) -> None:
        """Note that the voter can begin."""
        self.is_ready = True
        # A reader is told of the screen after a frame, which there is none of if nothing changes.
        self.call_after_refresh(self.app.post_display_hook)

    def on_resize(self, event: events.Resize) -> None:
        """Ignore a size that is out of date. Textual resizes a screen to each size it reports, and
        two sizes on their way at once would otherwise bring each other back for ever."""
        if event.size == self.app.size:
            self.call_next(self.adapt)  # once Textual has set the classes for the size
        else:
            event.prevent_default()

    def adapt(self) -> None:
        """Adapt to another size or theme: heading and keys say less on a short screen."""
        self.dress()
        self.show_keys()
        self.show_heading()
        for row in (*self.query(HeadingRow), *self.query(KeysRow)):
            row.fit()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show the heading anew: it may have changed while another screen was in front. A screen
        that opens has been styled while it was put together, and is not styled again."""
        event.refresh_styles = self.is_ready
        self.show_heading()

    def show_heading(self) -> None:
        """Show a heading that has changed, and the title there while it is scrolled away."""
        for row in self.query(HeadingRow):
            row.show(self.host.heading, self.brief)
            row.show_title(self.body.title_above)

    def restyle(self) -> None:
        """Adapt to a change of theme."""
        self.adapt()
        self.query(HeadingRow).refresh(layout=True)
        self.query(StepRow).refresh()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Move the focus and keep it in sight. A press of the mouse does not scroll, as it is still
        to be released on what was pressed."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if widget is None or from_app_focus:  # the terminal's window has lost or regained the focus
            return
        self.body.want(FOCUS if scroll_visible else NOTHING)

    # --- The keys below -----------------------------------------------------------------

    @property
    def now(self) -> Now:
        """What decides, besides the place and the heading, what the voter can do."""
        return Now()

    @property
    def offers(self) -> list[Way]:
        """What the voter can do now: what keys and buttons name, and do."""
        return ways(self.place, self.host.heading, self.now)

    def keys(self) -> Iterable[Key]:
        """The keys that work on this screen, the most useful ones first."""
        offers = self.offers
        everywhere = [way for way in offers if keys.is_everywhere(way)]
        yield from self.keys_of([way for way in offers if way not in everywhere])
        yield from self.other_keys()
        yield from self.keys_of(everywhere)
        yield Key(keys.printed(keys.THEME), _("theme"), "app.themes")

    @property
    def button_keys(self) -> Sequence[str]:
        """The keys that buttons of the page have on their labels."""
        return ()

    def keys_of(self, ways: Sequence[Way]) -> Iterable[Key]:
        """The keys of those ``ways`` that have one."""
        for way, name in zip(ways, keys.names_of(ways), strict=True):
            if way.role is not None and name:
                yield self.key_of(way, way.role)

    def key_of(self, way: Way, role: Role) -> Key:
        """The key of one way, which has this ``role``."""
        names = [keys.printed(key) for key in keys.KEYS[role]]
        if self.takes_text:  # a letter key would be typed into a text
            names = [name for name in names if name != "?"]
        shown = names[-1 if role is Role.HELP else 0]
        does = within_a_sentence(way.brief or way.label)
        needed = role in (Role.BACK, Role.HELP)
        return Key(shown, does, keys.action(role), needed=needed, all_names=" ".join(names))

    @property
    def takes_text(self) -> bool:
        """Whether letters and signs are typed into something."""
        return False

    @property
    def editing_help(self) -> str:
        """The help on how to correct typed text, "" for none."""
        return ""

    def other_keys(self) -> Iterable[Key]:
        """The keys of this kind of screen that move, scroll or edit."""
        return ()

    def show_keys(self) -> None:
        """Update the keys in the footer."""
        for row in self.query(KeysRow):
            row.show([*self.keys()])

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:  # noqa: ARG002 - subclasses use it
        """Whether ``event`` has no effect, because the portal's answer is awaited."""
        return False

    # --- What a reader finds ------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether the voter waits for an answer rather than using the control with the focus."""
        return False

    # --- What the voter does ------------------------------------------------------------

    async def action_obey(self, name: str) -> None:
        """Take the way on that the key of a role stands for, or say why there is none."""
        role = Role[name]
        way = find(role, self.offers)
        if way is not None:
            await self.take(way)
        else:
            self.news.announce(self._why_not(role))

    def _why_not(self, role: Role) -> str:
        """Why the key of ``role`` does nothing now."""
        if self.now.under_way:
            return way_out()
        reason = missing(role, self.host.heading, keys.shown(Role.QUIT))
        return self._does_nothing(keys.shown(role)) if reason is None else reason.text

    async def take(self, way: Way) -> None:
        """Take one of the ways on."""
        match way.role:
            case Role.HELP:
                await self.run_action("app.help")
            case Role.TIME:
                self.news.announce(" ".join(self.times) or self._why_not(Role.TIME))
            case Role.EXTEND:
                self.host.session.extend()
            case Role.QUIT | Role.SIGN_OUT:
                self.host.leave_by(way.role)

    @property
    def times(self) -> Sequence[str]:
        """A sentence on each time limit here."""
        return times(self.place, self.host.heading)

    def action_scroll_body(self, lines: int) -> None:
        self.body.go(lines)

    def action_move(self, by: int) -> None:
        """Move the focus to the control above or below, for arrows that the focused control does
        not use itself. Unlike Tab, this stops at either end."""
        stops = self.focus_chain
        index = (stops.index(self.focused) if self.focused in stops else -1) + by
        if index in range(len(stops)):
            self.set_focus(stops[index])

    def action_turn(self, pages: int) -> None:
        self.body.turn(pages)

    def action_to_top(self) -> None:
        self.body.go(-self.body.scroll_y)

    def action_to_end(self) -> None:
        self.body.want(END)

    @property
    def under_way(self) -> bool:
        """Whether something is being fetched, checked or submitted."""
        return False

    @property
    def is_answered(self) -> bool:
        """Whether the question has been answered, so that keys are meant for the next one."""
        return False

    def on_key(self, event: events.Key) -> None:
        """Say that a letter, sign or number does nothing here, as for a function key; say nothing
        of keys that were typed ahead for the next question."""
        if self.uses_key(event) or not (event.character or "").strip() or not event.is_printable:
            return
        ahead = self.under_way or self.is_waiting or self.is_answered
        if not (ahead or self.takes_text or event.key in self.active_bindings):
            event.stop()
            self.news.announce(self._does_nothing(event.character or ""))

    def uses_key(self, event: events.Key) -> bool:  # noqa: ARG002 - subclasses use it
        """Handle a character that the focused control did not; returns whether it had an effect."""
        return False

    def _does_nothing(self, key: str) -> str:
        """The sentence that says that ``key`` does nothing on this screen."""
        does = _("{key} does nothing here. {help}: help.")
        return does.format(key=key, help="Ctrl+G" if self.takes_text else "?")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002
        self.news.say("")
        self.show_keys()
