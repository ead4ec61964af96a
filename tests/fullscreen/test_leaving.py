"""The keys that quit: they mean one thing everywhere, and where leaving loses something they leave
only while the screen says so."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import form, page, secret, text
from tui_voter.dialogue import Answers, Dialogue, Field, Heading, Left, LongTextField, Notice, Quit

LOSS = "Save your receipt first."
LOST = "You have not finished: what you typed would be lost."
KEYS = pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])


class Casting:
    """A form that submits until it is ``cast``, and then the page of a receipt."""

    def __init__(self) -> None:
        self.cast = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> None:
        async def submit(_answers: Answers) -> None:
            await self.cast.wait()

        dialogue.head(Heading(loss=lambda: Notice(LOSS)))
        await dialogue.ask(form(submit=submit))
        await dialogue.show(page("0A1B", title="Receipt"))


@KEYS
async def test_a_warning_that_another_screen_replaced_counts_no_longer(key: str) -> None:
    casting = Casting()
    async with on_stage(casting) as stage:
        await stage.press("enter")
        await stage.sees("Sending…")
        await stage.press(key)
        await stage.sees(LOSS)
        casting.cast.set()
        await stage.sees("Receipt")
        assert LOSS not in stage.text
        await stage.press(key)
        await stage.sees(LOSS)
        assert not stage.ended
        await stage.press(key)
        await stage.outcome()
    assert isinstance(stage.left, Quit)


async def test_a_warning_that_another_sentence_replaced_counts_no_longer() -> None:
    async with on_stage(Casting()) as stage:
        await stage.press("ctrl+c")
        await stage.sees(LOSS)
        stage.screen.news.announce("Your session ends in 2 minutes.")
        await stage.sees("Your session ends")
        await stage.press("ctrl+c")
        await stage.sees(LOSS)
        assert not stage.ended


@pytest.mark.parametrize("key", ["down", "x", "click"])
async def test_the_warning_goes_with_the_next_key_or_press(key: str) -> None:
    async with on_stage(form(text("name"), text("other"))) as stage:
        await stage.enter("Je ne figure pas", "ctrl+c")
        await stage.sees(LOST)
        await (stage.click("Je ne figure") if key == "click" else stage.press(key))
        assert LOST not in stage.text
        await stage.press("ctrl+c")
        await stage.sees(LOST)
        assert not stage.ended


async def test_nothing_is_asked_where_nothing_was_typed() -> None:
    async with on_stage(form(text("name"))) as stage:
        await stage.press("ctrl+q")
        await stage.outcome()


@KEYS
async def test_escape_takes_back_the_leaving_and_goes_back_no_step(key: str) -> None:
    """Whatever stands above the form, whose secret would be lost."""
    async with on_stage(form(secret("password"))) as stage:
        await stage.enter("Canari", "f1")
        await stage.press(key)
        await stage.sees(LOST)
        await stage.press("escape")
        await stage.sees("You are still here: carry on where you left off.")
        await stage.press("escape")  # from help
        await stage.press(key)
        await stage.sees(LOST)
        assert not stage.ended
        await stage.press("escape")
        await stage.sees("You are still here")
        await stage.press("escape")
        assert isinstance(await stage.outcome(), Left)


@pytest.mark.parametrize(
    "field",
    [
        text("text", value="abc"),
        secret("text"),
        LongTextField(name="text", label="Text", value="abc"),
    ],
    ids=["text", "secret", "long"],
)
async def test_ctrl_c_quits_also_where_a_text_is_selected(field: Field[Any]) -> None:
    async with on_stage(form(field)) as stage:
        await stage.enter("abcd", "ctrl+a", "ctrl+c")
        await stage.sees(LOST)
        await stage.press("ctrl+c")
        await stage.outcome()
        assert stage.program.clipboard == ""


async def test_nothing_on_a_page_is_selected_that_no_key_copies() -> None:
    async with on_stage(page("eins\nzwei\ndrei")) as stage:
        await stage.drag(0, stage.line_of("zwei"), 40)
        assert stage.program.screen.get_selected_text() is None
