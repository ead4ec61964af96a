"""A page on the screen: something to read, with buttons for its actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType

from tui_voter.conversation.trail import Stand
from tui_voter.conversation.ways import Way
from tui_voter.dialogue import Bars, Countdown, Items, Left, Opened, Page, Role, Took
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.card import Card
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.reading import TICK, Reading, Text
from tui_voter.fullscreen.widgets.sight import TOP, Line, Wanted
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence


class PageScreen(QuestionScreen):
    """One :class:`Page`."""

    CSS_PATH = ["card.tcss", "page.tcss"]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "read_on(-1)", show=False),
        Binding("down", "read_on(1)", show=False),
        Binding("home", "to_top", show=False),
        Binding("end", "to_end", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, page: Page, *, at: int = 0) -> None:
        """``at`` is the line to begin at, where the voter left this page before."""
        super().__init__(page)
        self.page = page
        self.has_card = page.is_outcome
        self.line = at
        """The line where the voter begins."""
        self.ways = [*self.buttons(link=False)]
        for way in self.ways:
            way.below = self.ways[-1]

    @property
    def counts(self) -> bool:
        return any(isinstance(block, Countdown) for block in self.page.blocks)

    @property
    def is_vast(self) -> bool:
        return any(isinstance(block, Countdown | Bars) for block in self.page.blocks)

    def compose_body(self) -> Iterable[Any]:
        if self.has_card:
            yield Card(self.page_title, self._blocks())
        else:
            yield from self._blocks()
        yield from self.ways

    def _blocks(self) -> Iterable[Any]:
        for live, blocks in groupby(self.page.blocks, lambda block: isinstance(block, Countdown)):
            if live:
                from tui_voter.fullscreen.screens.countdown import CountdownBlock

                yield from map(CountdownBlock, cast("Iterable[Countdown]", blocks))
            else:
                yield Reading(cast("list[Text]", [*blocks]), outcome=self.has_card)

    def begin(self) -> None:
        super().begin()
        self._tick_title()

    def _tick_title(self) -> None:
        """Show in the title of an outcome that what it lists is done."""
        lists = any(isinstance(block, Items) for block in self.page.blocks)
        done = self.has_card and lists and not self.host.look.accessible
        self.query(".card").set_class(done, "-done")
        self.query_one(".title", Words).say(
            f"{TICK} {self.page_title}" if done else self.page_title
        )

    def first_focus(self) -> None:
        if self.ways:
            self.set_focus(self.ways[0])
        if self.has_card and not self.line:
            self.news.unread = self.news.unread or self.query_one(".title", Words)
            self.resume_in_sight = False

    @property
    def opens_at(self) -> Wanted:
        """The lines that the voter reads, wherever its buttons are."""
        return Line(self.line)

    @property
    def is_laid_out(self) -> bool:
        at_top = self.body.wanted == TOP and not self.resume_in_sight
        whole = all(reading.is_whole for reading in self.query(Reading))
        return at_top or whole or self.body.voter_scrolled

    def stand_by(self, way: Opened | Left) -> Stand:
        """A voter who leaves by an action's key returns to the lines they were reading, not to the
        button further down."""
        taken = (each.region for each in self.ways if way == Took(each.name or ""))
        in_sight = any(map(self.body.region.contains_region, taken))
        stand = super().stand_by(way) if in_sight else Stand()
        return stand._replace(line=round(self.body.scroll_y))

    @property
    def action_keys(self) -> Sequence[str]:
        """The key of each action, or its number where an action after the first has no key."""
        keys = super().action_keys
        if "" not in keys[1:]:
            return keys
        return [key or str(number) for number, key in enumerate(keys, 1)]

    def keys(self) -> Iterable[Key]:
        if self.actions:
            does = within_a_sentence(self.actions[0].label)
            yield self.key_of_enter(does, "screen.act(0)")
        yield from super().keys()

    def other_keys(self) -> Iterable[Key]:
        yield from self._numbers()
        if len(self.ways) > 1:
            yield Key(_("Tab"), _("move"), "app.focus_next", all_names=f"↑ ↓ {_('Tab')}")
        yield from self.body.keys_to_scroll()

    @property
    def _taken_by_enter(self) -> str:
        """The name of the action that Enter takes: of the button with the focus, or the first."""
        focused = getattr(self.focused, "name", "") or self.resume_at
        names = [action.name for action in self.actions]
        return focused if focused in names else next(iter(names), "")

    def key_of(self, way: Way, role: Role) -> Key:
        """The footer of a tall screen always names the keys of the actions, but for the one that
        Enter takes, which it names beside Enter."""
        key = super().key_of(way, role)
        if way.action is None:
            return key
        is_taken = way.action.name == self._taken_by_enter
        return key._replace(needed=self.has_class("-tall") and not is_taken)

    def _numbers(self) -> Iterable[Key]:
        """The numbers that move to a button, except to that which Enter presses. On a screen that
        is not tall, several numbers share one entry, to leave room for the text."""
        keys = zip(self.action_keys, self.actions, strict=True)
        numbers = [
            (key, action)
            for key, action in keys
            if key.isdigit() and action.name != self._taken_by_enter
        ]
        roomy = self.has_class("-tall")
        if len(numbers) > 1 and not roomy:
            first, *_others, last = filter(str.isdigit, self.action_keys)
            index = int(numbers[0][0]) - 1
            yield Key(f"{first}–{last}", _("go to a button"), f"screen.lead({index})")
            return
        for key, action in numbers:
            does = _("go to “{label}”").format(label=action.label)
            yield Key(key, does, f"screen.lead({int(key) - 1})", needed=roomy)

    def uses_key(self, event: events.Key) -> bool:
        """A number moves to its button, as in menus and lists; Enter then presses it."""
        leads = bool(event.character) and event.character in self.action_keys
        if leads:
            event.stop()
            self.action_lead(self.action_keys.index(event.character or ""))
        return leads

    def action_read_on(self, by: int) -> None:
        """Move to the next button if both buttons are in sight; otherwise scroll a line."""
        index = next((n for n, way in enumerate(self.ways) if way is self.focused), -1)
        pair = self.ways[index : index + 2] if by > 0 else self.ways[max(index - 1, 0) : index + 1]
        seen = self.body.region.contains_region
        if index >= 0 and len(pair) == 2 and all(seen(way.region) for way in pair):
            self.action_move(by)
        else:
            self.action_scroll_body(by)

    def action_lead(self, index: int) -> None:
        """Move the focus to the button of an action."""
        self.set_focus(self.ways[index])

    def resume(self) -> None:
        """Put the focus on the action by which the voter left."""
        for way in self.ways:
            if self.resume_at and way.name == self.resume_at:
                self.set_focus(way)

    def restyle(self) -> None:
        super().restyle()
        self._tick_title()
        for reading in self.query(Reading):
            reading.refresh(layout=True)
        from tui_voter.fullscreen.screens.countdown import CountdownBlock

        for block in self.query(CountdownBlock):
            block.restyle()
