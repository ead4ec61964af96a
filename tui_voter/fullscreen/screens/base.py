"""The layout of every screen: heading, body, one status line, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from tui_voter.dialogue import Step, no_time_limit
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.body import Body, once_laid_out
from tui_voter.fullscreen.screens.painted import Painted
from tui_voter.fullscreen.terminal.compositor import NarrowCompositor
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import HELP, QUIT, HeadingRow, Key, KeysRow
from tui_voter.fullscreen.widgets.described import Described, Kind
from tui_voter.fullscreen.widgets.list_box import ListBox
from tui_voter.fullscreen.widgets.news import News
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host


class BaseScreen(Screen[None]):
    """A title with content below it, and the keys to scroll, for help, the time and the session.

    Messages away from the focus appear in the status line, or in a notice above the title.
    """

    TITLE = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-broad"), (78, "-wide")]  # noqa: RUF012 - as in Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-usual"), (32, "-tall")]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        *(
            Binding(key, "app.help", show=False)
            for key in (acts.HELP, acts.HELP_ANYWHERE, acts.HELP_OUTSIDE_TEXT)
        ),
        Binding("ctrl+t", "time_left", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("ctrl+r", "extend", show=False),
        *(Binding(key, f"act_by('{key}')", show=False) for key in acts.EVERYWHERE),
    ]

    def __init__(
        self,
        title: str,
        *,
        step: Step | None = None,
        help: str = "",  # noqa: A002 - the vocabulary's word
        time_left: Callable[[], str] = no_time_limit,
    ) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()
        self.painted = Painted(self._compositor)
        self.page_title = title
        self.step = step
        self.help_text = help
        self.tell_time_left = time_left
        self.body = Body()
        self.notice = ""
        """The message above the title, "" for none."""
        self.confidential = False
        """Whether transcripts must leave out what this screen shows."""
        self.is_ready = False
        """Whether everything is laid out and scrolled to where the voter begins. Until then a
        speech reader is told nothing of this screen."""
        self.news = News(lambda: self.host.place_cursor())

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    # --- What is seen -------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        self._set_classes()
        yield HeadingRow(self.host.heading, self.host.brief)
        yield from self.compose_middle()
        yield self.news.line
        yield KeysRow([*self.keys()])

    def compose_middle(self) -> ComposeResult:
        """The widgets between the heading and the status line."""
        with self.body:
            if self.notice:
                self.news.unread = Words(self.notice, classes="notice")
                self.body.shows_notice = True
                yield self.news.unread
            if self.step is not None:
                yield Words(self._step_text(self.step), classes="step")
            yield Words(self.page_title, classes="title")
            yield from self.compose_body()

    def _set_classes(self) -> None:
        """Set the classes for theme and size at the start, so that nothing is styled twice."""
        width, height = self.app.size
        self.set_class(self.host.look.accessible, "-accessible", update=False)
        self.set_class(self.host.look.colourless, "-mono", update=False)
        for size, points in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            fitting = [name for least, name in points if size >= least]
            for _least, name in points:
                self.set_class(name == fitting[-1], name, update=False)
        self.app.stylesheet.apply(self)

    def compose_body(self) -> Iterable[Any]:
        """The widgets below the title."""
        return ()

    def begin(self) -> None:
        """Move the focus to where the voter begins."""

    def _step_text(self, step: Step) -> str:
        text = _("Step {number} of {total}").format(number=step.number, total=step.total)
        if self.host.look.accessible:
            return text
        dots = " ".join("●" if n < step.number else "○" for n in range(step.total))
        return f"{text}   {dots}"

    def on_mount(self) -> None:
        self.watch(self.body, "scroll_y", self._show_title, init=False)
        self.begin()
        once_laid_out(self, self.make_ready)

    def make_ready(self) -> None:
        """Note that everything has been laid out."""
        self.is_ready = True
        self.show_keys()
        self.call_after_refresh(self.app.post_display_hook)  # even if nothing is painted

    def on_resize(self, event: events.Resize) -> None:
        """Ignore a size that is out of date. Textual resizes a screen to each size it reports, and
        two sizes on their way at once would otherwise bring each other back for ever."""
        if event.size == self.app.size:
            self.call_after_refresh(self._fit_edges)  # the classes for the size are set by then
        else:
            event.prevent_default()

    def _fit_edges(self) -> None:
        """Adapt heading and keys to a new size: they say less on a short screen."""
        self.show_keys()
        self._show_title()
        for row in self.query(HeadingRow):
            row.fit()
        for keys in self.query(KeysRow):
            keys.fit()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Show the heading anew: it may have changed while another screen was in front."""
        self.show_heading()

    def show_heading(self) -> None:
        """Show a heading that has changed."""
        for row in self.query(HeadingRow):
            row.show(self.host.heading, self.host.brief)

    def _show_title(self) -> None:
        """Show the title in the heading while it is scrolled out of sight."""
        titles = self.body.query(".title").results(Words)
        above = (each for each in titles if self.body.region_of(each).y < round(self.body.scroll_y))
        for row in self.query(HeadingRow):
            row.show_title(next((str(each.content) for each in above), ""))

    def restyle(self) -> None:
        """Adapt to a change of theme."""
        self.set_class(self.host.look.accessible, "-accessible")
        self.set_class(self.host.look.colourless, "-mono")
        self.query_one(HeadingRow).refresh(layout=True)
        if self.step is not None:
            self.query_one(".step", Words).say(self._step_text(self.step))

    def scroll_to_center(self, widget: Widget, *args: Any, **options: Any) -> None:
        """Scroll to the widget that has received the focus. A control that is taller than the body
        decides itself which part of it to show."""
        if widget.size.height > self.body.size.height:
            widget.scroll_visible(animate=False)
        else:  # at once, so that a change of layout in between keeps the widget in sight
            now = {"animate": False, "immediate": True}
            super().scroll_to_center(widget, *args, **(options | now))

    # --- The keys below -----------------------------------------------------------------

    def keys(self) -> Iterable[Key]:
        """The keys that work on this screen, the most useful ones first."""
        if escape_label := self.escape_label():
            yield Key(_("Esc"), escape_label, "screen.back", needed=True)
        names = " ".join([acts.shown(acts.HELP), "Ctrl+G", *(["?"] if not self.takes_text else [])])
        yield Key(self._help_key, _("help"), HELP, needed=True, all_names=names)
        keys_of_actions = [*self.keys_of_actions()]
        yield from keys_of_actions
        yield from self.extra_keys()
        if self.tell_time_left is not no_time_limit or self.host.heading.session is not None:
            yield Key("Ctrl+T", _("time left"), "screen.time_left")
        if self.host.heading.session is not None:
            yield Key("Ctrl+R", _("extend the session"), "screen.extend")
        yield Key(_("Ctrl+Q"), _("quit"), QUIT)
        yield Key(acts.shown(acts.THEME), _("theme"), "app.other_theme")
        sign_out = acts.shown(acts.LEAVE)
        is_there = any(key.name == sign_out for key in keys_of_actions)
        if self.host.heading.sign_out is not None and not is_there:
            yield Key(sign_out, _("sign out"), "screen.sign_out")

    @property
    def _help_key(self) -> str:
        """The key that opens help in any terminal: a letter key would be typed into a text."""
        return acts.shown(acts.HELP_ANYWHERE) if self.takes_text else "?"

    @property
    def takes_text(self) -> bool:
        """Whether letters and signs are typed into something."""
        return False

    @property
    def editing_help(self) -> str:
        """The help on how to correct typed text, "" for none."""
        return ""

    def keys_of_actions(self) -> Iterable[Key]:
        """The keys of the question's actions."""
        return ()

    def keys_to_turn(self) -> Iterable[Key]:
        """The keys that turn pages, if the body is longer than the screen. Without a scroll bar,
        only these keys in the footer say that there is more."""
        if self.is_mounted and self._is_longer:
            no_bar = self.host.look.accessible or self.host.look.colourless
            yield Key(_("PgUp PgDn"), _("page"), "screen.turn(1)", needed=no_bar)

    @property
    def _is_longer(self) -> bool:
        """Whether the body would scroll even without the footer row that its own keys take."""
        longer, row = self.body.max_scroll_y, self.query_one(KeysRow)
        return longer > row.height_of("screen.turn(1)", "screen.to_end") if longer else False

    def keys_to_scroll(self) -> Iterable[Key]:
        """The keys that turn pages, and those that scroll to the top and to the end."""
        for key in self.keys_to_turn():
            yield key
            yield Key(_("Home End"), _("top, end"), "screen.to_end")

    def escape_label(self) -> str:
        """The label of the Escape key, "" where it does nothing."""
        return ""

    def extra_keys(self) -> Iterable[Key]:
        """The additional keys of this kind of screen."""
        return ()

    def show_keys(self) -> None:
        """Update the keys in the footer."""
        for row in self.query(KeysRow):
            row.show([*self.keys()])

    # --- What is new --------------------------------------------------------------------

    def selects_unseen(self, key: str) -> bool:
        """Whether ``key`` would select an entry that a notice keeps out of sight. The key then
        only brings the entry into sight, so that the voter sees what they select."""
        focused = self.focused
        if key != "enter" or not self.body.shows_notice or not isinstance(focused, ListBox):
            return False
        seen = self.body.region.contains_point(focused.cursor_screen_offset)
        return bool(focused.chosen) and not seen

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:  # noqa: ARG002 - subclasses use it
        """Whether ``event`` has no effect, because the portal's answer is awaited."""
        return False

    def take_as_read(self, *, go_on: bool = True) -> None:
        """Take all messages as read, because the voter pressed or pasted something. The cursor goes
        back to the focus; with ``go_on`` the body scrolls there too, as after any key."""
        if self.body.shows_notice:
            self.body.shows_notice = False
            if go_on and self.body.holds_focus and not self.body.voter_scrolled:
                self.body.show_focus()
        self.news.take_as_read()

    # --- What a reader finds ------------------------------------------------------------

    @property
    def described(self) -> Described | None:
        """The control that has the focus, in words; None while the voter waits."""
        return None if self.is_waiting else self._described()

    @property
    def is_waiting(self) -> bool:
        """Whether the voter waits for an answer rather than using the control with the focus."""
        return False

    def _described(self) -> Described | None:
        focused = self.focused
        if focused is None:
            return None
        described: Described | None = getattr(owner(focused), "described", self._row_of_focus)()
        chain = self.focus_chain
        has_places = bool(getattr(focused, "entries", None))
        if described is None or focused not in chain or has_places:
            return described
        position, total = chain.index(focused) + 1, len(chain)
        text = _("{number} of {total}").format(number=position, total=total)
        return replace(described, position=text)

    def _row_of_focus(self) -> Described | None:
        spot = self.cursor_spot
        return Described(self.painted.lines[spot.y].text.strip(), Kind.ENTRY) if spot else None

    @property
    def cursor_spot(self) -> Offset | None:
        """Where the hardware cursor belongs: in the accessible theme on a new message, which
        readers would miss otherwise; else on the control with the focus, or on the first line in
        sight. None if none of them can be seen."""
        if self.news.unread is not None and self.host.look.accessible:
            unread = self.news.unread.content_region
            if unread and self.region.contains_region(unread):
                return unread.offset
        focused = self.focused
        spot: Offset | None = getattr(focused, "cursor_screen_offset", None)
        inside = focused is None or self.body in focused.ancestors
        scrolled_away = inside and (spot is None or not self.body.region.contains_point(spot))
        spot = self.painted.first_line(self.body.content_region) if scrolled_away else spot
        return spot if spot is not None and self.region.contains_point(spot) else None

    # --- What the voter does ------------------------------------------------------------

    async def action_back(self) -> None:
        self.news.announce(_("You cannot go back from here; Ctrl+Q quits."))

    def action_scroll_body(self, lines: int) -> None:
        self.body.note_scroll()
        self.body.scroll_relative(y=lines, animate=False)

    def action_move(self, by: int) -> None:
        """Move the focus to the control above or below, for arrows that the focused control does
        not use itself. Unlike Tab, this stops at either end."""
        stops = self.focus_chain
        index = (stops.index(self.focused) if self.focused in stops else -1) + by
        if index in range(len(stops)):
            self.set_focus(stops[index])

    def action_turn(self, pages: int) -> None:
        self.body.note_scroll()
        self.body.turn(pages)

    def action_to_top(self) -> None:
        self.body.note_scroll()
        self.body.scroll_home(animate=False)

    def action_to_end(self) -> None:
        self.body.note_scroll()
        self.body.scroll_end(animate=False)

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
            self._say_key_does_nothing(event.character or "")

    def uses_key(self, event: events.Key) -> bool:  # noqa: ARG002 - subclasses use it
        """Handle a character that the focused control did not; returns whether it had an effect."""
        return False

    def action_act_by(self, key: str) -> None:
        """Run the action of a function key, or say that the key does nothing here."""
        if key == acts.LEAVE and self.host.heading.sign_out is not None:
            self.action_sign_out()
        elif key != acts.REMOVE:
            self._say_key_does_nothing(acts.shown(key))

    def _say_key_does_nothing(self, key: str) -> None:
        """Say that ``key`` does nothing on this screen."""
        does = _("{key} does nothing on this page. {help} names the keys.")
        self.news.announce(does.format(key=key, help=self._help_key))

    def action_time_left(self) -> None:
        session = self.host.heading.session
        times = filter(None, [self.tell_time_left(), session.told() if session else ""])
        self.news.announce(" ".join(times) or _("There is no time limit here."))

    def action_extend(self) -> None:
        if not self._refuses_while_waiting():
            self.host.session.extend()

    def action_sign_out(self) -> None:
        if not self._refuses_while_waiting():
            self.host.session.sign_out()

    def _refuses_while_waiting(self) -> bool:
        """Whether the portal's answer is awaited; if so, tell the voter how to stop waiting. A
        question opened now would still be there after the answer."""
        if self.under_way:
            self.news.announce(way_out())
        return self.under_way

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002
        self.body.voter_scrolled = False
        self.news.say("")
        self.show_keys()
        once_laid_out(self, self._keep_button_in_sight)

    def _keep_button_in_sight(self) -> None:
        """Show the button that has the focus again if the keys, which name what it does, have taken
        its row."""
        is_cut = isinstance(self.focused, Button) and not self.body.sees_focus
        if is_cut and self.body.holds_focus and not self.body.voter_scrolled and self.is_ready:
            self.body.show_focus()


def owner(control: Widget) -> Widget:
    """The field that ``control`` belongs to, or else ``control`` itself."""
    fields = (each for each in control.ancestors if getattr(each, "control", None) is control)
    return cast("Widget", next(fields, control))
