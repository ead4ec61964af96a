"""Listings on the full screen: rows that come as they are looked at, searched and opened.

What a fetch, a search or Enter lead to is decided in ``tests/conversation/test_browsing.py``.
"""

import asyncio
from functools import partial

import pytest
from textual.strip import Strip

from tests import stories
from tests.coming_back import browse_again
from tests.fullscreen.stage import Stage, on_stage
from tests.stories import WRITE, listing, opened, roll_listing
from tui_voter.dialogue import BACK, Batch, Listing, Opened, Page, Prose, Row, Took
from tui_voter.fullscreen.screens import listing as screen
from tui_voter.fullscreen.widgets.rows import Rows


@pytest.fixture
def _searches_on_enter_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when nothing was typed for a while."""
    monkeypatch.setattr(screen, "PAUSE", 1000.0)


def chosen_row(stage: Stage) -> str:
    return next((row for row in stage.rows if row.startswith("› ")), "")


def unbroken(stage: Stage) -> str:
    """What is on the screen, in one line."""
    return " ".join(stage.text.replace("█", " ").split())


# --- Rows


async def test_more_is_fetched_before_the_end_is_reached_and_all_can_be_walked() -> None:
    source = stories.Roll()
    async with on_stage(roll_listing(fetch=source.fetch), theme="accessible") as stage:
        await stage.sees("more than 25")
        assert source.asked == [("", "")]
        for place in ("25 of more than 50", "50 of 60", "60 of 60"):
            await stage.press("end", sees=place)
        assert chosen_row(stage).startswith("› TRAORÉ Dominique")
        assert [after for _search, after in source.asked] == ["", "Imbert-Alix", "Quéré-Camille"]
        await stage.press("home")
        assert chosen_row(stage).startswith("› ABADIE Alix")
        assert "Liste électorale" in stage.text  # the title too, not only the row
        for key, is_first in (("pagedown", False), ("pageup", True), ("end", False)):
            await stage.press(key)
            assert ("› ABADIE Alix" in stage.text) is is_first
            await stage.until(lambda: stage.program.cursor_position.y == stage.line_of("› "))
        assert stage.program.cursor_position.x == 2


async def test_numbers_stand_before_rows_that_open_and_lead_to_no_others() -> None:
    async with on_stage(roll_listing(opens=opened, search_label=""), size=(200, 50)) as stage:
        await stage.sees("› 1 ABADIE Alix", " 2 ABADIE Camille")
        await stage.press("1", "2", sees="› 12 DA SILVA Dominique")
        assert not stage.ended
        await stage.click("BENALI Alix")
        assert await stage.outcome() == Opened("Benali-Alix")
    async with on_stage(roll_listing(), size=(200, 50), sees="› ABADIE Alix") as stage:
        assert "0–9" not in stage.text
        await stage.press("2", sees="ne porte ce nom")  # of no row, so it is searched for


async def test_rows_that_are_only_read_do_not_open() -> None:
    async with on_stage(roll_listing(), sees="ABADIE") as stage:
        assert "Enter" not in stage.footer
        await stage.press("enter", sees="Nothing to open.")
        await stage.press("down", sees="2 of more than 25")
        await stage.click("BENALI Alix", sees=["Nothing to open.", "› BENALI Alix"])
        assert not stage.ended


async def test_sections_stand_as_headings() -> None:
    rows = (
        Row(f"{n}", f"Question {n}", section=f"Groupe {n[0]}") for n in ("A0", "A1", "A2", "B0")
    )
    async with on_stage(listing(*rows, opens=None), sees=["Groupe A", "Groupe B"]) as stage:
        at = stage.rows.index
        assert at("Groupe A") + 1 == at("› Question A0")
        assert at("Groupe B") == at("Question A2") + 2
        await stage.press("down", "down", "down")
        assert chosen_row(stage) == "› Question B0"


# --- Searching


async def test_a_search_waits_for_the_last_key_and_escape_clears_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screen, "PAUSE", 0.02)
    async with on_stage(roll_listing(), sees="ABADIE") as stage:
        await stage.enter("mar")  # from the rows, letters go to the search
        await stage.sees("1 of 3", "MARTIN Alix")
        assert "ABADIE" not in stage.text
        await stage.press("down")
        assert stage.screen.query_one(Rows).has_focus
        await stage.press("escape", sees=["ABADIE Alix", "more than 25"])
        assert not stage.ended
        assert await stage.outcome("escape") is BACK


@pytest.mark.usefixtures("_searches_on_enter_alone")
async def test_enter_searches_at_once_and_leads_to_what_was_found() -> None:
    async with on_stage(roll_listing(opens=opened), sees="ABADIE") as stage:
        await stage.press("/")
        await stage.enter("camille", "enter", sees="of 20")
        assert await stage.outcome("enter") == Opened("Abadie-Camille")


@pytest.mark.usefixtures("_searches_on_enter_alone")
async def test_what_is_typed_while_a_search_is_under_way_stays_in_the_search() -> None:
    found = asyncio.Event()

    async def fetch(search: str, _after: str) -> Batch:
        if search:
            await found.wait()
        return Batch([Row(f"{n}", f"{search or 'all'} no. {n}") for n in range(5)])

    async with on_stage(roll_listing(fetch=fetch), sees="all no. 0") as stage:
        await stage.press("/")
        await stage.enter("room", "enter", sees="Searching…")
        await stage.enter("1")
        found.set()
        await stage.sees("room no. 0")
        await stage.enter("2", sees="room12")


@pytest.mark.parametrize(
    ("search", "words"),
    [("", "Cette liste ne compte encore aucun électeur."), ("zz", "Aucun électeur de cette liste")],
)
async def test_no_rows_are_told_in_a_sentence(search: str, words: str) -> None:
    none = roll_listing(fetch=listing().fetch)
    again = partial(browse_again, listing=none, search=search)
    async with on_stage(again, theme="accessible", sees=words) as stage:
        assert stage.program.cursor_position.y == stage.line_of(words[:20])  # for braille
        described = stage.screen.query_one(Rows).described()
        assert described is not None
        assert words in described.name
        await stage.press("enter", "down", "pagedown", "end")
        assert words in stage.text


@pytest.mark.parametrize("keys", [[], ["enter"]])
async def test_that_nothing_is_found_is_in_sight_below_what_was_typed(keys: list[str]) -> None:
    """All of it, on the smallest screen too."""
    nothing = "No family name begins like that. Type its beginning, then that of the first name."
    async with on_stage(roll_listing(nothing_found=nothing), size=(40, 12), sees="ABADIE") as stage:
        await stage.press("/")
        await stage.enter("zzz", *keys)
        await stage.until(lambda: nothing in unbroken(stage))
        await stage.at_rest()
        assert unbroken(stage).count(nothing) == 1
        assert "Search by nom" in unbroken(stage)
        assert "zzz" in unbroken(stage)


async def test_an_empty_list_names_no_key_that_does_nothing() -> None:
    empty = listing(empty="Nobody has written any of them so far, and " * 2, opens=None)
    async with on_stage(empty._replace(actions=[WRITE]), size=(120, 40)) as stage:
        await stage.sees("so far, and Nobody", "Enter formuler une réclamation")
        assert not {"↑", "│"} & {*stage.text}
        assert await stage.outcome("enter") == Took(WRITE.name)
    async with on_stage(empty, sees=["so far", "Esc back"]) as stage:
        assert "Enter" not in stage.text
        await stage.press("enter", sees="Enter does nothing here.")


# --- However much is in them


def voters(count: int) -> Listing:
    return listing(*(Row(str(n), f"Voter {n}", "Somewhere") for n in range(count)))


async def test_of_many_rows_only_those_in_sight_are_painted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted: set[int] = set()
    render = Rows.render_line

    def seen(rows: Rows, y: int) -> Strip:
        painted.add(y)
        return render(rows, y)

    monkeypatch.setattr(Rows, "render_line", seen)
    async with on_stage(voters(20_000), sees="1 of 20000") as stage:
        await stage.press("end", sees=["› 20000 Voter 19999", " 19999 Voter"])
        assert len(stage.screen.query("*")) < 40  # no widget for a row
    assert len(painted) < 200


async def test_keys_are_handled_while_the_rows_of_a_long_list_come_in() -> None:
    many = voters(200_000)._replace(opens=None)  # they take a while on any machine
    async with on_stage(partial(browse_again, listing=many, at="150"), sees="Voter 150") as stage:
        await stage.press("down", sees="› Voter 151")
        assert len(stage.screen.query_one(Rows)) < 200_000


# --- On a wide screen


def with_pages() -> Listing:
    """The roll, of which each row has a page to be read."""

    async def preview(key: str) -> Page:
        return Page(title=f"About {key}", blocks=[Prose(f"All of {key}, whole.")])

    return roll_listing(opens=preview, search_label="")


@pytest.mark.parametrize(
    ("columns", "theme", "shown"),
    [
        *((120, "visual", True), (200, "terminal", True), (119, "visual", False)),
        (200, "accessible", False),
    ],
)
async def test_a_wide_screen_shows_what_enter_opens(columns: int, theme: str, shown: bool) -> None:
    async with on_stage(with_pages(), size=(columns, 40), theme=theme) as stage:
        rows = stage.screen.query_one(Rows)
        await stage.until(lambda: len(rows))

        async def sees_the_page() -> None:
            if shown:
                await stage.sees(f"About {rows.chosen}", f"All of {rows.chosen}, whole.")
                assert "│" in stage.row("About")
            assert stage.text.count("About") == shown

        await sees_the_page()
        await stage.press("down", "down", "down")
        await stage.press("up", "down")  # the same row again, before its page is there
        await sees_the_page()
        assert await stage.outcome("enter") == Opened(rows.chosen)
