"""The keys that quit: they mean one thing everywhere, and where leaving loses something they ask
first."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import form, menu, page, secret, text
from tests.linear.stage import Expiring
from tui_voter.dialogue import (
    Action,
    Answers,
    Dialogue,
    Field,
    Heading,
    Left,
    LongTextField,
    Quit,
    Role,
    SignOut,
)

LOSS = "Save your receipt first."
ASKED = "Leave all the same?"
KEYS = pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])


class Casting:
    """A form that submits until it is ``cast``, and then the page of a receipt."""

    def __init__(self) -> None:
        self.cast = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> None:
        async def submit(_answers: Answers) -> None:
            await self.cast.wait()

        dialogue.head(Heading(losses=lambda: [LOSS]))
        await dialogue.ask(form(submit=submit))
        await dialogue.show(page("0A1B", title="Receipt"))


@KEYS
async def test_what_comes_meanwhile_withdraws_the_question(key: str) -> None:
    casting = Casting()
    async with on_stage(casting) as stage:
        await stage.press("enter")
        await stage.sees("Sending…")
        await stage.press(key)
        await stage.sees(ASKED, LOSS)
        casting.cast.set()
        await stage.sees("Receipt")
        assert len(stage.program.screen_stack) == 1
        await stage.press(key)
        await stage.sees(ASKED)
        assert not stage.ended
        await stage.press(key)
        await stage.outcome()
    assert isinstance(stage.left, Quit)


async def test_what_is_asked_between_two_questions_is_withdrawn_by_the_second() -> None:
    ready = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(losses=lambda: [LOSS]))
        await dialogue.choose(menu("On", title="One"))
        await ready.wait()
        await dialogue.choose(menu("On", title="Two"))

    async with on_stage(journey) as stage:
        await stage.press("1", "enter", "ctrl+q")
        await stage.sees(ASKED)
        ready.set()
        await stage.sees("Two")
        await stage.press("1", "enter")
        await stage.outcome()


async def test_who_stays_is_where_they_were() -> None:
    async with on_stage(Casting()) as stage:
        await stage.sees("Send")
        before = stage.text
        await stage.press("ctrl+c")
        await stage.sees(ASKED, LOSS)
        await stage.press("enter")  # on what leads back
        await stage.until(lambda: stage.text == before)
        await stage.press("ctrl+c")
        await stage.sees(ASKED)
        await stage.press("2", "enter")
        await stage.outcome()
    assert isinstance(stage.left, Quit)


@pytest.mark.parametrize("loses", [False, True])
async def test_an_action_that_signs_out_does_as_the_key_does(loses: bool) -> None:
    """The button of the home, for example."""

    async def journey(dialogue: Dialogue) -> None:
        session = Expiring(800).limit()
        dialogue.head(Heading(session=session, losses=lambda: [LOSS] if loses else []))
        action = Action("out", "Sign out", role=Role.SIGN_OUT)
        with pytest.raises(SignOut):
            await dialogue.choose(menu("On", title="Home", actions=[action]))

    async with on_stage(journey) as stage:
        await stage.press("tab", "enter")
        if loses:
            await stage.sees(ASKED, LOSS)
            await stage.press("1", "enter")
            await stage.sees("Home")
            assert not stage.ended
            await stage.press("enter")
            await stage.sees(ASKED)
            await stage.press("2", "enter")
        await stage.outcome()


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
        await stage.sees(ASKED)
        await stage.press("escape")
        await stage.sees("A form")
        await stage.press(key)
        await stage.sees(ASKED)
        assert not stage.ended
        await stage.press("escape")
        await stage.sees("A form")
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
        await stage.sees(ASKED)
        await stage.press("ctrl+c")
        await stage.outcome()
        assert stage.program.clipboard == ""


async def test_nothing_on_a_page_is_selected_that_no_key_copies() -> None:
    async with on_stage(page("eins\nzwei\ndrei")) as stage:
        await stage.drag(0, stage.line_of("zwei"), 40)
        assert stage.program.screen.get_selected_text() is None
