"""The layout that all screens share: heading, body, one status line, keys."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Offset, Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui_voter.dialogue import BACK, Action, Role, Step, no_time_limit
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.terminal.compositor import NarrowCompositor
from tui_voter.fullscreen.widgets.chrome import HELP, QUIT, HeadingRow, Key, KeysRow
from tui_voter.fullscreen.widgets.described import Described, Kind, Text
from tui_voter.fullscreen.widgets.line_input import Cut
from tui_voter.fullscreen.widgets.list_box import ListBox
from tui_voter.fullscreen.widgets.press import Press
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The scrolling part of a screen."""

    _rows = 0
    _terminal = Size(0, 0)
    _moved = _grown = False
    holds_focus = True
    """What has the focus stays in sight; not so where one reads, and the focus waits below."""
    saw_focus = False
    """It was in sight, and the top was not, before the terminal took another size: it stays so in
    any case. What is read from its top on is read from there on at any size."""
    shows_notice = False
    """A notice at the top stays in sight, whatever has the focus."""

    def on_resize(self, event: events.Resize) -> None:
        """Another row of keys takes one from the body: what has the focus stays in sight."""
        before, self._rows = self._rows, event.size.height
        was, self._terminal = self._terminal, self.app.size  # the body has a scroll bar or not
        self._moved |= was.width not in (0, self._terminal.width)
        self._grown |= 0 < was.height < self._terminal.height
        # Behind a scroll that is under way: it is asked for in one refresh, drawn by the next.
        self.call_after_refresh(self.call_after_refresh, self._hold, before)

    def _hold(self, rows: int) -> None:
        """Bring back what a body of so many ``rows`` still had in sight. Where the terminal
        itself has another width all lines have moved, and nothing tells what was in sight; where
        it has more rows, there may be room for what stands above again."""
        if not self.is_attached:
            return  # the question was withdrawn meanwhile
        screen, top = cast("Frame", self.screen), self.region.y
        focused = screen.focused
        holds = self.holds_focus or self.saw_focus
        if holds and focused is not None and self in focused.ancestors:
            lost = range(self.region.bottom, top + rows)
            is_whole = focused.region.y >= top and focused.region.bottom - 1 in lost
            spot: Offset | None = getattr(focused, "cursor_screen_offset", None)
            if self._moved or (self._grown and not screen.is_read_on):
                screen.show_focus(amid=True)
            elif self.saw_focus or is_whole or (spot is not None and spot.y in lost):
                focused.scroll_visible(animate=False, immediate=True)  # the focus may move again
        self._moved = self._grown = self.saw_focus = False

    def place_of(self, widget: Widget) -> Region:
        """Where ``widget``, or what of it is to be seen, is of all that scrolls, as of now:
        nothing of it need be painted yet."""
        entry: Region | None = getattr(widget, "entry_in_sight", None)
        region = entry or Region(0, 0, *widget.virtual_region.size)
        while widget is not self:
            region = region.translate(widget.virtual_region.offset)
            widget = cast("Widget", widget.parent)
        return region

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Bring what has the focus into sight, or what else asks for it."""
        return Offset() if self.shows_notice else super().scroll_to_region(region, **options)

    @property
    def page(self) -> int:
        """Lines to go on by, so that one or two of those before stay in sight."""
        return max(self.size.height - 2, 1)

    def turn(self, pages: int) -> None:
        """Scroll by so many pages."""
        self.scroll_relative(y=pages * self.page, animate=False)


class Frame(Screen[None]):
    """One question to the voter. ``outcome`` is resolved with what they answer."""

    TITLE = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-broad"), (78, "-wide")]  # noqa: RUF012 - as in Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-usual"), (32, "-tall")]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        *(
            Binding(key, "help", show=False)
            for key in (acts.HELP, acts.HELP_ANYWHERE, acts.HELP_OUTSIDE_TEXT)
        ),
        Binding("ctrl+t", "time_left", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
        Binding("ctrl+r", "extend", show=False),
        *(Binding(key, f"act_by('{key}')", show=False) for key in acts.EVERYWHERE),
    ]

    has_acts = False
    """What its buttons lead to may be done there, and seen here."""
    is_act = False
    """It may be such an act: it is done once the answers are accepted."""

    def __init__(
        self,
        title: str,
        *,
        step: Step | None = None,
        help: str = "",  # noqa: A002 - the vocabulary's word
        actions: Sequence[Action] = (),
        can_go_back: bool = True,
        time_left: Callable[[], str] = no_time_limit,
    ) -> None:
        super().__init__()
        self._compositor = NarrowCompositor()
        self.heads = title
        self.step = step
        self.explains = help
        self.actions = actions
        self.can_go_back = can_go_back
        self.tell_time_left = time_left
        self.body = Body()
        self.notice = ""
        self.confidential = False
        """No transcript has what is shown."""
        self.stood = ""
        """Where the voter stood when they left this question, to which they come back now: the name
        of an action or of a field, or the key of an entry; "" where they begin anew."""
        self.is_met = False
        """Where they stood is brought into sight again. Once it is left: it was in sight."""
        self.departs: tuple[str, bool] | None = None
        """The same, of now, where this was left for something that may lead back, and whether it
        leads on: by what was chosen among entries, or by answers that were accepted."""
        self.place = ""
        """Where the voter is in something long; it rests in the status line."""
        self.latest = 0, ""
        """The latest thing that was said away from the focus, and its number."""
        self.is_ready = False
        """What is in sight is where one begins: before that nothing is told of it."""
        self.is_read_on = False
        """The voter scrolls: what comes into sight is told."""
        self._unread: Words | None = None
        """What was told away from the focus: the cursor stands there until the next key."""
        self.outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    @property
    def is_current(self) -> bool:
        """Whether it is painted. Textual paints the one behind as well, as if it shone through, and
        with each change there the whole screen in front: a braille display is blank meanwhile."""
        return self.app.screen_stack[-1:] == [self]

    @property
    def host(self) -> Host:
        return cast("Host", self.app)

    # --- What is seen -------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        self._fit()
        yield HeadingRow(self.host.heading, self.host.brief)
        yield from self.compose_middle()
        yield Words(classes="rule status")
        yield KeysRow([*self.keys()])

    def compose_middle(self) -> ComposeResult:
        """What stands between the heading and the keys."""
        with self.body:
            if self.notice:
                self._unread = Words(self.notice, classes="notice")
                self.body.shows_notice = True
                yield self._unread
            if self.step is not None:
                yield Words(self._where(self.step), classes="step")
            yield Words(self.heads, classes="title")
            yield from self.compose_body()

    def _fit(self) -> None:
        """Set the classes for theme and size from the start, so that nothing is styled twice."""
        width, height = self.app.size
        self.set_class(self.host.accessible, "-accessible", update=False)
        self.set_class(self.host.colourless, "-mono", update=False)
        for size, points in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            fitting = [name for least, name in points if size >= least]
            for _least, name in points:
                self.set_class(name == fitting[-1], name, update=False)
        self.app.stylesheet.apply(self)

    def compose_body(self) -> Iterable[Any]:
        """What stands under the title."""
        return ()

    def buttons(self, *, link: bool = True, classes: str = "") -> Iterable[Press]:
        """The actions, each with its key."""
        for key, action in zip(self.action_keys, self.actions, strict=True):
            label = f"{key and acts.shown(key)} {action.label}".lstrip()
            yield Press(label, name=action.name, link=link, classes=classes)

    @property
    def action_keys(self) -> Sequence[str]:
        """The key of each action, "" where it has none."""
        return acts.keys_of(self.actions)

    def first_focus(self) -> None:
        """Put the focus where the voter begins."""

    def keys(self) -> Iterable[Key]:
        """The keys that work here, the most useful ones first."""
        if escapes := self.escapes():
            yield Key(_("Esc"), escapes, "screen.back", needed=True)
        names = " ".join([acts.shown(acts.HELP), "Ctrl+G", *(["?"] if not self.takes_text else [])])
        yield Key(self._help_key, _("help"), HELP, needed=True, all_names=names)
        yield from self.keys_of_actions()
        yield from self.own_keys()
        if self.tell_time_left is not no_time_limit or self.host.heading.session is not None:
            yield Key("Ctrl+T", _("time left"), "screen.time_left")
        if self.host.heading.session is not None:
            yield Key("Ctrl+R", _("extend the session"), "screen.extend")
        yield Key(_("Ctrl+Q"), _("quit"), QUIT)
        yield Key(acts.shown(acts.THEME), _("theme"), "app.other_theme")
        if self.host.heading.sign_out is not None and acts.LEAVE not in self.action_keys:
            yield Key(acts.shown(acts.LEAVE), _("sign out"), "screen.sign_out")

    @property
    def _help_key(self) -> str:
        """The one that works in any terminal, also where a text is typed."""
        return acts.shown(acts.HELP_ANYWHERE) if self.takes_text else "?"

    @property
    def takes_text(self) -> bool:
        """Letters and signs are typed here."""
        return False

    def key_of_enter(self, does: str, action: str) -> Key:
        """Enter ``does`` that, except where the focus is on the button of an action."""
        stands = self.stood if self.focused is None else ""  # before the focus is anywhere
        if isinstance(self.focused, Press):
            stands = self.focused.name or ""
        for number, each in enumerate(self.actions):
            if each.name == stands:
                does, action = within_a_sentence(each.label), f"screen.act({number})"
        return Key(_("Enter"), does, action, needed=True)

    @property
    def tells_editing(self) -> str:
        """How what is typed here is corrected."""
        return ""

    def keys_of_actions(self) -> Iterable[Key]:
        """Those of the actions."""
        for number, (key, action) in enumerate(zip(self.action_keys, self.actions, strict=True)):
            if key:
                does = within_a_sentence(action.label)
                yield Key(acts.shown(key), does, f"screen.act({number})")

    def keys_to_turn(self) -> Iterable[Key]:
        """Those of something longer than the screen, which nothing else tells where there is no
        scroll bar."""
        if self.is_mounted and self._is_longer:
            no_bar = self.host.accessible or self.host.colourless
            yield Key(_("PgUp PgDn"), _("page"), "screen.turn(1)", needed=no_bar)

    @property
    def _is_longer(self) -> bool:
        """Not only by the row that is taken by the keys which scroll it."""
        longer, row = self.body.max_scroll_y, self.query_one(KeysRow)
        return longer > row.height_of("screen.turn(1)", "screen.to_end") if longer else False

    def keys_to_scroll(self) -> Iterable[Key]:
        """Where nothing else is to be moved, those to either end as well."""
        for key in self.keys_to_turn():
            yield key
            yield Key(_("Home End"), _("top, end"), "screen.to_end")

    def escapes(self) -> str:
        """What Escape does here; "" for nothing."""
        return _("back") if self.can_go_back else ""

    def own_keys(self) -> Iterable[Key]:
        """The keys that this kind of screen adds."""
        return ()

    def _where(self, step: Step) -> str:
        place = _("Step {number} of {total}").format(number=step.number, total=step.total)
        if self.host.accessible:
            return place
        dots = " ".join("●" if n < step.number else "○" for n in range(step.total))
        return f"{place}   {dots}"

    def on_mount(self) -> None:
        self.watch(self.body, "scroll_y", self._show_title, init=False)
        self.first_focus()
        self.stand_again()
        # The first refresh is that of the words; by the second one they have their rows.
        self.call_after_refresh(self.call_after_refresh, self.make_ready)

    def make_ready(self) -> None:
        """The words have their rows: bring into sight what belongs there."""
        if self.is_met:
            self.meet_focus()
        elif isinstance(self.focused, ListBox) and self.focused.chosen:
            self.focused.scroll_visible()
        self.is_ready = True
        self.show_keys()
        self.call_after_refresh(self.app.post_display_hook)  # which may have nothing to paint

    def meet_focus(self) -> None:
        """Bring what has the focus into sight, for who comes back to it: their next Enter takes it.
        What is news at the top, and would be out of sight then, stands in the status line."""
        if self.focused is None or self.is_read_on or not self.is_attached:
            return
        if self.sees_focus:
            return
        self.body.shows_notice = False
        self.show_focus()
        if self.notice and self.body.scroll_y:
            self.say_again(self.notice)

    def say_again(self, news: str) -> None:
        """In the status line, what stands where it is out of sight."""
        self.say(news, news=False)
        self._unread = self.query_one(".status", Words)

    def stand_again(self) -> None:
        """Who comes back is where they left, not at the usual way on: their next Enter would take
        that, be it a vote."""
        for press in self.query(Press):
            if self.stood and press.name == self.stood:
                self.set_focus(press)

    def depart(self, where: str) -> None:
        """It is left for ``where``, which may lead back."""
        for action in self.actions:
            if action.name == where:
                stands = self.stand_in()
                self.departs = (where if stands is None else stands), False
                self.is_met = stands != ""
                self.has_acts &= action.role is not Role.SAVE  # who has saved goes on from there

    def stand_in(self) -> str | None:
        """The field or entry where the voter is, that has the focus again when they come back, ""
        for where one begins; None where it is the action that they take."""
        return None

    def on_resize(self, event: events.Resize) -> None:
        """Textual resizes a screen to each size that it is told, and tells it that size behind:
        of two that are on their way at once, each would bring the other back, without an end."""
        if event.size == self.app.size:
            if self.is_ready and event.size != self.outer_size:  # it is laid out anew behind this
                self.body.saw_focus |= self.sees_focus and self.body.scroll_y > 0
            self.call_after_refresh(self._fit_edges)
        else:
            event.prevent_default()

    def _fit_edges(self) -> None:
        """Heading and keys say less on a short screen; and a title may have been scrolled away."""
        self.show_keys()
        self._show_title()
        for row in self.query(HeadingRow):
            row.fit()
        for keys in self.query(KeysRow):
            keys.fit()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """The screen is in front again: the heading may have changed in the meantime."""
        self.show_heading()

    def show_heading(self) -> None:
        """The heading has changed."""
        for row in self.query(HeadingRow):
            row.show(self.host.heading, self.host.brief)

    def _show_title(self) -> None:
        """In the heading, where it has been scrolled out of sight."""
        titles = self.body.query(".title").results(Words)
        above = (each for each in titles if self.body.place_of(each).y < round(self.body.scroll_y))
        for row in self.query(HeadingRow):
            row.entitle(next((str(each.content) for each in above), ""))

    def dress(self) -> None:
        """The theme has changed."""
        self.set_class(self.host.accessible, "-accessible")
        self.set_class(self.host.colourless, "-mono")
        self.query_one(HeadingRow).refresh(layout=True)
        if self.step is not None:
            self.query_one(".step", Words).say(self._where(self.step))

    def say(self, text: str, *, news: bool = True) -> None:
        """One sentence in the status line; nothing else moves. Without one, the place; but what was
        announced stays until the next key."""
        for status in self.query(".status").results(Words):
            if self._unread is status:
                if not text:
                    return
                self._unread = None
            status.say(text or self.place)
            status.set_class(bool(text or self.place), "-said")
            status.set_class(not text, "-place")
        if text and news:
            self.inform(text)
        if text and not self.is_read_on and (self.body.holds_focus or self.sees_focus):
            self.call_after_refresh(self.show_focus)  # the line may have taken rows from the body

    def inform(self, text: str, *, again: bool = False) -> None:
        """Something is said away from the focus."""
        number, before = self.latest
        if text != before or again:
            self.latest = number + 1, text

    @property
    def sees_focus(self) -> bool:
        """What has the focus is in sight, all of it."""
        return self.focused is not None and self.body.region.contains_region(self.focused.region)

    def show_focus(self, *, amid: bool = False) -> None:
        """Bring what has the focus into sight: with all that stands above it, from the title on,
        where there is room for that; else as little as need be is scrolled, or, where the voter
        has lost their place anyway, it stands ``amid`` what is around it."""
        focused, body = self.focused, self.body
        if focused is None:
            return
        focused.scroll_visible(animate=False, immediate=True)
        if body not in focused.ancestors or body.shows_notice:
            return
        place = body.place_of(focused)
        if place.bottom <= body.size.height:
            body.scroll_home(animate=False, immediate=True)
        elif amid and place.height < body.size.height:
            body.scroll_to_region(place, animate=False, immediate=True, center=True, x_axis=False)

    @property
    def status(self) -> str:
        """What the status line says."""
        return str(self.query_one(".status", Words).content) if self.is_mounted else ""

    def announce(self, text: str, *, again: bool = True) -> None:
        """Show the outcome of the voter's last action, and move a braille display there. It is told
        ``again`` where it was the last that was told."""
        self.inform(text, again=again)
        self.say(text)
        self._unread = self.query_one(".status", Words)
        # The same as before paints nothing: what is told with each frame is told without one.
        self.call_after_refresh(self.app.post_display_hook)

    def begin_at_title(self) -> None:
        """It is an outcome: a braille display meets it first, unless something is newer."""
        self._unread = self._unread or self.query_one(".title", Words)

    def meet(self, words: Words) -> None:
        """``words`` are new: a braille display stands there until the next key."""
        self._unread = words
        self.host.place_cursor()

    def scroll_to_center(self, widget: Widget, *args: Any, **options: Any) -> None:
        """Textual scrolls to what got the focus, after all else; a control that is taller than
        the body knows itself what of it is to be in sight."""
        if widget.size.height > self.body.size.height:
            widget.scroll_visible(animate=False)
        else:  # at once: a row of keys that comes meanwhile finds it there, and keeps it in sight
            now = {"animate": False, "immediate": True}
            super().scroll_to_center(widget, *args, **(options | now))

    def takes_unseen(self, key: str) -> bool:
        """Whether ``key`` would take an entry that a notice keeps out of sight, and nothing else
        tells which one that is. Once the notice is read it comes into sight instead."""
        focused = self.focused
        if key != "enter" or not self.body.shows_notice or not isinstance(focused, ListBox):
            return False
        seen = self.body.region.contains_point(focused.cursor_screen_offset)
        return bool(focused.chosen) and not seen

    def ignores(self, event: events.Key | events.Paste | events.MouseDown) -> bool:  # noqa: ARG002 - for forms
        """Whether what is typed or pressed now has no effect, as an answer is on its way."""
        return False

    def take_as_read(self, *, go_on: bool = True) -> None:
        """Something was pressed or pasted: the cursor goes back to where the voter is, and so does
        the body, unless they are not to ``go_on`` there but clicked on something in sight."""
        if self.body.shows_notice:
            self.body.shows_notice = False
            if go_on and self.body.holds_focus and not self.is_read_on:
                self.show_focus()
        was_told, self._unread = self._unread, None
        if was_told is not None:
            self.host.place_cursor()
            if was_told.has_class("status"):
                self.say("")

    @property
    def described(self) -> Described | None:
        """What has the focus, apart from how it looks; None while the voter waits."""
        return None if self.is_waiting else self._described()

    @property
    def is_waiting(self) -> bool:
        """What has the focus is not what the voter waits for."""
        return False

    def _described(self) -> Described | None:
        focused = self.focused
        if focused is None:
            return None
        told: Described | None = getattr(_owner(focused), "described", self._row_of_focus)()
        chain = self.focus_chain
        has_places = bool(getattr(focused, "entries", None))
        if told is None or focused not in chain or has_places:
            return told
        place, total = chain.index(focused) + 1, len(chain)
        return replace(told, place=_("{number} of {total}").format(number=place, total=total))

    def _row_of_focus(self) -> Described | None:
        spot = self.cursor_spot
        return Described(self.strips[spot.y].text.strip(), Kind.ENTRY) if spot else None

    @property
    def typed(self) -> Text | None:
        """What stands in the field that has the focus, unless it is hidden."""
        read: Callable[[], Text | None] = getattr(self.focused, "read", lambda: None)
        return read()

    @property
    def lines(self) -> dict[int, str]:
        """What there is to read in sight, by line: without title, controls and their labels."""
        body = self.body.region
        apart = [*map(_owner, self.focus_chain), *self.query(".title")]
        taken = {y for widget in apart for y in range(widget.region.y, widget.region.bottom)}
        strips = self.strips[body.y : body.bottom]
        return {
            y - body.y + round(self.body.scroll_y): text
            for y, strip in enumerate(strips, body.y)
            if (text := strip.crop(body.x, body.right).text.strip()) and y not in taken
        }

    def show_keys(self) -> None:
        """Update the keys: others may work now."""
        for row in self.query(KeysRow):
            row.show([*self.keys()])

    @property
    def cursor_spot(self) -> Offset | None:
        """Where the hardware cursor belongs: on what is new (in the accessible look, whose
        reader would not meet it), where the voter is, or what they read. None where nothing
        of that is in sight."""
        if self._unread is not None and self.host.accessible:
            unread = self._unread.content_region
            if unread and self.region.contains_region(unread):
                return unread.offset
        focused = self.focused
        spot: Offset | None = getattr(focused, "cursor_screen_offset", None)
        inside = focused is None or self.body in focused.ancestors
        scrolled_away = inside and (spot is None or not self.body.region.contains_point(spot))
        spot = self._first_line if scrolled_away else spot
        return spot if spot is not None and self.region.contains_point(spot) else None

    @property
    def blank(self) -> Offset | None:
        """The start of a row with nothing in it, if there is one: a reader that looks where the
        cursor stands has nothing to tell there."""
        rows = (y for y, strip in enumerate(self.strips) if not strip.text.strip())
        return next((Offset(0, y) for y in rows), None)

    @property
    def strips(self) -> list[Strip]:
        """What is painted, line by line."""
        return self._compositor.render_strips()

    @property
    def _first_line(self) -> Offset | None:
        """The first line in sight that is not blank, as a braille display would be."""
        x, y, _width, height = self.body.content_region
        strips = self.strips[y : y + height]
        lines = (n for n, strip in enumerate(strips) if strip.text.strip())
        return Offset(x, y + next(lines, 0)) if strips else None

    # --- What the voter does ------------------------------------------------------------

    def answer(self, value: Any) -> None:
        if not self.outcome.done():
            self.outcome.set_result(value)

    def fail(self, error: BaseException) -> None:
        """The question ends with a fault, or because the voter leaves."""
        if not self.outcome.done():
            self.outcome.set_exception(error)

    def leave_to(self, where: str) -> None:
        """Back, or an action, was chosen."""
        self.depart(where)
        self.answer(where)

    def on_cut(self, event: Cut) -> None:
        """A paste was too long."""
        event.stop()
        self.announce(event.text)

    def on_press_pressed(self, event: Press.Pressed) -> None:
        event.stop()
        self.pressed(event.press)

    def pressed(self, press: Press) -> None:
        """A button was: that of an action, where nothing else is said."""
        self.leave_to(press.name or "")

    def action_scroll_body(self, lines: int) -> None:
        self.is_read_on = True
        self.body.scroll_relative(y=lines, animate=False)

    def action_move(self, by: int) -> None:
        """The arrows, where the focus has no other use for them: to what stands above or below,
        and no further."""
        stops = self.focus_chain
        place = (stops.index(self.focused) if self.focused in stops else -1) + by
        if place in range(len(stops)):
            self.set_focus(stops[place])

    def action_turn(self, pages: int) -> None:
        self.is_read_on = True
        self.body.turn(pages)

    def action_to_top(self) -> None:
        self.is_read_on = True
        self.body.scroll_home(animate=False)

    def action_to_end(self) -> None:
        self.is_read_on = True
        self.body.scroll_end(animate=False)

    def unsent(self) -> bool:
        """Whether leaving the program now loses what was typed."""
        return False

    @property
    def under_way(self) -> bool:
        """Whether it fetches, checks or submits something."""
        return False

    async def settle(self) -> None:
        """The question is answered: nothing may be under way any more."""

    async def action_back(self) -> None:
        if self.can_go_back:
            self.leave_to(BACK)
        else:
            self.announce(_("You cannot go back from here; Ctrl+Q quits."))

    def action_act(self, number: int) -> None:
        if number < len(self.actions):
            self.leave_to(self.actions[number].name)

    def on_key(self, event: events.Key) -> None:
        """A letter, a sign or a number for which there is nothing here says so, as a function key
        does; not what is typed ahead of a question that is still to come."""
        if self.takes_key(event) or not (event.character or "").strip() or not event.is_printable:
            return
        ahead = self.under_way or self.is_waiting or self.outcome.done()
        if not (ahead or self.takes_text or event.key in self.active_bindings):
            event.stop()
            self._say_idle(event.character or "")

    def takes_key(self, event: events.Key) -> bool:  # noqa: ARG002 - for the kinds of screens
        """What a letter, a sign or a number does here beside what has the focus, if anything."""
        return False

    def misses_list(self, key: events.Key, *, letters: bool) -> bool:
        """Whether a number, or one of the ``letters`` that the list takes, was pressed on a button,
        where it would surprise who dictates if it did anything (WCAG 2.1.4). It says so."""
        sign = (key.character or "").strip()
        is_number = sign.isdecimal()
        takes = is_number or (letters and sign.isalpha())
        misses = isinstance(self.focused, Press) and takes
        if misses:
            key.stop()
            self.announce(
                _("Numbers work in the list only: the arrow keys lead there.")
                if is_number
                else _("Letters work in the list only: the arrow keys lead there.")
            )
        return misses

    def action_act_by(self, key: str) -> None:
        for own, action in zip(self.action_keys, self.actions, strict=True):
            if own == key:
                self.leave_to(action.name)
                return
        if key == acts.LEAVE and self.host.heading.sign_out is not None:
            self.action_sign_out()
        elif key != acts.REMOVE:
            self._say_idle(acts.shown(key))

    def _say_idle(self, key: str) -> None:
        """That ``key`` does nothing here."""
        does = _("{key} does nothing on this page. {help} names the keys.")
        self.announce(does.format(key=key, help=self._help_key))

    def action_time_left(self) -> None:
        session = self.host.heading.session
        times = filter(None, [self.tell_time_left(), session.told() if session else ""])
        self.announce(" ".join(times) or _("There is no time limit here."))

    def action_extend(self) -> None:
        if not self._waits():
            self.host.extend_session()

    def action_sign_out(self) -> None:
        if not self._waits():
            self.host.sign_out()

    def _waits(self) -> bool:
        """Whether an answer is on its way, behind which another question would be left over; then
        the voter is told how to go on."""
        if self.under_way:
            self.announce(way_out())
        return self.under_way

    def end_wait(self) -> None:
        """What was said of a wait goes when the wait ends: Esc stops nothing any more, but leaves
        the question."""
        if self.status == way_out():
            self._unread = None
        self.say("")

    async def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:  # noqa: ARG002
        self.is_read_on = False
        self.say("")
        self.show_keys()


def _owner(control: Widget) -> Widget:
    """The field that a control is that of, or itself."""
    fields = (each for each in control.ancestors if getattr(each, "control", None) is control)
    return cast("Widget", next(fields, control))


def within_a_sentence(label: str) -> str:
    """``label`` with a small first letter: names further on keep their capitals, and so does what
    is never written without one, the English "I" and abbreviations."""
    if label[1:2].isupper() or re.match(r"I\b", label):
        return label
    return label[:1].lower() + label[1:]


class Overlay(Frame):
    """A screen of the front end itself, not requested by a journey."""

    def leave_to(self, where: str) -> None:  # noqa: ARG002 - there is only one way
        self.app.pop_screen()


class HelpScreen(Overlay):
    """What the question's help says, and all the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "back", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("down", "scroll_body(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
    ]

    def __init__(self, about: Frame) -> None:
        super().__init__(_("Help"), time_left=about.tell_time_left)
        self._about = about

    def compose_body(self) -> Iterable[Any]:
        if self._about.explains:
            yield Words(self._about.explains, classes="prose")
        if self.has_class("-short") and self.host.heading.warning:  # its short form is above
            yield Words(self.host.heading.warning, classes="prose")
        keys = [(key.all_names or key.name, key.does) for key in [*self._about.keys()]]
        column = max(len(name) for name, _does in keys)
        named = (f"{name:<{column}}  {does}" for name, does in keys)
        yield Words("\n".join(named), classes="prose")
        if self._about.tells_editing:
            yield Words(self._about.tells_editing, classes="prose")
        yield Words(_("To copy, select as your terminal does, often with Shift."), classes="prose")
        yield Words(self.host.heading.help_desk, classes="prose")

    def keys(self) -> Iterable[Key]:
        yield Key(_("Esc"), _("back"), "screen.back", needed=True)
        yield from self.keys_to_scroll()
        yield Key(_("Ctrl+Q"), _("quit"), QUIT)

    async def action_help(self) -> None:
        await self.action_back()


class WaitingScreen(Frame):
    """There is nothing to ask yet."""

    def __init__(self) -> None:
        super().__init__(_("One moment…"), can_go_back=False)

    def takes_key(self, event: events.Key) -> bool:  # noqa: ARG002 - none is told anything
        """It is for the question that is to come."""
        return True
