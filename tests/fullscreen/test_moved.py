"""What comes within a breath of a change was meant for what stood there before: a press where
something else stands now, and a key that was to stop a work that has just ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual._time import get_time

from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import (
    Action,
    Answers,
    CaptchaField,
    Dialogue,
    FieldError,
    Form,
    Left,
    Refused,
    Role,
    TextField,
    Took,
)
from tui_voter.fullscreen.type_ahead import REACTION

IGNORED = "Typed or clicked too early: ignored."


class Computing:
    """A form with a captcha, whose answer is computed until it is ``found``."""

    def __init__(self) -> None:
        self.found = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> Answers | Left:
        return await dialogue.ask(
            Form(
                title="A form",
                fields=[
                    TextField(parse=str, name="text", label="Text"),
                    CaptchaField(
                        name="captcha",
                        label="Captcha",
                        question="One and one?",
                        renew=self._renew,
                        compute=self._compute,
                    ),
                ],
                submit=self._submit,
                submit_label="Send",
                busy="Sending…",
                actions=[
                    Action("new_link", "Get another link", role=Role.MAIL),
                    Action("sign_in", "Sign in", role=Role.ELSEWHERE),
                ],
            )
        )

    async def _submit(self, _answers: Answers) -> Any:
        raise Refused(FieldError("text", "It is not what was asked for.", "wrong"))

    async def _renew(self) -> str:
        return "Two and two?"

    async def _compute(self, _tell: Callable[[float], None]) -> str:
        await self.found.wait()
        return "2"


def row_of(stage: Stage, words: str) -> int:
    return next(y for y, row in enumerate(stage.text.splitlines()) if words in row)


async def test_a_press_where_something_else_stood_a_breath_ago_does_nothing() -> None:
    computing = Computing()
    heard = Heard(computing)
    async with on_stage(heard) as stage:
        await stage.sees("F9 Sign in")
        x, y = stage.row("F9 Sign in").index("F9"), row_of(stage, "F9 Sign in")
        stage.pass_by(1)
        await stage.press("tab", "ctrl+s")  # the error takes a row above
        await stage.sees("It is not what was asked for.")
        await stage.until(lambda: row_of(stage, "F9 Sign in") != y)
        await stage.click_at(x, y, when=get_time())
        assert not heard.ended
        await stage.sees(IGNORED)
        await stage.click("F9 Sign in")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("sign_in")


@pytest.mark.parametrize("late", [False, True])
async def test_escape_just_behind_the_end_of_a_work_goes_no_step_back(late: bool) -> None:
    computing = Computing()
    heard = Heard(computing)
    async with on_stage(heard) as stage:
        await stage.press("ctrl+o")
        await stage.until(lambda: stage.form.under_way)
        computing.found.set()
        await stage.until(lambda: not stage.form.under_way)
        if late:
            stage.pass_by(REACTION)
            await stage.press("escape")
            await stage.until(lambda: heard.ended)
        else:
            ended = stage.program.type_ahead._dropped
            await stage._send(events.Key("escape", None), ended + REACTION / 2)
            assert not heard.ended


async def test_what_was_replaced_is_brought_back_to_no_other_question() -> None:
    async with on_stage(Heard(Computing()), size=(200, 50)) as stage:
        await stage.press("tab")
        await stage.enter("12")
        await stage.press("ctrl+a", "3")
        assert "Ctrl+_" not in stage.text
        await stage.press("f1")
        await stage.sees("Ctrl+_", "undo typing")
        await stage.press("escape", "f5")
        await stage.sees("Two and two?")
        await stage.press("ctrl+underscore")
        assert stage.form.filling.typed.text("captcha") == ""
