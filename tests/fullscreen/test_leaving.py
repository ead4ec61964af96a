"""The keys that quit: they mean one thing everywhere, and where leaving loses something they ask
first."""

import asyncio
from typing import Any

import pytest

from tests.fullscreen.stage import Journey, on_stage
from tests.stories import form, menu, page, secret, text
from tui_voter.dialogue import Answers, Dialogue, Field, Heading, Left, LongTextField, Quit
from tui_voter.fullscreen.screens.menu import MenuScreen

LOSS = "Save your receipt first."
ASKED = "Leave all the same?"
KEYS = pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])


def casting(cast: asyncio.Event) -> Journey:
    """A form that submits until it is ``cast``, and then the page of a receipt."""

    async def submit(_answers: Answers) -> None:
        await cast.wait()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(losses=lambda: [LOSS]))
        await dialogue.ask(form(submit=submit))
        await dialogue.show(page("0A1B", title="Receipt"))

    return journey


@KEYS
async def test_what_comes_meanwhile_withdraws_the_question(key: str) -> None:
    cast = asyncio.Event()
    async with on_stage(casting(cast)) as stage:
        await stage.press("enter", sees="Sending…")
        await stage.press(key, sees=[ASKED, LOSS])
        cast.set()
        await stage.sees("Receipt")
        assert len(stage.program.screen_stack) == 1
        await stage.press(key, sees=ASKED)
        assert not stage.ended
        await stage.outcome(key)
    assert isinstance(stage.left, Quit)


@KEYS
async def test_escape_takes_back_the_leaving_and_goes_back_no_step(key: str) -> None:
    """Whatever stands above the form, whose secret would be lost."""
    async with on_stage(form(secret("password"))) as stage:
        await stage.enter("Canari", "f1")
        await stage.press(key, sees=ASKED)
        await stage.press("escape", sees="A form")
        await stage.press(key, sees=ASKED)
        assert not stage.ended
        await stage.press("escape", sees="A form")
        await stage.press("escape")
        assert isinstance(await stage.outcome(), Left)


@pytest.mark.parametrize(
    "field",
    [text("text"), secret("text"), LongTextField(name="text", label="Text")],
    ids=["text", "secret", "long"],
)
async def test_ctrl_c_quits_also_where_a_text_is_selected(field: Field[Any]) -> None:
    async with on_stage(form(field)) as stage:
        await stage.enter("abcd", "ctrl+a", "ctrl+c", sees=ASKED)
        await stage.outcome("ctrl+c")
        assert stage.program.clipboard == ""
    async with on_stage(form(field)) as stage:
        await stage.press("ctrl+q")  # nothing is asked where nothing was typed
        await stage.outcome()


async def test_nothing_on_a_page_is_selected_that_no_key_copies() -> None:
    async with on_stage(page("eins\nzwei\ndrei")) as stage:
        await stage.drag(0, stage.line_of("zwei"), 40)
        assert stage.program.screen.get_selected_text() is None


@pytest.mark.parametrize("turns", range(4))
async def test_a_question_that_opens_while_the_program_ends_is_no_fault(turns: int) -> None:
    """Found with a terminal that answers at random: the question whether to leave, and the end."""
    async with on_stage(form()) as stage:
        opening = asyncio.create_task(stage.program._change(MenuScreen(menu()), on_top=True))
        for _turn in range(turns):
            await asyncio.sleep(0)
        stage.program.exit(return_code=0)
        await asyncio.wait({opening}, timeout=5)
        await stage.settle()  # which raises what broke the program
