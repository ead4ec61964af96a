"""Keys where a button has the focus: arrows go on leading, and the footer offers what leads."""

from __future__ import annotations

from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import CLOSE, listing, page
from tui_voter.dialogue import Action, Page, Role, Row, Took

READ = [
    Action("read", "Read the lists", "read", Role.READ),
    Action("look", "Look again", "look", Role.RENEW),
]
ROWS = [Row(f"key{n}", f"Row {n}") for n in range(1, 4)]


async def test_at_the_button_of_a_list_no_number_and_no_letter_is_offered_or_taken() -> None:
    asked = listing(*ROWS, actions=READ, search_label="Name")
    async with on_stage(asked, size=(120, 40)) as stage:
        await stage.sees("Row 3", "1–3 go to a number", "/ search")
        await stage.enter("/")
        await stage.sees("Enter ↓ to the rows")
        assert "go to a number" not in stage.text  # it would be searched for
        await stage.press("down", "shift+tab")
        await stage.sees("Enter look again")
        assert "go to a number" not in stage.text
        assert "/ search" not in stage.text
        for typed, said in (
            ("/", "/ does nothing here."),
            ("x", "Letters work in the list only"),
            ("2", "Numbers work in the list only"),
        ):
            await stage.enter(typed)
            await stage.sees(said, "Enter look again")
        await stage.press("enter")
        assert await stage.outcome() == Took("look")


async def test_arrows_move_between_the_buttons_of_a_list_and_on_to_its_rows() -> None:
    async with on_stage(listing(*ROWS, actions=READ), size=(120, 40)) as stage:
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


def with_buttons(count: int = 1) -> Page:
    """A page of so many paragraphs with three buttons."""
    return page(*(f"Paragraph {n}" for n in range(count)), actions=[*READ, CLOSE])


async def test_arrows_move_between_the_buttons_of_a_page_in_sight() -> None:
    async with on_stage(with_buttons()) as stage:
        await stage.sees("Enter read the lists", "Tab move")
        await stage.press("up")  # there is none above it
        await stage.sees("Enter read the lists")
        await stage.press("down", "down", "down")
        await stage.sees("Enter fermer")
        await stage.press("f1")
        await stage.sees("↑ ↓ Tab        move")
        await stage.press("escape", "up", "enter")
        assert await stage.outcome() == Took("look")


async def test_arrows_scroll_a_long_page_until_its_buttons_are_in_sight() -> None:
    async with on_stage(with_buttons(40)) as stage:
        await stage.sees("Paragraph 0")
        body = stage.screen.body
        await stage.press("down")
        assert body.scroll_y == 1
        for keys, does in (
            ([], "Enter read the lists"),
            (["end", "down"], "Enter look again"),
            (["down", "down"], "Enter fermer"),
            (["up", "up"], "Enter read the lists"),
        ):
            await stage.press(*keys)
            await stage.sees(does)
        end = body.scroll_y
        await stage.press("up")
        assert body.scroll_y == end - 1
        await stage.press("home", "down")
        assert body.scroll_y == 1


async def test_the_one_button_of_a_page_has_nothing_to_move_to() -> None:
    async with on_stage(page("Short.", actions=[CLOSE])) as stage:
        await stage.sees("Enter fermer")
        assert "Tab" not in stage.text
