"""A page on the screen: something to read, and the ways on from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar, Final, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui_voter.dialogue import Countdown, Page, no_time_limit
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.question import QuestionScreen, within_a_sentence
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.reading import Reading, Text
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _

END: Final = 1_000_000
"""A line behind the last one of any page."""


class PageScreen(QuestionScreen):
    """One :class:`Page`."""

    CSS_PATH = "page.tcss"
    has_acts = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "read_on(-1)", show=False),
        Binding("down", "read_on(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("slash", "act_by('/')", show=False),
    ]

    def __init__(self, page: Page, *, at: int = 0, news: str = "") -> None:
        """``at`` is the line to begin at: where the voter was when this page was left.
        ``news`` is what they are told there, where the notices above are out of sight."""
        clocks = [block for block in page.blocks if isinstance(block, Countdown)]
        time_left = page.time_left
        if clocks and time_left is no_time_limit:
            time_left = lambda: clocks[0].view().spoken  # noqa: E731 - a name would add nothing
        super().__init__(
            page.title,
            step=page.step,
            help=page.help,
            actions=page.actions,
            can_go_back=page.can_go_back,
            time_left=time_left,
        )
        self.body.holds_focus = False
        self.page = page
        self.confidential = page.confidential
        self._repeated = news
        if news:
            self.news.inform(
                news
            )  # with what has the focus: a reader drops what comes just behind that
        self.line = at
        """The first line in sight, as of when it was left."""
        self._aim = at
        """The line to go to, until it has been laid out; 0 is none."""
        self._reached = 0.0
        """Where that led so far."""
        self._has_rows = False
        """It has been laid out, but for what of a long text is still to come."""
        self.ways = [*self.buttons(link=False)]
        for place, way in enumerate(self.ways):
            way.set_class(place > 0, "quiet")

    def compose_body(self) -> Iterable[Any]:
        for live, blocks in groupby(self.page.blocks, lambda block: isinstance(block, Countdown)):
            if live:
                from tui_voter.fullscreen.screens.countdown import CountdownBlock

                yield from map(CountdownBlock, cast("Iterable[Countdown]", blocks))
            else:
                yield Reading(cast("list[Text]", [*blocks]))
        yield from self.ways

    def first_focus(self) -> None:
        if self.ways:
            self.set_focus(self.ways[0], scroll_visible=False)
        if self.page.is_outcome and not self.line:
            self.news.unread = self.news.unread or self.query_one(".title", Words)
            self.resume_in_sight = False
        self.call_after_refresh(self._take_up)  # what is to be scrolled has its lines by then

    def _take_up(self) -> None:
        """The page has been laid out: return to where the voter was."""
        self._go(self.line)
        if self.line and self._repeated:
            self.news.repeat(self._repeated)
        self.show_keys()

    def _go(self, line: int) -> None:
        """To that line, or as near as can be, and on as the page grows."""
        self._aim, self._reached = line, self.body.scroll_y
        self._near()

    def on_reading_grown(self) -> None:
        self._near()
        if self.resume_in_sight:
            self.show_resumed()
        if self._has_rows and not self.is_ready:
            self.make_ready()
        self.show_keys()

    def make_ready(self) -> None:
        self._has_rows = True
        if self._aim or (self.resume_in_sight and not all(r.is_whole for r in self.query(Reading))):
            return  # it grows, and where one begins is further down
        super().make_ready()

    def _near(self) -> None:
        if not self._aim:
            return
        if self.body.scroll_y == self._reached:  # else the voter has gone elsewhere
            self.body.scroll_to(y=self._aim, animate=False, immediate=True)
            self._reached = self.body.scroll_y
            if self._reached < self._aim and not all(r.is_whole for r in self.query(Reading)):
                return
        self._aim = 0

    def leave_to(self, where: str) -> None:
        self.line = round(self.body.scroll_y)
        super().leave_to(where)

    def note_departure(self, where: str) -> None:
        """Who takes it by its key comes back to what they read, not to its button further down:
        Enter takes the usual way on, as before. That one leads on: nobody comes back by it."""
        if self.actions and where == self.actions[0].name:
            return
        super().note_departure(where)
        taken = (way.region for way in self.ways if way.name == where)
        self.resume_in_sight = any(map(self.body.region.contains_region, taken))
        if self.departure is not None and not self.resume_in_sight:
            self.departure = "", False

    @property
    def action_keys(self) -> Sequence[str]:
        """Where more than the first one has no key of its own, a number leads to each of those."""
        keys = acts.keys_of(self.actions)
        if "" not in keys[1:]:
            return keys
        return [key or str(number) for number, key in enumerate(keys, 1)]

    def keys(self) -> Iterable[Key]:
        if self.actions:
            does = within_a_sentence(self.actions[0].label)
            yield self.key_of_enter(does, "screen.act(0)")
        yield from super().keys()

    def own_keys(self) -> Iterable[Key]:
        if len(self.ways) > 1:
            yield Key(_("Tab"), _("move"), "app.focus_next", all_names=f"↑ ↓ {_('Tab')}")
        yield from self.keys_to_scroll()

    def keys_of_actions(self) -> Iterable[Key]:
        """But a number that leads to what Enter does. Of a number it is said that it leads there,
        and no further; of several together, where that would take the rows from what is read: the
        buttons bear them."""
        roomy = self.has_class("-tall")
        taken = self.key_of_enter("", "screen.act(0)").action
        keys = [
            key
            for key in super().keys_of_actions()
            if key.action != taken or not key.name.isdigit()
        ]
        numbers = [key for key in keys if key.name.isdigit()]
        for key in keys:
            if key not in numbers:
                yield key._replace(needed=roomy and key.action != taken)
            elif roomy or len(numbers) == 1:
                place = int(key.name) - 1
                does = _("go to “{label}”").format(label=self.actions[place].label)
                yield Key(key.name, does, f"screen.lead({place})", needed=roomy)
            elif key is numbers[0]:
                first, *_others, last = filter(str.isdigit, self.action_keys)
                place = int(key.name) - 1
                yield Key(f"{first}–{last}", _("go to a button"), f"screen.lead({place})")

    def takes_key(self, event: events.Key) -> bool:
        """A number leads to its button, as it does in menus and lists; taking it is Enter's."""
        leads = bool(event.character) and event.character in self.action_keys
        if leads:
            event.stop()
            self.action_lead(self.action_keys.index(event.character or ""))
        return leads

    def action_read_on(self, by: int) -> None:
        """The arrows: to the next button where it is in sight, as this one is, else a line on."""
        place = next((n for n, way in enumerate(self.ways) if way is self.focused), -1)
        pair = self.ways[place : place + 2] if by > 0 else self.ways[max(place - 1, 0) : place + 1]
        seen = self.body.region.contains_region
        if place >= 0 and len(pair) == 2 and all(seen(way.region) for way in pair):
            self.action_move(by)
        else:
            self.action_scroll_body(by)

    def action_lead(self, place: int) -> None:
        """To the button of that action."""
        self.set_focus(self.ways[place])

    def scroll_to_center(self, widget: Widget, *args: Any, **options: Any) -> None:
        """The voter has gone to a button: now it is what stays in sight."""
        self.body.holds_focus = True
        super().scroll_to_center(widget, *args, **options)

    def resume(self) -> None:
        """At the line where they were reading: the action is in sight if it was. One that is no
        longer there, where nothing is said to have happened, was of another visit."""
        if self.resume_at not in [way.name for way in self.ways] and not self.notice:
            self.resume_in_sight = False
        for way in self.ways:
            if self.resume_at and way.name == self.resume_at:
                self.set_focus(way, scroll_visible=False)

    def dress(self) -> None:
        super().dress()
        for reading in self.query(Reading):
            reading.refresh(layout=True)
        from tui_voter.fullscreen.screens.countdown import CountdownBlock

        for block in self.query(CountdownBlock):
            block.dress()

    def action_to_end(self) -> None:
        self.body.note_scroll()
        self._go(END)
