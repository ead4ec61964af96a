"""A listing on the screen: rows that are fetched as the voter nears them, and searched."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ItemGrid

from tui_voter.dialogue import BACK, Action, Browsed, Listing, Refused, Row, told
from tui_voter.fullscreen import acts
from tui_voter.fullscreen.screens.background_task import BackgroundTask
from tui_voter.fullscreen.screens.question import QuestionScreen, within_a_sentence
from tui_voter.fullscreen.widgets.beside import Beside
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import Key
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.rows import Rows
from tui_voter.fullscreen.widgets.words import AT_ONCE, EACH, Words
from tui_voter.messages import gettext as _

PAUSE: Final = 0.3
"""Seconds without another key after which what was typed is searched for."""
PAIRED: Final = 120
"""Columns from which on there is room for two panes."""
IN_SEARCH: Final = "/"
"""In the place of a row's key, where the voter stands in the search."""
SEARCH_LIMIT: Final = 100
"""Characters that one searches by at most."""


class ListingScreen(QuestionScreen):
    """One :class:`Listing`. Its rows are kept as they are fetched, and painted in sight only."""

    CSS_PATH = ["form.tcss", "listing.tcss"]  # noqa: RUF012 - as in Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(acts.ANEW, "again", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "ends", show=False),
    ]

    def __init__(self, listing: Listing) -> None:
        super().__init__(
            listing.title,
            help=listing.help,
            actions=listing.actions,
            can_go_back=listing.can_go_back,
        )
        self.listing = listing
        self.rows = Rows(numbered=listing.opens is not None)
        self.beside = Beside(listing.opens) if listing.opens is not None else None
        self.line = (
            LineInput(listing.search, limit=SEARCH_LIMIT, select=False, label=listing.search_label)
            if listing.search_label
            else None
        )
        self._search = listing.search
        self._chosen = listing.chosen
        self._after = ""
        self._all = False
        """There is nothing behind the rows that were fetched."""
        self._fresh = True
        """The next batch begins anew."""
        self._trouble = False
        self._to_rows = False
        self._pause: asyncio.TimerHandle | None = None
        self._looking: asyncio.Task[None] | None = None
        self._background = BackgroundTask(
            self, tell=self.news.say, ended=self._rest, failed=self.fail
        )

    # --- What is seen -------------------------------------------------------------------

    def compose_middle(self) -> ComposeResult:
        if self.beside is None:
            yield from super().compose_middle()
            return
        with Horizontal(classes="panes"):
            yield from super().compose_middle()
            yield self.beside

    def _fit(self) -> None:
        self._pair()
        super()._fit()

    def _pair(self) -> None:
        """Show what Enter would open where there is any and room for it, unless the screen is
        heard."""
        wide = self.app.size.width >= PAIRED and not self.host.look.accessible
        opens = self.beside is not None and not self._is_empty
        self.set_class(opens and wide, "-paired", update=self.is_mounted)

    def on_resize(self, _event: events.Resize) -> None:
        self._pair()
        self._look_beside()

    def _look_beside(self) -> None:
        """Show the page of the row that the voter stands on, and that of no row before it."""
        if self._looking is not None:
            self._looking.cancel()
        if self.beside is not None and self.has_class("-paired") and not self._fresh:
            self._looking = asyncio.create_task(self._show_beside(self.beside), name="beside")

    async def _show_beside(self, beside: Beside) -> None:
        try:
            await beside.show(self.rows.chosen)
        except Exception as error:  # noqa: BLE001 - handed on to who asked the question
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
        self.rows.over = self.body.children[0]
        self.set_focus(self.rows, scroll_visible=False)
        self.watch(self.body, "scroll_y", self._go_on_if_near, init=False)
        self._fetch_anew()

    def dress(self) -> None:
        super().dress()
        self._pair()
        self._look_beside()
        self.rows.refresh(layout=True)

    def keys(self) -> Iterable[Key]:
        searching = self.takes_text
        if self._trouble:
            yield Key(acts.shown(acts.ANEW), _("try again"), "screen.again", needed=True)
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
        """What Enter does where the list is empty and one thing can be done about it."""
        return self.actions[0] if self._is_empty and len(self.actions) == 1 else None

    @property
    def _is_empty(self) -> bool:
        """There are no rows at all, whatever one searches for."""
        return self._all and not len(self.rows) and not self._search

    def escapes(self) -> str:
        searched = self.line is not None and self.line.value
        return _("clear the search") if searched else super().escapes()

    def own_keys(self) -> Iterable[Key]:
        if len(self.rows) > 1:
            yield Key(_("PgUp PgDn"), _("page"), "screen.page")
            yield Key(_("Home End"), _("first, last"), "screen.ends")
            if self.rows.numbered and not (self.takes_text or isinstance(self.focused, Button)):
                numbers = "0–9" if len(self.rows) > 9 else f"1–{len(self.rows)}"
                yield Key(numbers, _("go to a number"), "screen.next")

    def _show_place(self) -> None:
        """The voter's position in the list, and the number of rows as far as it is known."""
        self.news.show_place(self.rows.where if len(self.rows) else "")

    # --- Fetching -----------------------------------------------------------------------

    def _fetch_anew(self) -> None:
        """From the start, with the search of the moment."""
        self._fresh, self._after, self._all = True, "", False
        self._begin()

    def _begin(self) -> None:
        if self._background.under_way or self.outcome.done():
            return
        self._trouble = False
        if self._fresh and self._search:
            self.rows.tell(_("Searching…"))
        else:
            self.rows.tell(_("Loading more…") if len(self.rows) else _("One moment…"))
        self._background.start(self._fetch())

    async def _fetch(self) -> None:
        search = self._search
        try:
            batch = await self.listing.fetch(search, self._after)
        except Refused as refusal:
            self._trouble = True
            wrong = " ".join(f"✗ {error.text}" for error in refusal.errors)
            self.rows.tell(wrong + " " + _("F5: try again."), fault=True)
            return
        if search != self._search:
            return  # the voter has started another search
        await self._take_in(batch.rows)
        # An empty batch is the end: otherwise fetching would never stop.
        self._after = batch.after if batch.rows else ""
        self._all = not self._after
        self.rows.count(len(self.rows) if self._all else batch.total)
        self.rows.tell(self._last_word())

    async def _take_in(self, rows: Sequence[Row]) -> None:
        """Add ``rows``, of many at first only those to stand on, and some more with each frame."""
        chosen = next((n for n, row in enumerate(rows) if row.key == self._chosen), 0)
        for number, some in enumerate(_slices(rows, chosen + 1)):
            if number:
                painted = asyncio.Event()
                self.call_after_refresh(painted.set)
                await painted.wait()
            if self._fresh:
                self.rows.replace(some, chosen=self._chosen)
                self._fresh, self._chosen = False, ""
            else:
                self.rows.add(some)

    def _last_word(self) -> str:
        """The sentence below the rows."""
        if len(self.rows):
            return "" if self._all else _("Loading more.")
        return self.listing.nothing_found if self._search else told(self.listing.empty)

    def _rest(self) -> None:
        """No task is running any more."""
        if self.outcome.done():
            return
        if self._to_rows and len(self.rows):
            self.set_focus(self.rows, scroll_visible=False)
        self._to_rows = False
        self._pair()
        self._show_place()
        self.end_wait()
        self.show_keys()
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        """The new rows have been laid out."""
        self._look_beside()
        if self.focused is self.rows:
            self.body.show_focus()
        elif not (len(self.rows) or self.body.region.contains_region(self.rows.region)):
            self.news.say(self.rows.foot)  # one types, and does not see what came of it
        self._go_on_if_near()

    def _go_on_if_near(self) -> None:
        """Fetch what follows before the voter has come to the end of what there is."""
        body = self.body
        left = body.virtual_size.height - (body.scroll_y + body.size.height)
        if left < body.size.height and not (self._all or self._trouble or self._fresh):
            self._begin()

    def action_again(self) -> None:
        if self._trouble:
            self._begin()
            self.show_keys()
        else:
            self.action_act_by(acts.ANEW)

    # --- Searching ----------------------------------------------------------------------

    def on_input_changed(self, event: LineInput.Changed) -> None:
        event.stop()
        self._to_rows = False  # the voter goes on typing
        self._wait_for_more_keys()
        self.show_keys()

    def _wait_for_more_keys(self) -> None:
        """Search once the voter stops typing."""
        self._forget_pause()
        if self.line is not None and self.line.value.strip() != self._search:
            loop = asyncio.get_running_loop()
            self._pause = loop.call_later(PAUSE, self.call_next, self._search_for_typed)

    def _forget_pause(self) -> None:
        if self._pause is not None:
            self._pause.cancel()

    async def _search_for_typed(self) -> None:
        """Search for what is typed; a search in progress for anything else is dropped."""
        self._forget_pause()
        typed = self.line.value.strip() if self.line is not None else ""
        if typed == self._search or not self.is_current:
            return  # another question is in front: search once it is answered
        self._search = typed
        await self._background.stop()
        self._fetch_anew()

    async def on_line_input_entered(self, event: LineInput.Entered) -> None:
        event.stop()
        await self.action_search_now()

    async def action_search_now(self) -> None:
        """Search without waiting, then on to what was found."""
        await self._search_for_typed()
        self._to_rows = self._background.under_way
        if not self._to_rows and len(self.rows):
            self.action_to_rows()

    def takes_key(self, event: events.Key) -> bool:
        """A letter goes from the rows to the search; the arrow leads back to them."""
        if self.rows.numbered and self.misses_list(event, letters=self.line is not None):
            return True
        if self.line is None:
            return False
        if self.focused is self.line:
            if event.key in ("down", "pagedown"):
                event.stop()
                self.action_to_rows()
        elif self.focused is not self.rows or event.key == acts.HELP_OUTSIDE_TEXT:
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
        self._show_place()
        self._look_beside()

    def on_list_box_taken(self, event: Rows.Taken) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        if self.rows.tells_missed():
            return
        if self._only_way is not None:
            self.leave_to(self._only_way.name)
        elif len(self.rows) and not self._fresh:
            if self.listing.opens:
                self.leave_to(self.rows.chosen)
            else:
                self.news.announce(_("There is nothing more to open: the row says it all."))
        elif self._all:
            self._say_idle(_("Enter"))

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

    async def action_back(self) -> None:
        """Esc clears a search first, then goes back."""
        if self.line is not None and (self.line.value or self._search):
            self.line.value = ""
            await self._search_for_typed()
        else:
            await super().action_back()

    def resume(self) -> None:
        super().resume()
        if self.resume_at == IN_SEARCH:
            self.action_to_search()
        elif self.focused is self.rows:
            self._chosen = self.resume_at or self._chosen

    def resume_point(self) -> str | None:
        if self.takes_text:
            return IN_SEARCH
        return self.rows.chosen if self.focused is self.rows else None

    def leave_to(self, where: str) -> None:
        self.note_departure(where)
        if where != BACK and self.departure is None:
            self.departure = "", True
        typed = self._search if self.line is None else self.line.value.strip()
        self.answer(Browsed(where, typed))

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
        return self.under_way and self._fresh and self.focused is self.rows

    async def settle(self) -> None:
        self._forget_pause()
        if self._looking is not None:
            self._looking.cancel()
        await self._background.stop()


def _slices(rows: Sequence[Row], least: int) -> Iterator[Sequence[Row]]:
    """``rows`` in parts that are each laid out in one go, the first with ``least`` rows or more."""
    start, room = 0, AT_ONCE
    for end, row in enumerate(rows, 1):
        room -= EACH + len(row.label) + len(row.detail)
        if room < 0 and end >= least and end < len(rows):
            yield rows[start:end]
            start, room = end, AT_ONCE
    yield rows[start:]
