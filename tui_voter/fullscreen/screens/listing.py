"""A listing on the screen: rows that can be searched, and are fetched as the voter scrolls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid
from textual.screen import Screen

from tui_voter.conversation.browsing import Browsing, Enter
from tui_voter.conversation.trail import Stand
from tui_voter.conversation.ways import Now, Way
from tui_voter.dialogue import Left, Listing, Opened, Role, Row
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.beside import Beside
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.rows import Rows
from tui_voter.fullscreen.widgets.words import AT_ONCE, EACH, Words
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence

PAUSE: Final = 0.3
"""Seconds without another key after which the search begins."""
TWO_PANES: Final = 120
"""The least width, in columns, for the rows and a preview side by side."""
IN_SEARCH: Final = "/"
"""The resume point of a voter who left from the search line, in place of a row's key."""
SEARCH_LIMIT: Final = 100
"""The most characters of a search."""


class ListingScreen(QuestionScreen):
    """One :class:`Listing`. All fetched rows are kept; only those in sight are painted."""

    CSS_PATH = ["form.tcss", "listing.tcss"]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "ends", show=False),
    ]

    def __init__(self, listing: Listing, search: str = "") -> None:
        """``search`` is the one with which the voter left the listing before."""
        super().__init__(listing)
        self.listing = listing
        self.browsing = Browsing(listing, search=search)
        self.rows = Rows(numbered=listing.opens is not None)
        opens = listing.opens
        self.beside = Beside(opens, failed=self.fail) if opens is not None else None
        searched = within_a_sentence(listing.search_label)
        label = _("Search by {what}").format(what=searched)
        self.line = (
            LineInput(search, limit=SEARCH_LIMIT, select=False, label=label) if searched else None
        )
        self._goes_to_rows = False
        self._pause: asyncio.TimerHandle | None = None
        self._background = BackgroundTask(
            self, tell=self.news.say, ended=self._fetch_ended, failed=self.fail
        )

    # --- What is seen -------------------------------------------------------------------

    def compose_middle(self) -> ComposeResult:
        if self.beside is None:
            yield from super().compose_middle()
            return
        with Horizontal(classes="panes"):
            yield from super().compose_middle()
            yield self.beside

    def dress(self) -> None:
        self._show_or_hide_preview()
        super().dress()

    def _show_or_hide_preview(self) -> None:
        """Show the preview pane if rows can be opened and there is room for it. The accessible
        theme never has one."""
        wide = self.app.size.width >= TWO_PANES and not self.host.look.accessible
        opens = self.beside is not None and not self.browsing.is_empty
        self.set_class(opens and wide, "-paired", update=self.is_mounted)

    @property
    def is_vast(self) -> bool:
        return self.has_class("-paired")

    def on_resize(self, _event: events.Resize) -> None:
        self._update_preview()

    def _update_preview(self) -> None:
        """Preview the page of the current row, if there is room for it."""
        self._show_or_hide_preview()
        if self.beside is not None and self.has_class("-paired") and not self.browsing.is_pending:
            self.beside.show(self.rows.chosen)

    def compose_body(self) -> Iterable[Any]:
        for paragraph in self.listing.intro:
            yield Words(paragraph, classes="prose")
        if self.line is not None:
            with Horizontal(classes="row search"):
                yield Words(self.line.label, classes="label")
                yield self.line
        if self.actions:
            with ItemGrid(classes="ways"):
                yield from self.buttons()
        yield self.rows

    def first_focus(self) -> None:
        self.rows.above = self.body.children[0]
        self.set_focus(self.rows)
        self._start_fetch()

    def restyle(self) -> None:
        super().restyle()
        self._update_preview()
        self.rows.refresh(layout=True)

    def keys(self) -> Iterable[Key]:
        searching = self.takes_text
        if searching:
            if len(self.rows):  # the search itself begins as soon as the voter stops typing
                both = f"{_('Enter')} ↓"
                yield Key(both, _("to the rows"), "screen.search_now", needed=True)
        elif self.browsing.only_way is not None:
            only = within_a_sentence(self.browsing.only_way.label)
            yield self.key_of_enter(only, "screen.open")
        elif isinstance(self.focused, Button):
            yield self.key_of_enter("", "screen.open")
            yield Key("↑ ↓", _("move"), "screen.move(1)", all_names=f"↑ ↓ {_('Tab')}")
        elif len(self.rows):
            yield Key("↑ ↓", _("choose") if self.listing.opens else _("browse"), "screen.next")
            if self.listing.opens and not self.rows.misses:
                yield self.key_of_enter(_("open"), "screen.open")
        if self.line is not None and not searching and not isinstance(self.focused, Button):
            yield Key("/", _("search"), "screen.to_search")
        yield from super().keys()

    @property
    def takes_text(self) -> bool:
        return self.line is not None and self.focused is self.line

    @property
    def now(self) -> Now:
        searched = self.line is not None and bool(self.line.value or self.browsing.search)
        return Now(narrowed=searched, failed=bool(self.browsing.failure) and not self.under_way)

    def key_of(self, way: Way, role: Role) -> Key:
        key = super().key_of(way, role)
        return key._replace(needed=True) if role is Role.RENEW and self.now.failed else key

    def other_keys(self) -> Iterable[Key]:
        if len(self.rows) > 1:
            yield Key(_("PgUp PgDn"), _("page"), "screen.page")
            yield Key(_("Home End"), _("first, last shown"), "screen.ends")
            if self.rows.numbered and not (self.takes_text or isinstance(self.focused, Button)):
                numbers = "0–9" if len(self.rows) > 9 else f"1–{len(self.rows)}"
                yield Key(numbers, _("go to a number"), "screen.next")

    def _show_position(self) -> None:
        """Show the voter's position in the list and, if known, the number of rows."""
        self.news.set_default(self.rows.where if len(self.rows) else "")

    # --- Fetching -----------------------------------------------------------------------

    def _start_fetch(self) -> None:
        """Fetch the next rows, or again those that could not be fetched."""
        if self._background.under_way or self.outcome.done():
            return
        self.rows.set_foot(self.browsing.status)
        self._background.start(self._fetch())
        if self.browsing.failure:
            self.show_keys()  # the key that tries again is gone

    async def _fetch(self) -> None:
        rows = await self.browsing.more()
        if rows or self.browsing.is_complete or self.browsing.failure:
            await self._add_in_parts(rows)
        if self.browsing.failure:
            wrong = " ".join(f"✗ {error.text}" for error in self.browsing.failure)
            again = _("{key}: try again.").format(key=keys.shown(Role.RENEW))
            self.rows.set_foot(f"{wrong} {again}", fault=True)
        else:
            self.rows.set_foot(self.browsing.status)

    async def _add_in_parts(self, rows: Sequence[Row]) -> None:
        """Add ``rows`` in parts, one a frame; the first part includes the row to begin at. The
        first rows of a search replace those shown before."""
        self.rows.total = self.browsing.total
        begins_at = self.browsing.begins_at or 0
        replaces = len(rows) == len(self.browsing.rows)
        for number, some in enumerate(_slices(rows, begins_at + 1)):
            if number:
                painted = asyncio.Event()
                self.call_after_refresh(painted.set)  # keys are handled between two frames
                await painted.wait()
            if replaces and not number:
                self.rows.replace(some, at=begins_at)
            else:
                self.rows.add(some)

    def _fetch_ended(self) -> None:
        """Show the result of a fetch that has ended."""
        if self.outcome.done():
            return
        if self._goes_to_rows and len(self.rows):
            self.set_focus(self.rows)
        self._goes_to_rows = False
        self._show_or_hide_preview()
        self._show_position()
        self.end_wait()
        self._update_preview()
        self.refresh(layout=True)  # more may be wanted even if nothing has changed

    def laid_out(self, screen: Screen[Any]) -> None:
        """Fetch more if needed, and say that nothing was found while that is out of sight."""
        super().laid_out(screen)
        ended = not (len(self.rows) or self.under_way) and self.news.unread is not self.news.line
        if ended and not self.body.region.contains_region(self.rows.region):
            self.news.say(self.rows.foot)
        self._fetch_if_near_end()

    def _fetch_if_near_end(self) -> None:
        """Fetch the next rows before the voter reaches the last one."""
        body = self.body
        left = body.virtual_size.height - (body.scroll_y + body.size.height)
        if left < body.size.height and not (self.browsing.is_complete or self.browsing.failure):
            self._start_fetch()

    # --- Searching ----------------------------------------------------------------------

    def on_input_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        self._goes_to_rows = False  # the voter goes on typing
        self._wait_for_more_keys()
        self.show_keys()

    def _wait_for_more_keys(self) -> None:
        """Search as soon as the voter stops typing."""
        self._cancel_pause()
        loop = asyncio.get_running_loop()
        self._pause = loop.call_later(PAUSE, self.call_next, self._search_for_typed)

    def _cancel_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()

    async def _search_for_typed(self) -> None:
        """Search for what is typed, and drop any other search that is in progress."""
        self._cancel_pause()
        if self.line is None or not self.is_current:
            return  # search once the question in front is answered
        if self.browsing.search_for(self.line.value):
            await self._background.stop()
            self._start_fetch()

    async def on_line_input_entered(self, event: LineInput.Entered) -> None:
        event.stop()
        await self.action_search_now()

    async def action_search_now(self) -> None:
        """Search without waiting, then move the focus to the rows that were found."""
        await self._search_for_typed()
        self._goes_to_rows = self._background.under_way
        if not self._goes_to_rows and len(self.rows):
            self.action_to_rows()

    def uses_key(self, event: events.Key) -> bool:
        """A letter typed at the rows goes to the search; the down arrow leads back to the rows."""
        if self.rows.numbered and self.rejects_on_button(event, letters=self.line is not None):
            return True
        if self.line is None:
            return False
        if self.focused is self.line:
            if event.key in ("down", "pagedown"):
                event.stop()
                self.action_to_rows()
        elif self.focused is not self.rows or event.key == keys.HELP_OUTSIDE_TEXT:
            return False
        elif event.is_printable and event.character and not event.character.isspace():
            event.stop()
            self.action_to_search()
            if event.character != "/":
                self.line.insert_text_at_cursor(event.character)
            return True
        return False

    def on_paste(self, event: events.Paste) -> None:
        if self.line is not None and self.focused is not self.line:
            event.stop()
            self.action_to_search()
            self.line.paste(event.text)

    # --- Moving, opening, leaving -------------------------------------------------------

    def on_list_box_moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._show_position()
        self._update_preview()
        self.show_keys()

    def on_list_box_taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        if self.rows.reports_missed():
            return
        match self.browsing.enter(self.rows.number):
            case Enter.MORE:
                self._start_fetch()
            case Enter.READ_ONLY:
                self.news.announce(_("Nothing to open."))
            case Enter.NOTHING:
                self.news.announce(self._does_nothing(_("Enter")))
            case way:
                self.leave_by(way)

    def action_next(self) -> None:
        self.rows.action_move(1)

    def action_page(self) -> None:
        self.rows.action_turn(1)

    def action_first(self) -> None:
        self.set_focus(self.rows)
        self.rows.action_first()

    def action_ends(self) -> None:
        self.set_focus(self.rows)
        self.rows.action_last()

    def action_to_rows(self) -> None:
        self.set_focus(self.rows)

    def action_to_search(self) -> None:
        if self.line is not None:
            self.set_focus(self.line)

    async def take(self, way: Way) -> None:
        """Esc clears the search if there is one; otherwise it goes back. What could not be fetched
        is fetched again."""
        if way.role is Role.BACK and self.now.narrowed and self.line is not None:
            self.line.value = ""
            await self._search_for_typed()
        elif way.role is Role.RENEW and way.action is None:
            self._start_fetch()
        else:
            await super().take(way)

    def resume(self) -> None:
        super().resume()
        if self.resume_at == IN_SEARCH:
            self.action_to_search()
        elif self.focused is self.rows:
            self.browsing.chosen = self.resume_at

    def resume_point(self) -> str | None:
        if self.takes_text:
            return IN_SEARCH
        return self.rows.chosen if self.focused is self.rows else None

    def stand_by(self, way: Opened | Left) -> Stand:
        search = self.browsing.search if self.line is None else self.line.value.strip()
        return super().stand_by(way)._replace(search=search)

    def on_screen_suspend(self) -> None:
        self._background.pause()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        self._background.watch()
        self._wait_for_more_keys()

    @property
    def under_way(self) -> bool:
        return self._background.under_way

    @property
    def is_waiting(self) -> bool:
        return self.under_way and self.browsing.is_pending and self.focused is self.rows

    async def settle(self) -> None:
        self._cancel_pause()
        if self.beside is not None:
            self.beside.stop()
        await self._background.stop()


def _slices(rows: Sequence[Row], least: int) -> Iterator[Sequence[Row]]:
    """``rows`` in parts small enough to lay out at once, the first with at least ``least`` rows."""
    start, room = 0, AT_ONCE
    for end, row in enumerate(rows, 1):
        room -= EACH + len(row.label) + len(row.detail)
        if room < 0 and end >= least and end < len(rows):
            yield rows[start:end]
            start, room = end, AT_ONCE
    yield rows[start:]
