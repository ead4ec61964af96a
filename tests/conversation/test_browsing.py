"""A listing while it is read: every event in every state, as the table ``browsing.txt``.

Each row tells what comes of an event, the sentence below the rows (or why the last batch failed),
and the keys of the rows fetched so far, and how many there are in all.
"""

import asyncio
from typing import Final

import pytest

from tests.conversation.shelf import Shelf
from tests.conversation.tables import Row, rows
from tui_voter.conversation.browsing import SOUGHT, Browsing
from tui_voter.dialogue import Batch, Listing
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
    *("more", "more fail", "more empty", "late", "late fail", "twice", "fetch 5", "fetch 5 fail"),
    *("search Bo", "search  Bo", "search Zoë", "search", "enter", "enter 2", "enter 9"),
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


async def test_a_batch_that_comes_behind_one_that_failed_ends_the_failure() -> None:
    shelf = Shelf()
    both = asyncio.gather(shelf.browsing.more(), shelf.browsing.more())
    await shelf.when_it_comes(both, "fail", "")
    assert (shelf.shown, shelf.fetched) == ("Loading more…", "abc… of 7")


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
