"""Listings on the full screen: batches, searching, opening, and what can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from textual.strip import Strip

from tests.coming_back import browse_again
from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.audit.heard import present
from tui_voter.audit.record import Screen
from tui_voter.dialogue import (
    BACK,
    Action,
    Batch,
    Dialogue,
    Listing,
    Opened,
    Page,
    Prose,
    Role,
    Row,
    Took,
)
from tui_voter.fullscreen.screens import listing
from tui_voter.fullscreen.widgets.chrome import HeadingRow, KeysRow
from tui_voter.fullscreen.widgets.rows import Rows

Fetch = Callable[[str, str], Awaitable[Batch]]


def browses(one: Listing) -> Heard:
    return Heard(lambda dialogue: dialogue.browse(one))


def roll(fetch: Fetch | None = None, **changes: object) -> Listing:
    return stories.roll_listing(fetch)._replace(**changes)


def chosen_row(stage: Stage) -> str:
    lines = (line.strip(" ▁▂▃▄▅▆▇█") for line in stage.text.splitlines())
    return next((line for line in lines if line.startswith("› ")), "")


async def at_rest(stage: Stage) -> None:
    for _frame in range(10):
        await stage.settle()


def footer(stage: Stage) -> str:
    return stage.text.rpartition("─")[2]


async def test_shows_labels_with_their_details_and_where_the_voter_stands() -> None:
    async with on_stage(browses(roll())) as stage:
        await stage.sees("1 of more than 25")
        for words in ("Liste électorale", "par ordre alphabétique", "Search by nom", "F8 Formuler"):
            assert words in stage.text
        assert chosen_row(stage) == "› ABADIE Alix"
        rows = stage.text.splitlines()
        beneath = rows[rows.index("  › ABADIE Alix") + 1]
        assert beneath.rstrip(" ▁▂▃▄▅▆▇█") == " " * 6 + "Lycée Jean-Moulin, Lyon"
        await stage.press("down", "down")
        assert "› ABADIE Dominique" in stage.text
        # A long detail is wrapped below itself.
        assert stage.row("d’information").startswith(" " * 6)
        assert "3 of more than 25" in stage.text


async def test_more_is_fetched_before_the_end_is_reached_and_all_can_be_walked() -> None:
    source = stories.Roll()
    async with on_stage(browses(roll(source.fetch))) as stage:
        await stage.sees("more than 25")
        assert source.asked == [("", "")]
        await stage.press("end")
        await stage.sees("25 of more than 50")
        await stage.press("end")
        await stage.sees("50 of 60")
        await stage.press("end")
        assert chosen_row(stage).startswith("› TRAORÉ Dominique")
        assert "60 of 60" in stage.text
        assert [after for _search, after in source.asked] == ["", "Imbert-Alix", "Quéré-Camille"]
        await stage.press("home")
        assert chosen_row(stage).startswith("› ABADIE Alix")
        assert "Liste électorale" in stage.text  # the title too, not only the row
        await stage.press("pagedown")
        far = chosen_row(stage)
        assert far != "› ABADIE Alix"
        await stage.press("pageup")
        assert chosen_row(stage).startswith("› ABADIE Alix")


async def test_a_search_waits_for_the_last_key_and_escape_clears_it_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAUSE", 0.02)
    source = stories.Roll()
    heard = browses(roll(source.fetch))
    async with on_stage(heard) as stage:
        await stage.sees("ABADIE")
        await stage.enter("mar")  # from the rows, letters go to the search
        await stage.sees("1 of 3", "MARTIN Alix")
        assert "ABADIE" not in stage.text
        await stage.until(lambda: source.asked[-1] == ("mar", ""))
        await stage.press("down")
        assert stage.program.focused is stage.program.screen.query_one(Rows)
        await stage.press("escape")
        await stage.sees("ABADIE Alix", "more than 25")
        assert not heard.ended
        await stage.press("escape")
        await stage.until(lambda: heard.ended)
    assert heard.answer == BACK


async def test_enter_searches_at_once_and_leads_to_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAUSE", 1000.0)
    heard = browses(roll(opens=stories.opened))
    async with on_stage(heard) as stage:
        await stage.sees("ABADIE")
        await stage.press("/")
        await stage.enter("camille")
        await stage.press("enter")
        await stage.sees("of 20")
        await stage.press("down", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("Benali-Camille")


async def test_the_latest_search_wins_and_what_comes_late_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAUSE", 0.0)
    held = {"m": asyncio.Event(), "ma": asyncio.Event()}
    given_up: list[str] = []

    async def fetch(search: str, after: str) -> Batch:
        if search in held:
            try:
                await held[search].wait()
            except asyncio.CancelledError:
                if search == "ma":
                    raise
                given_up.append(search)  # and answers all the same, as a hasty fetch may
        return Batch([Row(search or "all", f"found {search or 'all'}")])

    async with on_stage(browses(roll(fetch))) as stage:
        await stage.sees("found all")
        await stage.enter("m")
        await stage.sees("Searching…")
        await stage.enter("a")
        await stage.until(lambda: given_up)
        for _turn in range(5):
            await stage.settle()
        assert chosen_row(stage) == "› found all"  # what comes late is not shown, not even once
        held["ma"].set()
        await stage.sees("› found ma")
        assert given_up == ["m"]


@pytest.mark.parametrize(
    ("search", "words"),
    [("", "Cette liste ne compte encore aucun électeur."), ("zz", "Aucun électeur de cette liste")],
)
async def test_no_rows_are_told_in_a_sentence(search: str, words: str) -> None:
    async def none(search: str, after: str) -> Batch:
        return Batch(())

    heard = Heard(partial(browse_again, listing=roll(none), search=search))
    async with on_stage(heard, theme="accessible") as stage:
        await stage.sees(words)
        spot = stage.program.cursor_position  # braille shows the sentence
        assert words[:20] in stage.text.splitlines()[spot.y]
        await stage.press("enter", "down", "pagedown", "end")
        assert words in stage.text


@pytest.mark.parametrize("keys", [[], ["enter"]])
async def test_that_nothing_is_found_is_in_sight_below_what_was_typed(keys: list[str]) -> None:
    """All of it, on the smallest screen too."""
    nothing = "No family name begins like that. Type its beginning, then that of the first name."
    async with on_stage(browses(roll(nothing_found=nothing)), size=(40, 12)) as stage:
        await stage.sees("ABADIE")
        await stage.press("/")
        await stage.enter("zzz")
        await stage.press(*keys)
        await stage.until(lambda: nothing in " ".join(stage.text.replace("█", " ").split()))
        await at_rest(stage)
        words = " ".join(stage.text.replace("█", " ").split())
        assert words.count(nothing) == 1
        assert "Search by nom" in words
        assert "zzz" in words


async def test_a_failure_is_told_in_words_and_tried_again() -> None:
    source = stories.Roll()
    fails = [False, True, True]

    async def fetch(search: str, after: str) -> Batch:
        if fails.pop(0) if fails else False:
            raise stories.refuse(("", "Le portail ne répond pas.", "pas de réponse"))
        return await source.fetch(search, after)

    async with on_stage(browses(roll(fetch))) as stage:
        await stage.sees("ABADIE")
        await stage.press("end")
        await stage.sees("✗ Le portail ne répond pas. F5: try again.", "F5 try again")
        assert chosen_row(stage).startswith("› IMBERT Alix")
        await stage.press("f5")
        await stage.sees("✗ Le portail ne répond pas.")
        await stage.press("f5")
        await stage.sees("more than 50")
        assert "✗" not in stage.text


async def test_the_voter_is_back_where_they_were() -> None:
    one = roll(opens=stories.opened)
    heard = Heard(partial(browse_again, listing=one, at="Martin-Camille", search="martin"))
    async with on_stage(heard) as stage:
        await stage.sees("2 of 3")
        assert chosen_row(stage).startswith("› 2 MARTIN Camille")
        assert "martin" in stage.row("Search by nom")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("Martin-Camille")


async def test_the_voter_is_back_at_a_row_that_stands_far_down() -> None:
    heard = Heard(partial(browse_again, listing=roll(), at=stories.ROLL[54].key))
    async with on_stage(heard) as stage:
        await stage.sees("55 of 60", f"› {stories.ROLL[54].label}")


@pytest.mark.parametrize("way", ["f4", "click"])
async def test_an_action_keeps_what_was_searched_for(way: str) -> None:
    heard = Heard(partial(browse_again, listing=roll(), search="martin"))
    async with on_stage(heard) as stage:
        await stage.sees("1 of 3")
        if way == "click":
            await stage.click("F4 Enregistrer")
        else:
            await stage.press(way)
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("save")
    stand = stage.program.dialogue.kept.come(roll()._replace(key="rows"))
    assert stand is not None
    assert stand.search == "martin"


async def test_a_number_goes_to_its_row_and_enter_opens_it() -> None:
    heard = browses(roll(opens=stories.opened))
    async with on_stage(heard) as stage:
        first = chosen_row(stage)
        await stage.press("3")
        assert stage.program.screen.query_one(Rows).index == 2
        assert chosen_row(stage) != first
        assert not heard.ended
        await stage.press("enter")
        await stage.until(lambda: heard.ended)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_numbers_stand_before_rows_that_open_and_lead_to_no_others(
    size: tuple[int, int],
) -> None:
    async with on_stage(browses(roll(opens=stories.opened, search_label="")), size=size) as stage:
        await stage.sees("› 1 ABADIE Alix", " 2 ABADIE Camille")
        await stage.press("1", "2")
        await stage.sees("› 12 DA SILVA Dominique", "12 of more than 25")
    async with on_stage(browses(roll(opens=stories.opened)), size=(200, 50)) as stage:
        await stage.sees("0–9 go to a number", "› 1 ABADIE Alix")
    async with on_stage(browses(roll()), size=(200, 50)) as stage:
        await stage.sees("› ABADIE Alix")
        assert "0–9" not in stage.text
        await stage.press("2")  # of no row, so it is searched for
        await stage.sees("ne porte ce nom")


async def test_numbers_have_room_as_more_rows_come_than_were_there() -> None:
    rows = [Row(str(n), f"Question {n}") for n in range(1, 121)]

    async def fetch(search: str, after: str) -> Batch:
        return Batch(rows[60:]) if after else Batch(rows[:60], "60")

    async with on_stage(browses(roll(fetch, opens=stories.opened))) as stage:
        await stage.sees("› 1 Question 1")
        await stage.press("end")
        await stage.sees("› 60 Question 60")
        await stage.press("end")
        await stage.sees("› 120 Question 120", " 119 Question 119")


def _told(stage: Stage) -> str:
    """The place among the rows that a speech reader is told."""
    described = stage.program.screen.query_one(Rows).described()
    return described.position if described else ""


async def test_the_place_tells_the_true_total_as_soon_as_it_is_known() -> None:
    source = stories.Roll()

    async def fetch(search: str, after: str) -> Batch:
        batch = await source.fetch(search, after)
        return batch._replace(total=0 if search else len(stories.ROLL))

    async with on_stage(browses(roll(fetch)), theme="accessible") as stage:
        await stage.sees("1 of 60")
        assert "1 of 60" in _told(stage)
        await stage.enter("a")  # of what is searched for nobody knows how many there are
        await stage.press("enter")
        await stage.sees("1 of more than 25")
        assert "1 of more than 25" in _told(stage)


async def test_the_search_says_that_it_is_one() -> None:
    for size in ((80, 24), (40, 12)):
        async with on_stage(browses(roll()), size=size) as stage:
            await stage.sees("Search by nom")


async def test_rows_that_are_only_read_do_not_open() -> None:
    heard = browses(roll())
    nothing_more = "There is nothing more to open: the row says it all."
    async with on_stage(heard) as stage:
        await stage.sees("ABADIE")
        assert "Enter" not in footer(stage)
        await stage.press("enter")
        await stage.sees(nothing_more)
        await stage.press("down")
        await stage.sees("2 of more than 25")
        await stage.click("BENALI Alix")
        await stage.sees(nothing_more)
        assert chosen_row(stage).startswith("› BENALI Alix")
        assert not heard.ended


async def test_a_click_opens_a_row() -> None:
    heard = browses(roll(opens=stories.opened))
    async with on_stage(heard) as stage:
        await stage.sees("ABADIE")
        await stage.click("BENALI Alix")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("Benali-Alix")


async def test_sections_stand_as_headings_and_without_a_search_letters_do_nothing() -> None:
    rows = [
        Row(f"{group}{n}", f"Question {group}{n}", section=f"Groupe {group}")
        for group in "AB"
        for n in range(3)
    ]

    async def fetch(search: str, after: str) -> Batch:
        return Batch(rows)

    heard = browses(roll(fetch, search_label="", actions=(Action("ask", "Ask", "ask"),)))
    async with on_stage(heard) as stage:
        await stage.sees("Groupe A", "Groupe B")
        lines = [line.strip() for line in stage.text.splitlines()]
        assert lines.index("Groupe A") + 1 == lines.index("› Question A0")
        assert lines.index("Groupe B") == lines.index("Question A2") + 2
        await stage.enter("x/")
        await stage.paste("x")
        await stage.press("down", "down", "down")
        assert chosen_row(stage) == "› Question B0"


async def test_rows_with_the_same_key_are_walked_and_opened_by_their_place() -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([Row("same", "Anne"), Row("same", "Béa"), Row("claim", "Chloé")])

    heard = Heard(partial(browse_again, listing=roll(fetch, opens=stories.opened), at="same"))
    async with on_stage(heard) as stage:
        await stage.sees("› 1 Anne")
        await stage.press("down")
        await stage.sees("› 2 Béa")
        await stage.press("down", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("claim")


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_at_40_by_12_every_row_can_be_read_whole(theme: str) -> None:
    async with on_stage(browses(roll()), theme=theme, size=(40, 12)) as stage:
        await stage.sees("more than 25")
        await stage.press("down", "down")
        row = "› ABADIE Dominique Rectorat, direction des systèmes d’information"
        assert row in " ".join(stage.text.split())
        assert "numérique" in stage.text
        await stage.press("end")
        await stage.sees("› IMBERT Alix")
        await stage.press("/")
        await stage.sees("Search by nom")


async def test_the_hardware_cursor_stands_on_the_chosen_row() -> None:
    async with on_stage(browses(roll()), theme="accessible") as stage:
        await stage.sees("more than 25")
        for keys in ([], ["down"], ["pagedown"], ["end"], ["home"]):
            await stage.press(*keys)
            await stage.until(
                lambda: stage.text.splitlines()[stage.program.cursor_position.y].startswith("›")
            )
        assert stage.program.cursor_position.x == 2


HOSTILE = ("[red]", "C[/i]GT", "[@click=app.quit]Win[/]", "$accent", "a\nb")


async def test_what_the_portal_says_is_shown_as_it_is() -> None:
    rows = [Row(text, f"L{text}", f"D{text}", f"S{text}") for text in HOSTILE]

    async def fetch(search: str, after: str) -> Batch:
        if search:
            raise stories.refuse(("", "R[/red]", "s"))
        return Batch(rows)

    async with on_stage(browses(roll(fetch, actions=())), size=(120, 40)) as stage:
        await stage.sees("1 of 5", "LC[/i]GT")
        for text in HOSTILE[:-1]:
            for prefix in "LDS":
                assert f"{prefix}{text}" in stage.text
        assert "La b" in stage.text
        for y in range(40):
            await stage.click_at(30, y)
        await stage.press("/")
        await stage.enter("x")
        await stage.press("enter")
        await stage.sees("✗ R[/red]")


async def test_of_very_many_rows_only_those_in_sight_are_painted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = 20_000

    async def fetch(search: str, after: str) -> Batch:
        return Batch([Row(str(n), f"Voter {n}", "Somewhere") for n in range(many)])

    painted: set[int] = set()
    render = Rows.render_line

    def seen(rows: Rows, y: int) -> Strip:
        painted.add(y)
        return render(rows, y)

    monkeypatch.setattr(Rows, "render_line", seen)
    async with on_stage(browses(roll(fetch))) as stage:
        await stage.sees(f"1 of {many}")
        await stage.press("end")
        await stage.sees(f"Voter {many - 1}")
        assert len(stage.program.screen.query("*")) < 40  # no widget for a row
    assert len(painted) < 200


async def nobody(_search: str, _after: str) -> Batch:
    return Batch(())


async def test_an_empty_list_names_no_key_that_does_nothing() -> None:
    action = Action("new", "New claim", "new", Role.WRITE)
    empty = roll(
        nobody, search_label="", opens=stories.opened, empty="None so far.", actions=[action]
    )
    heard = browses(empty)
    async with on_stage(heard) as stage:
        await stage.sees("None so far.", "Enter new claim")
        assert "↑" not in stage.text
        assert "choose" not in stage.text
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("new")
    async with on_stage(browses(empty._replace(actions=[]))) as stage:
        await stage.sees("None so far.", "Esc back")
        assert "Enter" not in stage.text
        await stage.press("enter")
        await stage.sees("Enter does nothing on this page.")


async def test_what_is_typed_while_a_search_is_under_way_stays_in_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAUSE", 1000.0)
    found = asyncio.Event()

    async def fetch(search: str, after: str) -> Batch:
        if search:
            await found.wait()
        return Batch([Row(f"{n}", f"{search or 'all'} no. {n}") for n in range(5)])

    async with on_stage(browses(roll(fetch))) as stage:
        await stage.sees("all no. 0")
        await stage.press("/")
        await stage.enter("room")
        await stage.press("enter")
        await stage.enter("1")
        found.set()
        await stage.sees("room no. 0")
        await stage.enter("2")
        await stage.sees("room12")


async def test_arrows_are_named_where_there_is_a_row_to_go_to() -> None:
    async def fetch(search: str, after: str) -> Batch:
        return Batch([] if search else [Row("one", "One")])

    async with on_stage(browses(roll(fetch))) as stage:
        await stage.sees("↑ ↓ browse")
        await stage.enter("/zzz")
        await stage.press("enter")
        await stage.until(lambda: "One" not in stage.text)
        await stage.press("tab")
        assert "↑ ↓ browse" not in stage.text


async def test_keys_are_handled_while_the_rows_of_a_long_list_come_in() -> None:
    many = 200_000  # they take a while on any machine
    rows = [Row(str(n), f"Voter {n}", "Somewhere") for n in range(many)]

    async def fetch(search: str, after: str) -> Batch:
        return Batch(rows)

    async with on_stage(partial(browse_again, listing=roll(fetch), at="150")) as stage:
        await stage.sees("Voter 150")
        await stage.press("down")
        await stage.sees("› Voter 151")
        assert len(stage.program.screen.query_one(Rows)) < many


async def test_a_row_has_its_detail_beneath_two_cells_in() -> None:
    for columns in (40, 80, 200):
        async with on_stage(browses(roll()), size=(columns, 24)) as stage:
            await stage.sees("› ABADIE Alix")
            rows = stage.text.splitlines()
            at = next(n for n, row in enumerate(rows) if "› ABADIE Alix" in row)
            assert rows[at].index("›") + 4 == len(rows[at + 1]) - len(rows[at + 1].lstrip())


async def test_a_wide_screen_has_one_column_in_its_middle() -> None:
    async with on_stage(browses(roll()), size=(200, 50)) as stage:
        await stage.sees("› ABADIE Alix")
        widest = max(stage.text.splitlines(), key=len)
        assert len(widest.strip()) <= 100
        assert abs((len(widest) - len(widest.lstrip())) - (200 - len(widest))) <= 4


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_every_kind_of_page_begins_at_the_same_column(size: tuple[int, int]) -> None:
    begins = set()
    for screen in (
        with_pages(),
        stories.roll_listing(),
        stories.home_menu(),
        stories.mailbox_page(),
        stories.link_form(),
    ):
        async with on_stage(partial(_show, screen), size=size) as stage:
            await stage.sees(screen.title[:20])
            query = stage.program.screen.query_one
            begins.add((query(HeadingRow).region.x, query(HeadingRow).region.right))
            begins.add((query(".title").region.x, query(KeysRow).region.right))
    assert len(begins) == 1


async def _show(screen: Screen, dialogue: Dialogue) -> None:
    await present(dialogue, screen)


def with_pages(fetch: Fetch | None = None) -> Listing:
    async def preview(key: str) -> Page:
        return Page(title=f"About {key}", blocks=[Prose(f"All of {key}, whole.")])

    return roll(fetch)._replace(opens=preview, search_label="")


async def test_an_empty_list_has_the_whole_width_for_what_it_says() -> None:
    empty = with_pages(nobody)._replace(empty="Nobody has written any of them so far, and " * 2)
    async with on_stage(browses(empty), size=(120, 40)) as stage:
        await stage.sees("so far, and Nobody")
        assert "│" not in stage.text


@pytest.mark.parametrize(
    ("columns", "theme", "shown"),
    [
        (120, "visual", True),
        (200, "terminal", True),
        (119, "visual", False),
        (200, "accessible", False),
        (40, "visual", False),
    ],
)
async def test_a_wide_screen_shows_beside_the_rows_what_enter_opens(
    columns: int, theme: str, shown: bool
) -> None:
    heard = browses(with_pages())
    async with on_stage(heard, size=(columns, 40), theme=theme) as stage:
        rows = stage.program.screen.query_one(Rows)
        await stage.until(lambda: len(rows))
        if shown:
            await stage.sees(f"About {rows.chosen}", f"All of {rows.chosen}, whole.")
            left = stage.text.splitlines()
            assert all("│" in row for row in left if "About" in row)
        for _row in range(3):
            await stage.press("down")
        await stage.press("up", "down")  # the same row again, before its page is there
        if shown:
            await stage.sees(f"About {rows.chosen}", f"All of {rows.chosen}, whole.")
            assert stage.text.count("About") == 1
        else:
            assert "About" not in stage.text
        key = rows.chosen
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened(key)
