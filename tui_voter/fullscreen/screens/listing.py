"""A listing on the screen: rows that can be searched, and are fetched as the voter scrolls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid

from tui_voter.conversation.trail import Stand
from tui_voter.conversation.ways import Now, Way
from tui_voter.dialogue import (
    Action,
    Left,
    Listing,
    Opened,
    Refused,
    Role,
    Row,
    Took,
    told,
)
from tui_voter.fullscreen import keys
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.beside import Beside
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key, within_a_sentence
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.rows import Rows
from tui_voter.fullscreen.widgets.words import AT_ONCE, EACH, Words
from tui_voter.messages import gettext as _

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
        self.rows = Rows(numbered=listing.opens is not None)
        self.beside = Beside(listing.opens) if listing.opens is not None else None
        self.line = (
            LineInput(search, limit=SEARCH_LIMIT, select=False, label=listing.search_label)
            if listing.search_label
            else None
        )
        self._search = search
        self._chosen = ""
        self._after = ""
        self._is_complete = False
        """Whether all rows have been fetched."""
        self._replaces = True
        """Whether the next batch replaces all rows instead of following them."""
        self._failed = False
        self._goes_to_rows = False
        self._pause: asyncio.TimerHandle | None = None
        self._previewing: asyncio.Task[None] | None = None
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

    def _set_classes(self) -> None:
        self._show_or_hide_preview()
        super()._set_classes()

    def _show_or_hide_preview(self) -> None:
        """Show the preview pane if rows can be opened and there is room for it. The accessible
        theme never has one."""
        wide = self.app.size.width >= TWO_PANES and not self.host.look.accessible
        opens = self.beside is not None and not self._is_empty
        self.set_class(opens and wide, "-paired", update=self.is_mounted)

    def on_resize(self, _event: events.Resize) -> None:
        self._show_or_hide_preview()
        self._update_preview()

    def _update_preview(self) -> None:
        """Preview the page of the current row, and drop any preview that is still loading."""
        if self._previewing is not None:
            self._previewing.cancel()
        if self.beside is not None and self.has_class("-paired") and not self._replaces:
            self._previewing = asyncio.create_task(self._show_preview(self.beside), name="beside")

    async def _show_preview(self, beside: Beside) -> None:
        try:
            await beside.show(self.rows.chosen)
        except Exception as error:  # noqa: BLE001 - passed on to the journey that asks
            self.fail(error)

    def compose_body(self) -> Iterable[Any]:
        for paragraph in self.listing.intro:
            yield Words(paragraph, classes="prose")
        if self.line is not None:
            with Horizontal(classes="row search"):
                searched = within_a_sentence(self.listing.search_label)
                yield Words(_("Search by {what}").format(what=searched), classes="label")
                yield self.line
        if self.actions:
            with ItemGrid(classes="ways"):
                yield from self.buttons()
        yield self.rows

    def first_focus(self) -> None:
        self.rows.above = self.body.children[0]
        self.set_focus(self.rows, scroll_visible=False)
        self.watch(self.body, "scroll_y", self._fetch_if_near_end, init=False)
        self._fetch_anew()

    def restyle(self) -> None:
        super().restyle()
        self._show_or_hide_preview()
        self._update_preview()
        self.rows.refresh(layout=True)

    def keys(self) -> Iterable[Key]:
        searching = self.takes_text
        if searching:
            yield Key(_("Enter"), _("search"), "screen.search_now", needed=True)
            if len(self.rows):
                yield Key("↓", _("to the rows"), "screen.to_rows")
        elif self._only_way is not None:
            yield self.key_of_enter(within_a_sentence(self._only_way.label), "screen.open")
        elif isinstance(self.focused, Button):
            yield self.key_of_enter("", "screen.open")
            yield Key("↑ ↓", _("move"), "screen.move(1)", all_names=f"↑ ↓ {_('Tab')}")
        elif len(self.rows):
            yield Key("↑ ↓", _("choose") if self.listing.opens else _("browse"), "screen.next")
            if self.listing.opens:
                yield self.key_of_enter(_("open"), "screen.open")
        if self.line is not None and not searching and not isinstance(self.focused, Button):
            yield Key("/", _("search"), "screen.to_search")
        yield from super().keys()

    @property
    def takes_text(self) -> bool:
        return self.line is not None and self.focused is self.line

    @property
    def _only_way(self) -> Action | None:
        """The only action of an empty list, which Enter then runs; None otherwise."""
        return self.actions[0] if self._is_empty and len(self.actions) == 1 else None

    @property
    def _is_empty(self) -> bool:
        """Whether the list has no rows at all, even without a search."""
        return self._is_complete and not len(self.rows) and not self._search

    @property
    def now(self) -> Now:
        searched = self.line is not None and bool(self.line.value or self._search)
        return Now(narrowed=searched, failed=self._failed)

    def key_of(self, way: Way, role: Role) -> Key:
        key = super().key_of(way, role)
        return key._replace(needed=True) if role is Role.RENEW and self._failed else key

    def other_keys(self) -> Iterable[Key]:
        if len(self.rows) > 1:
            yield Key(_("PgUp PgDn"), _("page"), "screen.page")
            yield Key(_("Home End"), _("first, last"), "screen.ends")
            if self.rows.numbered and not (self.takes_text or isinstance(self.focused, Button)):
                numbers = "0–9" if len(self.rows) > 9 else f"1–{len(self.rows)}"
                yield Key(numbers, _("go to a number"), "screen.next")

    def _show_position(self) -> None:
        """Show the voter's position in the list and, if known, the number of rows."""
        self.news.set_default(self.rows.where if len(self.rows) else "")

    # --- Fetching -----------------------------------------------------------------------

    def _fetch_anew(self) -> None:
        """Fetch the rows of the current search from the start."""
        self._replaces, self._after, self._is_complete = True, "", False
        self._start_fetch()

    def _start_fetch(self) -> None:
        if self._background.under_way or self.outcome.done():
            return
        self._failed = False
        if self._replaces and self._search:
            self.rows.set_foot(_("Searching…"))
        else:
            self.rows.set_foot(_("Loading more…") if len(self.rows) else _("One moment…"))
        self._background.start(self._fetch())

    async def _fetch(self) -> None:
        search = self._search
        try:
            batch = await self.listing.fetch(search, self._after)
        except Refused as refusal:
            self._failed = True
            wrong = " ".join(f"✗ {error.text}" for error in refusal.errors)
            again = _("{key}: try again.").format(key=keys.shown(Role.RENEW))
            self.rows.set_foot(f"{wrong} {again}", fault=True)
            return
        if search != self._search:
            return  # the voter has begun another search
        await self._add_in_parts(batch.rows)
        # An empty batch ends the list, or else fetching would never stop.
        self._after = batch.after if batch.rows else ""
        self._is_complete = not self._after
        self.rows.set_total(len(self.rows) if self._is_complete else batch.total)
        self.rows.set_foot(self._foot())

    async def _add_in_parts(self, rows: Sequence[Row]) -> None:
        """Add ``rows`` in parts, one a frame; the first part includes the row to begin at."""
        chosen = next((n for n, row in enumerate(rows) if row.key == self._chosen), 0)
        for number, some in enumerate(_slices(rows, chosen + 1)):
            if number:
                painted = asyncio.Event()
                self.call_after_refresh(painted.set)
                await painted.wait()
            if self._replaces:
                self.rows.replace(some, chosen=self._chosen)
                self._replaces, self._chosen = False, ""
            else:
                self.rows.add(some)

    def _foot(self) -> str:
        """The sentence to show below the rows."""
        if len(self.rows):
            return "" if self._is_complete else _("Loading more.")
        return self.listing.nothing_found if self._search else told(self.listing.empty)

    def _fetch_ended(self) -> None:
        """Show the result of a fetch that has ended."""
        if self.outcome.done():
            return
        if self._goes_to_rows and len(self.rows):
            self.set_focus(self.rows, scroll_visible=False)
        self._goes_to_rows = False
        self._show_or_hide_preview()
        self._show_position()
        self.end_wait()
        self.show_keys()
        self.call_after_refresh(self._rows_laid_out)

    def _rows_laid_out(self) -> None:
        """Show where the voter is, and fetch more if needed, now that new rows are laid out."""
        self._update_preview()
        if self.focused is self.rows:
            self.body.show_focus()
        elif not (len(self.rows) or self.body.region.contains_region(self.rows.region)):
            self.news.say(self.rows.foot)  # the result is out of sight while the voter types
        self._fetch_if_near_end()

    def _fetch_if_near_end(self) -> None:
        """Fetch the next rows before the voter reaches the last one."""
        body = self.body
        left = body.virtual_size.height - (body.scroll_y + body.size.height)
        if left < body.size.height and not (self._is_complete or self._failed or self._replaces):
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
        if self.line is not None and self.line.value.strip() != self._search:
            loop = asyncio.get_running_loop()
            self._pause = loop.call_later(PAUSE, self.call_next, self._search_for_typed)

    def _cancel_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()

    async def _search_for_typed(self) -> None:
        """Search for what is typed, and drop any other search that is in progress."""
        self._cancel_pause()
        typed = self.line.value.strip() if self.line is not None else ""
        if typed == self._search or not self.is_current:
            return  # search once the question in front is answered
        self._search = typed
        await self._background.stop()
        self._fetch_anew()

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

    def on_list_box_taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        if self.rows.reports_missed():
            return
        if self._only_way is not None:
            self.leave_by(Took(self._only_way.name))
        elif len(self.rows) and not self._replaces:
            if self.listing.opens:
                self.leave_by(Opened(self.rows.chosen))
            else:
                self.news.announce(_("There is nothing more to open: the row says it all."))
        elif self._is_complete:
            self.news.announce(self._does_nothing(_("Enter")))

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
        self.set_focus(self.rows, scroll_visible=False)
        self.rows.scroll_visible()

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
            self.show_keys()
        else:
            await super().take(way)

    def resume(self) -> None:
        super().resume()
        if self.resume_at == IN_SEARCH:
            self.action_to_search()
        elif self.focused is self.rows:
            self._chosen = self.resume_at

    def resume_point(self) -> str | None:
        if self.takes_text:
            return IN_SEARCH
        return self.rows.chosen if self.focused is self.rows else None

    def stand_by(self, way: Opened | Left) -> Stand:
        search = self._search if self.line is None else self.line.value.strip()
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
        return self.under_way and self._replaces and self.focused is self.rows

    async def settle(self) -> None:
        self._cancel_pause()
        if self._previewing is not None:
            self._previewing.cancel()
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
