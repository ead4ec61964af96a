"""While a submit runs nothing is typed, chosen or pressed, by keys or by the mouse, and that is
said once; reading on, help, time, stop and quit still work."""

import asyncio
from typing import Any

import pytest

from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import HEADING, choice, form, secret, text
from tui_voter.dialogue import Action, Answers, Form, LongTextField, Refused, Role
from tui_voter.fullscreen.screens.help import HelpScreen

WAITS = "No answer yet. Esc: stop waiting."


class Waiting:
    """A form of every kind of field, whose submits are refused once they are ``over``."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.submits = 0
        self.form: Form[Any] = form(
            choice("choice", "Option one", "Option two", "Option three", value="1"),
            text("text", value="some words"),
            secret("secret"),
            LongTextField(name="long", label="Long text", value="All of it"),
            submit=self._submit,
            actions=[Action("new_link", "Another way", "other", Role.MAIL)],
            time_left=lambda: "Two minutes are left.",
        )

    async def _submit(self, _answers: Answers) -> None:
        self.submits += 1
        await self.over.wait()
        self.over.clear()
        raise Refused()


def state(stage: Stage) -> tuple[object, ...]:
    """All that a press could have changed."""
    return *(str(box.value) for box in stage.form.boxes), stage.form.focused


async def submits(stage: Stage) -> None:
    await stage.sees("A form")
    await stage.press("ctrl+s")
    await stage.until(lambda: stage.form.under_way)


@pytest.mark.parametrize("size", [(80, 30), (40, 40)])
async def test_a_press_changes_no_answer_and_leads_nowhere(size: Size) -> None:
    waiting = Waiting()
    async with on_stage(waiting.form, heading=HEADING, size=size) as stage:
        await submits(stage)
        before, body = state(stage), stage.form.body.region
        for y in range(body.y, body.bottom):
            for x in range(body.x, body.right - 1, 7):
                stage.pass_by(1)
                await stage.click_at(x, y)
                assert state(stage) == before, (x, y)
        await stage.sees(WAITS)
        assert (waiting.submits, stage.ended) == (1, False)


@pytest.mark.parametrize("field", range(4))
async def test_a_key_changes_no_answer_and_leads_nowhere(field: int) -> None:
    waiting = Waiting()
    async with on_stage(waiting.form, size=(80, 30), sees="A form") as stage:
        await submits(stage)
        for key in ("a", "space", "enter", "up", "down", "home", "end", "delete", "ctrl+s", "f3"):
            stage.form.set_focus(stage.form.boxes[field].control)
            before = state(stage)
            await stage.press(key)
            assert state(stage)[:-1] == before[:-1], key
        assert (waiting.submits, stage.ended) == (1, False)


async def test_it_is_said_once_of_each_wait() -> None:
    waiting = Waiting()
    async with on_stage(waiting.form, theme="accessible") as stage:
        for wait in (1, 2):
            await submits(stage)
            await stage.press("a", "b")
            await stage.click("Option two")
            await stage.press("c")
            # after each wait, it is said that a key was ignored
            assert stage.form.news.latest == (2 * wait - 1, WAITS)
            waiting.over.set()
            await stage.until(lambda: not stage.form.under_way)


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_help_time_and_stop_work(by_mouse: bool) -> None:
    async with on_stage(Waiting().form, size=(160, 40)) as stage:
        await submits(stage)

        async def do(key: str, words: str) -> None:
            if by_mouse:
                stage.pass_by(1)  # what follows a click at once belongs to it
                await stage.click(words)
            else:
                await stage.press(key)

        await do("ctrl+t", "Ctrl+T")
        await stage.sees("Two minutes are left.")
        await do("f1", "Ctrl+G")
        await stage.until(lambda: isinstance(stage.program.screen, HelpScreen))
        await stage.press("escape")
        await stage.until(lambda: not isinstance(stage.program.screen, HelpScreen))
        await do("escape", "Esc")
        await stage.until(lambda: not stage.form.under_way)
        await stage.sees("Stopped. What you typed has been kept.", "[ Send ]")
        assert stage.typed("text") == "some words"
