"""Help, the footer, keys that do nothing here, and the key that signs out.

That each key has one role, and each role keys of its own: ``tests/test_roles.py``.
"""

import re

import pytest

from tests import stories
from tests.fullscreen.scenes import HEADING, SCENES
from tests.fullscreen.stage import Size, asks, on_stage
from tests.stories import CLOSE, Expiring, listing, page
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Action, Dialogue, Heading, Role, Row, SignOut, Took
from tui_voter.fullscreen.widgets.chrome import KeysRow

ROWS = listing(*(Row(name, name) for name in ("Aube", "Brise", "Cap")))
"""Rows that open, and nothing to search by."""


# --- Help


@pytest.mark.parametrize("key", ["f1", "ctrl+g"])
async def test_help_comes_by_keys_that_no_terminal_takes(key: str) -> None:
    async with on_stage(stories.password_form()) as stage:
        await stage.enter("a?", sees="••")  # in a text it is a letter like others
        await stage.press(key, sees="Le mot de passe compte 12")
        assert re.search(r"^ *F1 Ctrl\+G +help$", stage.text, re.M)
        await stage.press(key, sees=["••", "Ctrl+G help"])


@pytest.mark.parametrize(
    "asked", [stories.home_menu(), stories.roll_listing(), stories.mailbox_page()]
)
async def test_a_question_mark_is_for_help_where_no_text_is_typed(asked: Place) -> None:
    async with on_stage(asked, sees="? help") as stage:
        await stage.enter("?", sees="F1 Ctrl+G ?    help")
        await stage.enter("?")
        await stage.sees_no_more("F1 Ctrl+G ?")


@pytest.mark.parametrize(
    ("heading", "person"),
    [
        (Heading(), "elections office’s letter, says how."),
        (Heading(support="Help desk: 01 99 00 12 34."), "Help desk: 01 99 00 12 34."),
    ],
)
async def test_every_help_ends_with_how_to_reach_a_person(heading: Heading, person: str) -> None:
    """Before a portal is known, too."""
    async with on_stage(stories.mailbox_page(), size=(80, 40), heading=heading) as stage:
        await stage.press("f1", sees="F1 Ctrl+G")
        above_the_keys = stage.text.rpartition("Esc back")[0].replace("─", " ")
        assert " ".join(above_the_keys.split()).endswith(person)


# --- The footer


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_the_footer_has_at_most_four_keys_besides_help(size: Size) -> None:
    """None of them is on a button of the page; the accessible theme names all that fit."""
    for name in ("link", "password refused", "choice", "menu", "listing", "page"):
        async with on_stage(SCENES[name].ask, size=size, heading=HEADING) as stage:
            await stage.press(*SCENES[name].keys)
            row, buttons = stage.screen.query_one(KeysRow), {*stage.screen.button_keys}
            told = [key for key in row.keys if f"{key.name} {key.does}" in str(row.render())]
            assert len(told) - any("help" in key.does for key in told) <= 4, (name, told)
            assert not buttons & {key.name for key in told}, name
            if name == "link" and size == (120, 40):
                await stage.dress("accessible")
                await stage.sees("F3 demander un nouveau lien")


# --- Where a button has the focus: arrows go on leading, and the footer offers what leads

READ = [
    Action("read", "Read the lists", "read", Role.READ),
    Action("look", "Look again", "look", Role.RENEW),
]


async def test_at_the_button_of_a_list_no_number_and_no_letter_is_offered_or_taken() -> None:
    async with on_stage(
        ROWS._replace(actions=READ, search_label="Name"), size=(120, 40), theme="accessible"
    ) as stage:
        await stage.sees("Cap", "1–3 go to a number", "/ search")
        await stage.enter("/", sees="Enter ↓ to the rows")
        assert "go to a number" not in stage.text  # it would be searched for
        await stage.press("down", "shift+tab", sees="Enter look again")
        assert "go to a number" not in stage.text
        assert "/ search" not in stage.text
        for typed, said in (
            *(("/", "/ does nothing here."), ("x", "Letters work in the list only")),
            ("2", "Numbers work in the list only"),
        ):
            await stage.enter(typed, sees=[said, "Enter look again"])
        await stage.press("end", sees=["› 3", "Enter open"])
        await stage.press("shift+tab", sees="Enter look again")
        assert await stage.outcome("enter") == Took("look")


async def test_arrows_scroll_a_long_page_until_its_buttons_are_in_sight() -> None:
    long = page(*(f"Paragraph {n}" for n in range(40)), actions=[*READ, CLOSE])
    async with on_stage(long, sees="Paragraph 0") as stage:
        body = stage.screen.body
        await stage.press("down")
        assert body.scroll_y == 1
        for keys, does in (
            *(([], "Enter read the lists"), (["end", "down"], "Enter look again")),
            *((["down", "down"], "Enter fermer"), (["up", "up"], "Enter read the lists")),
        ):
            await stage.press(*keys, sees=does)
        end = body.scroll_y
        await stage.press("up")
        assert body.scroll_y == end - 1
        await stage.press("home", "down")
        assert body.scroll_y == 1


# --- Keys that do nothing here


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        *((stories.mailbox_page(), "x9/"), (stories.countdown_page(stories.Clock(90_000)), "x9")),
        *((stories.confirm_menu(), "#"), (ROWS, "x")),
    ],
)
async def test_a_letter_or_a_number_that_does_nothing_here_says_so(asked: Place, keys: str) -> None:
    async with on_stage(asked, sees="help") as stage:
        for key in keys:
            await stage.press("f3", sees="F3 does nothing here.")
            await stage.enter(key, sees=f"{key} does nothing here.")
        assert not stage.ended
        await stage.press("tab")
        assert "does nothing" not in stage.text  # it is told until the next key


# --- Signing out

SIGNED_IN = stories.HEADING._replace(session=Expiring(800).limit())


@pytest.mark.parametrize(
    "asked",
    [stories.roll_listing(), stories.mailbox_page(), stories.home_menu()._replace(actions=())],
)
async def test_the_key_that_signs_out_works_on_every_page_and_asks_first(asked: Place) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(SIGNED_IN._replace(losses=lambda: ["A receipt is not saved."]))
        with pytest.raises(SignOut):
            await asks(asked)(dialogue)

    async with on_stage(journey, sees="help") as stage:
        before = stage.text
        await stage.press("f12", sees=["Leave all the same?", "A receipt is not saved."])
        await stage.press("1", "enter")
        await stage.until(lambda: stage.text == before)
        await stage.press("f12", sees="Leave all the same?")
        await stage.outcome("2", "enter")
