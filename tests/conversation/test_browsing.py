"""A listing while it is read: every event in every state, as the table ``browsing.txt``, and
random events, whose batches come in any order, fail, and are overtaken.

Below a state stands a row for each event: what comes of it, the sentence below the rows (or why the
last batch failed), and the keys of the rows fetched so far, and how many there are in all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conversation.shelf import Shelf, found
from tests.conversation.tables import Row, rows
from tui_voter.conversation.browsing import SOUGHT, Browsing, Enter
from tui_voter.dialogue import Batch, Listing, Opened, Took
from tui_voter.dialogue import Row as ListRow

STATES: Final = {
    "nothing is fetched": "",
    "the first rows are there": "more",
    "all rows are there": "more; more; more",
    "the last batch was empty": "more; more empty",
    "the first rows could not be fetched": "more fail",
    "the next rows could not be fetched": "more; more fail",
    "a search has begun": "more; search Bo",
    "a search finds rows": "more; search Bo; more",
    "a search could not be fetched": "more; search Bo; more fail",
    "a search finds nothing": "more; search Zoë; more",
    "a search was ended": "more; search Zoë; more; search",
    "the list is empty": "empty; more",
    "the list is empty, with one action": "actions new; empty; more",
    "the list is empty, with two actions": "actions new old; empty; more",
    "a search of an empty list, with one action": "actions new; empty; search Bo; more",
    "the rows are only read": "read; more",
    "the row to begin at is sought": "chosen f",
    "the row to begin at is found": "chosen f; more",
    "the row to begin at is gone": "chosen z; more",
    "a search takes the place of the row to begin at": "chosen g; search Bo",
}
EVENTS: Final = (
    "more",
    "more fail",
    "more empty",
    "late",
    "late fail",
    "twice",
    "fetch 5",
    "fetch 5 fail",
    "search Bo",
    "search  Bo",
    "search Zoë",
    "search",
    "enter",
    "enter 2",
    "enter 9",
)


async def held(state: str, event: str) -> str:
    """What holds after an event in a state."""
    shelf = Shelf()
    await shelf.play(STATES[state])
    came = await shelf.act(event)
    return " | ".join([came, shelf.shown, shelf.fetched])


@pytest.mark.parametrize("row", rows("browsing.txt"), ids=str)
async def test_what_holds_after_each_event_in_each_state(row: Row) -> None:
    assert await held(row.state, row.event) == row.holds


def test_the_table_is_whole() -> None:
    told = [(row.state, row.event) for row in rows("browsing.txt")]
    assert told == [(state, event) for state in STATES for event in EVENTS]


async def test_a_listing_begins_with_the_search_with_which_it_was_left() -> None:
    shelf = Shelf()
    shelf.begin(search="Bo")
    await shelf.play("more")
    assert shelf.fetched == "ace… of ?"
    shelf.begin(nothing_found="")  # then an empty search says that the list is empty
    await shelf.play("search Zoë; more")
    assert shelf.shown == "No names."


async def test_a_row_that_stands_too_far_down_is_not_sought_to_the_end() -> None:
    numbers = [ListRow(f"{n}", f"No. {n}") for n in range(2 * SOUGHT)]
    asked: list[str] = []

    async def fetch(_search: str, after: str) -> Batch:
        asked.append(after)
        end = int(after or 0) + SOUGHT // 5
        return Batch(numbers[end - SOUGHT // 5 : end], f"{end}")

    chosen = f"{2 * SOUGHT - 1}"
    browsing = Browsing(Listing(title="Numbers", fetch=fetch, empty="None."), chosen=chosen)
    assert await browsing.more() == numbers[:SOUGHT]
    assert browsing.begins_at is None
    assert len(await browsing.more()) == SOUGHT // 5
    assert len(asked) == 6


async def test_what_fails_on_the_way_to_the_row_to_begin_at_leaves_the_rows_before() -> None:
    shelf = Shelf()
    await shelf.play("chosen f")
    added = await shelf.when_it_comes(shelf.browsing.more(), "", "fail")
    assert [row.key for row in added] == ["a", "b", "c"]
    assert shelf.shown == "✗ No answer."
    assert await shelf.act("more") == "def"  # the voter has begun at the first row
    assert shelf.fetched == "abcdef… of 7"


async def test_a_total_that_is_less_than_the_rows_is_unknown() -> None:
    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([ListRow("a", "A"), ListRow("b", "B")], "more", total=1)

    browsing = Browsing(Listing(title="Letters", fetch=fetch, empty="None."))
    await browsing.more()
    assert browsing.total == 0


async def test_rows_of_the_same_key_are_opened_by_their_number() -> None:
    shelf = Shelf()
    shelf.rows = [ListRow("same", "A"), ListRow("same", "B"), ListRow("other", "C")]
    await shelf.play("chosen same; more")
    assert shelf.browsing.begins_at == 0
    assert await shelf.act("enter 3") == "opens other"


async def test_a_fetch_that_is_stopped_changes_nothing_and_is_made_again() -> None:
    shelf = Shelf()
    await shelf.play("more")
    more = asyncio.ensure_future(shelf.browsing.more())
    await asyncio.sleep(0)
    more.cancel()
    await asyncio.wait({more})
    shelf.asked.clear()
    assert (shelf.shown, shelf.fetched) == ("Loading more…", "abc… of 7")
    assert await shelf.act("more") == "def"


BEGINNINGS: Final = ("", "chosen f", "chosen z", "read", "actions new; empty")
RANDOM: Final = (
    *("ask", "ask", "ask"),
    *(f"comes {n} {how}".strip() for n in range(3) for how in ("", "", "fail", "empty")),
    *("search", "search Bo", "search  Bo ", "search Zoë"),
)


class Watched(Shelf):
    """A shelf whose events are held against what must hold after each of them."""

    def begin(self, *, search: str = "", chosen: str = "", **changes: object) -> None:
        super().begin(search=search, chosen=chosen, **changes)
        self.sought = chosen
        self._works: list[asyncio.Future[Sequence[ListRow]]] = []
        """Those who have asked for more rows of the present search."""
        self._seen = self.browsing.rows
        self._held: list[ListRow] = []
        self._was_cut = False
        """Whether an empty batch has ended the present search before all its rows had come."""

    async def play_one(self, event: str) -> None:
        """ "ask" asks for more rows, and "comes 1 fail" is how one of the batches comes that were
        asked for, not always the earliest; the rest is as in the table."""
        kind, _, about = event.partition(" ")
        if kind == "ask":
            self._works.append(asyncio.ensure_future(self.browsing.more()))
        elif kind == "comes" and self.asked:
            number, _, how = about.partition(" ")
            batch = self.asked.pop(int(number) % len(self.asked))
            continues = batch.search == self.browsing.search
            self._was_cut |= how == "empty" and continues
            batch.comes.set_result(how)
        elif kind == "search":
            await self.act(event)
        await self._come_to_rest()
        self._hold()

    async def _come_to_rest(self) -> None:
        """Wait until nothing more happens before another batch comes."""
        for _turn in range(8):
            await asyncio.sleep(0)

    def _hold(self) -> None:
        browsing = self.browsing
        there = browsing.rows
        if there is not self._seen:  # another search has begun, of which nothing is known yet
            self._seen, self._held, self._works, self._was_cut = there, [], [], False
            assert (browsing.failure, browsing.begins_at, browsing.is_complete) == ((), None, False)
            assert not there
        assert there[: len(self._held)] == self._held  # no row goes, or comes before another
        self._held = [*there]
        wanted = found(browsing.search) if self.rows is None else self.rows
        assert there == wanted[: len(there)]
        if browsing.is_complete:
            assert self._was_cut or there == wanted
            assert browsing.total == len(there)
            assert not browsing.failure
        assert browsing.total == 0 or browsing.total >= len(there)
        assert bool(browsing.status) != (browsing.is_complete and bool(there))
        if browsing.begins_at is not None:
            assert there[browsing.begins_at].key == self.sought
        self._hold_what_was_added()
        self._hold_what_enter_does()

    def _hold_what_was_added(self) -> None:
        """Each row is given once to those who asked, for a voice that shows what it is given."""
        given = [row.key for work in self._works if work.done() for row in work.result()]
        assert len(given) == len({*given})
        keys = {row.key for row in self.browsing.rows}
        assert keys >= {*given}
        if all(work.done() for work in self._works):
            assert keys == {*given}

    def _hold_what_enter_does(self) -> None:
        browsing = self.browsing
        opens = browsing.listing.opens is not None
        for number, row in enumerate(browsing.rows, 1):
            assert browsing.enter(number) == (Opened(row.key) if opens else Enter.READ_ONLY)
        beyond = Enter.NOTHING if browsing.is_complete else Enter.MORE
        assert browsing.enter(len(browsing.rows) + 1) is beyond
        only = browsing.only_way
        assert browsing.enter() == (Took(only.name) if only else beyond)
        assert only is None or (browsing.is_complete and not browsing.rows and not browsing.search)

    async def end(self) -> None:
        """Whatever was asked for comes in the end, and nobody waits for ever."""
        while self.asked:
            await self.play_one("comes 0")
        assert all(work.done() for work in self._works)


@given(st.sampled_from(BEGINNINGS), st.lists(st.sampled_from(RANDOM), max_size=25))
@settings(max_examples=2000, deadline=None, print_blob=True)
async def test_what_always_holds(beginning: str, events: list[str]) -> None:
    shelf = Watched()
    for event in filter(None, beginning.split("; ")):
        await shelf.act(event)
    for event in events:
        await shelf.play_one(event)
    await shelf.end()
