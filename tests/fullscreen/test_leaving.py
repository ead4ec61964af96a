"""The keys that quit: they mean one thing everywhere, and where leaving loses something they leave
only while the screen says so."""

from __future__ import annotations

import asyncio

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, on_stage
from tui_voter.dialogue import (
    Action,
    Answers,
    Dialogue,
    Form,
    Heading,
    LongTextField,
    Notice,
    Page,
    Prose,
    TextField,
)

LOSS = "Save your receipt first."
KEYS = ("ctrl+q", "ctrl+c")


class Casting:
    """A form that submits until it is ``cast``, and then the page of a receipt."""

    def __init__(self) -> None:
        self.cast = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            await self.cast.wait()
            return answers

        dialogue.head(Heading(loss=lambda: Notice(LOSS)))
        await dialogue.ask(
            Form(title="Vote", fields=[], submit=submit, submit_label="Cast", busy="Casting…")
        )
        receipt = Page(title="Receipt", blocks=[Prose("0A1B")], actions=[Action("end", "End")])
        await dialogue.show(receipt)


@pytest.mark.parametrize("key", KEYS)
async def test_a_warning_that_another_screen_replaced_counts_no_longer(key: str) -> None:
    casting = Casting()
    heard = Heard(casting)
    async with on_stage(heard) as stage:
        await stage.press("enter")
        await stage.sees("Casting…")
        await stage.press(key)
        await stage.sees(LOSS)
        casting.cast.set()
        await stage.sees("Receipt")
        assert LOSS not in stage.text
        await stage.press(key)
        await stage.sees(LOSS)
        assert not heard.ended
        await stage.press(key)
        await stage.until(lambda: heard.ended)


async def test_a_warning_that_another_sentence_replaced_counts_no_longer() -> None:
    heard = Heard(Casting())
    async with on_stage(heard) as stage:
        await stage.press("ctrl+c")
        await stage.sees(LOSS)
        assert stage.program.front is not None
        stage.program.front.news.announce("Your session ends in 2 minutes.")
        await stage.sees("Your session ends")
        await stage.press("ctrl+c")
        await stage.sees(LOSS)
        assert not heard.ended


@pytest.mark.parametrize("key", ["down", "x", "click"])
async def test_the_warning_goes_with_the_next_key_or_press(key: str) -> None:
    heard = Heard(lambda dialogue: dialogue.ask(stories.claim_form()))
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Je ne figure pas")
        await stage.press("ctrl+c")
        await stage.sees("what you typed would be lost")
        await (stage.click("Je ne figure") if key == "click" else stage.press(key))
        assert "what you typed would be lost" not in stage.text
        await stage.press("ctrl+c")
        await stage.sees("what you typed would be lost")
        assert not heard.ended


async def submit(answers: Answers) -> Answers:
    return answers


@pytest.mark.parametrize("kind", ["text", "secret", "long"])
async def test_ctrl_c_quits_also_where_a_text_is_selected(kind: str) -> None:
    field = {
        "text": TextField(parse=str, name="text", label="Text", value="abc"),
        "secret": stories.password_form().fields[0],
        "long": LongTextField(parse=str, name="text", label="Text", value="abc"),
    }[kind]
    form = Form(title="A form", fields=[field], submit=submit, submit_label="Send", busy="…")
    heard = Heard(lambda dialogue: dialogue.ask(form))
    async with on_stage(heard) as stage:
        if kind == "secret":
            await stage.enter("abc")
        await stage.press("ctrl+a", "ctrl+c")
        if not heard.ended:
            await stage.sees("what you typed would be lost")
            await stage.press("ctrl+c")
        await stage.until(lambda: heard.ended)
        assert stage.program.clipboard == ""


async def test_nothing_on_a_page_is_selected_that_no_key_copies() -> None:
    page = Page(title="Page", blocks=[Prose("eins\nzwei\ndrei")])
    async with on_stage(lambda dialogue: dialogue.show(page)) as stage:
        y = next(y for y, row in enumerate(stage.text.splitlines()) if "zwei" in row)
        await stage.drag(0, y, 40)
        assert stage.program.screen.get_selected_text() is None
