"""Keys where a button has the focus: arrows go on leading, and the footer offers what leads."""

from __future__ import annotations

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, on_stage
from tui_voter.dialogue import Action, Batch, Listing, Menu, Option, Page, Prose, Role, Row, Took
from tui_voter.fullscreen.widgets.chrome import within_a_sentence

READ = [
    Action("read", "Read the lists", "read", Role.READ),
    Action("look", "Look again", "look", Role.RENEW),
]


def menu(count: int = 12, *, filters: bool = False, irrevocable: bool = False) -> Heard:
    options = [
        Option(f"key{n}", f"Entry {n}, {chr(96 + n)} of {n:02}") for n in range(1, count + 1)
    ]
    asked = Menu(
        title="Menu", options=options, actions=READ, filters=filters, irrevocable=irrevocable
    )
    return Heard(lambda dialogue: dialogue.choose(asked))


@pytest.mark.parametrize("filters", [True, False])
@pytest.mark.parametrize("irrevocable", [True, False])
async def test_at_the_button_of_a_menu_no_number_and_no_letter_is_offered_or_taken(
    filters: bool, irrevocable: bool
) -> None:
    heard = menu(filters=filters, irrevocable=irrevocable)
    async with on_stage(heard, size=(120, 40)) as stage:
        await stage.sees("0–9 go to a number")
        await stage.press("tab")
        await stage.sees("Enter read the lists")
        assert "go to a number" not in stage.text
        assert "filter" not in stage.text
        await stage.enter("g")
        await stage.sees("Letters work in the list only" if filters else "g does nothing")
        await stage.enter("6")
        await stage.sees("Numbers work in the list only")
        assert "Enter read the lists" in stage.text
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("read")


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_the_space_bar_still_presses_the_button_of_a_menu(key: str) -> None:
    heard = menu(filters=True)
    async with on_stage(heard) as stage:
        await stage.press("tab", key)
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("read")


async def three_rows(_search: str, _after: str) -> Batch:
    return Batch([Row(f"key{n}", f"Row {n}") for n in range(1, 4)])


def listing(*, search: str = "") -> Heard:
    asked = Listing(
        title="List",
        fetch=three_rows,
        empty="None.",
        actions=READ,
        opens=stories.opened,
        search_label=search,
    )
    return Heard(lambda dialogue: dialogue.browse(asked))


async def test_at_the_button_of_a_list_no_number_and_no_letter_is_offered_or_taken() -> None:
    heard = listing(search="Name")
    async with on_stage(heard, size=(120, 40)) as stage:
        await stage.sees("Row 3", "1–3 go to a number", "/ search")
        await stage.enter("/")
        await stage.sees("Enter search")
        assert "go to a number" not in stage.text  # it would be searched for
        await stage.press("down", "shift+tab")
        await stage.sees("Enter look again")
        assert "go to a number" not in stage.text
        assert "/ search" not in stage.text
        await stage.enter("/")
        await stage.sees("/ does nothing on this page.")
        await stage.enter("x")
        await stage.sees("Letters work in the list only")
        await stage.enter("2")
        await stage.sees("Numbers work in the list only")
        assert "Enter look again" in stage.text
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("look")


async def test_arrows_move_between_the_buttons_of_a_list_and_on_to_its_rows() -> None:
    async with on_stage(listing(), size=(120, 40)) as stage:
        await stage.sees("Row 3", "↑ ↓ choose")
        await stage.press("shift+tab")
        await stage.sees("Enter look again", "↑ ↓ move")
        await stage.press("up")
        await stage.sees("Enter read the lists")
        await stage.press("up")  # and no further
        await stage.sees("Enter read the lists")
        await stage.press("down", "down")
        await stage.sees("Enter open", "↑ ↓ choose")
        await stage.press("shift+tab", "end")
        await stage.sees("› 3", "Enter open")


def page(lines: int = 1) -> Heard:
    texts = [Prose(f"Paragraph {n}") for n in range(lines)]
    acts = [*READ, Action("close", "Close", "close", Role.CLOSE)]
    return Heard(lambda dialogue: dialogue.show(Page(title="Read", blocks=texts, actions=acts)))


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_arrows_move_between_the_buttons_of_a_page_in_sight(theme: str) -> None:
    heard = page()
    async with on_stage(heard, theme=theme) as stage:
        await stage.sees("Enter read the lists", "Tab move")
        await stage.press("up")  # there is none above it
        await stage.sees("Enter read the lists")
        await stage.press("down", "down", "down")
        await stage.sees("Enter close")
        await stage.press("f1")
        await stage.sees("↑ ↓ Tab        move")
        await stage.press("escape", "up", "enter")
        await stage.until(lambda: heard.answer)
    assert heard.answer == Took("look")


async def test_arrows_scroll_a_long_page_until_its_buttons_are_in_sight() -> None:
    async with on_stage(page(40)) as stage:
        await stage.sees("Paragraph 0")
        body = stage.program.screen.query_one("Body")
        await stage.press("down")
        assert body.scroll_y == 1
        await stage.sees("Enter read the lists")
        await stage.press("end", "down")
        await stage.sees("Enter look again")
        await stage.press("down", "down")
        await stage.sees("Enter close")
        await stage.press("up", "up")
        await stage.sees("Enter read the lists")
        end = body.scroll_y
        await stage.press("up")
        assert body.scroll_y == end - 1
        await stage.press("home", "down")
        assert body.scroll_y == 1


async def test_the_one_button_of_a_page_has_nothing_to_move_to() -> None:
    async with on_stage(Heard(lambda d: d.show(stories.countdown_page(stories.Clock(60))))) as s:
        await s.settle()
        assert "Tab" not in s.text


@pytest.mark.parametrize(
    ("label", "within"),
    [
        ("I have written it down", "I have written it down"),
        ("I’m ready", "I’m ready"),
        ("It is mine", "it is mine"),
        ("Il est à moi", "il est à moi"),
        ("J’ai tout noté", "j’ai tout noté"),
        ("À la une", "à la une"),
        ("FAQ", "FAQ"),
        ("Close", "close"),
        ("", ""),
    ],
)
async def test_what_always_has_a_capital_keeps_it_in_the_footer(label: str, within: str) -> None:
    assert within_a_sentence(label) == within
    act = Action("act", label or "Close", "act")
    asked = stories.statement_page()._replace(actions=[act])
    async with on_stage(Heard(lambda dialogue: dialogue.show(asked))) as stage:
        await stage.sees(f"Enter {within or 'close'}")
