"""While a submit runs nothing is typed, chosen or pressed, by keys or by the mouse, and that is
said once; reading on, help, time, stop and quit still work."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Stage, on_stage
from tui_voter.dialogue import (
    Action,
    Answers,
    ChoiceField,
    Dialogue,
    Form,
    LongTextField,
    Option,
    Refused,
    Role,
    SecretField,
    TextField,
)
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.screens.unasked import HelpScreen
from tui_voter.fullscreen.widgets.chrome import KeysRow

WAITS = "No answer yet. Esc: stop waiting."


class Waiting:
    """A form of every kind of field, whose submit runs until it is ``over``."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.submits = 0
        self.answer: Any = None

    async def __call__(self, dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING)
        options = [Option(key, f"Option {key}") for key in ("one", "two", "three")]
        self.answer = await dialogue.ask(
            Form(
                title="A form",
                fields=[
                    ChoiceField(
                        parse=str, name="choice", label="Choice", options=options, value="one"
                    ),
                    TextField(parse=str, name="text", label="Text", value="some words"),
                    SecretField(name="secret", label="Secret"),
                    LongTextField(parse=str, name="long", label="Long text", value="All of it"),
                ],
                submit=self._submit,
                submit_label="Send",
                busy="Sending…",
                actions=[Action("new_link", "Another way", "other", Role.MAIL)],
                time_left=lambda: "Two minutes are left.",
            )
        )

    async def _submit(self, _answers: Answers) -> None:
        self.submits += 1
        await self.over.wait()


def state(stage: Stage) -> tuple[list[str], object, bool]:
    """All that a key or a press could have changed."""
    form = stage.form
    return [str(box.value) for box in form.boxes], form.focused, form.filling.unsent()


def places(stage: Stage) -> list[tuple[int, int]]:
    """All that can be pressed on a form, a few cells apart."""
    body = stage.form.body.region
    return [(x, y) for y in range(body.y, body.bottom) for x in range(body.x, body.right - 1, 7)]


async def submits(stage: Stage, waiting: Waiting) -> None:
    await stage.sees("A form", "[ Send ]")
    await stage.press("ctrl+s")
    await stage.until(lambda: waiting.submits)
    await stage.sees("Sending…")


@pytest.mark.parametrize("size", [(80, 30), (40, 40)])
async def test_a_press_changes_no_answer_and_leads_nowhere(size: tuple[int, int]) -> None:
    waiting = Waiting()
    async with on_stage(waiting, size=size) as stage:
        await submits(stage, waiting)
        before = state(stage)
        for x, y in places(stage):
            stage.pass_by(1)
            await stage.click_at(x, y)
            assert state(stage) == before, (x, y)
        await stage.sees(WAITS)
        assert waiting.submits == 1
        assert waiting.answer is None


async def test_neither_does_a_double_click_nor_what_is_dragged_over() -> None:
    waiting = Waiting()
    async with on_stage(waiting) as stage:
        await submits(stage, waiting)
        text = stage.form.boxes[1].control
        place, before = text.region, text.selection  # type: ignore[attr-defined]
        for _press in range(2):
            await stage.click_at(place.x + 2, place.y)
        await stage.drag(place.x, place.y, place.x + 4)
        assert text.selection == before  # type: ignore[attr-defined]
        waiting.over.set()


async def test_the_press_of_before_is_no_click_where_the_next_is_let_go() -> None:
    waiting = Waiting()
    async with on_stage(waiting) as stage:
        await stage.sees("A form")
        await stage.click("Option two")
        await submits(stage, waiting)
        await stage.click("Option three")
        assert stage.form.boxes[0].value == "two"


@pytest.mark.parametrize("field", range(4))
@pytest.mark.parametrize(
    "key", ["a", "space", "enter", "up", "down", "home", "end", "delete", "ctrl+s", "f3"]
)
async def test_a_key_changes_no_answer_and_leads_nowhere(key: str, field: int) -> None:
    waiting = Waiting()
    async with on_stage(waiting, size=(80, 30)) as stage:
        await stage.sees("A form")
        stage.form.set_focus(stage.form.boxes[field].control)
        await submits(stage, waiting)
        before = [str(box.value) for box in stage.form.boxes]
        await stage.press(key)
        assert [str(box.value) for box in stage.form.boxes] == before
        assert waiting.submits == 1
        assert waiting.answer is None


async def test_it_is_said_once_of_each_wait() -> None:
    waiting = Waiting()

    async def refuse(_answers: Answers) -> None:
        await waiting.over.wait()
        waiting.over.clear()
        raise Refused()

    waiting._submit = refuse  # type: ignore[method-assign]
    async with on_stage(waiting, theme="accessible") as stage:
        for wait in (1, 2):
            await stage.sees("A form")
            await stage.press("ctrl+s")
            await stage.until(lambda: stage.form.under_way)
            await stage.press("a", "b")
            await stage.click("Option two")
            told = [stage.form.news.latest]
            await stage.press("c")
            assert told == [stage.form.news.latest]
            assert stage.form.news.latest == (wait, WAITS)
            waiting.over.set()
            await stage.until(lambda: not stage.form.under_way)


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_help_time_stop_and_quit_work(by_mouse: bool) -> None:
    waiting = Waiting()
    async with on_stage(waiting, size=(160, 40)) as stage:
        await submits(stage, waiting)

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
        await stage.sees("Stopped. What you typed has been kept.")


async def test_no_name_in_the_footer_types_or_leads_away() -> None:
    """It names only what still works, wherever one clicks on it."""
    waiting = Waiting()
    async with on_stage(waiting, size=(160, 40)) as stage:
        await submits(stage, waiting)
        (keys,) = stage.program.screen.query(KeysRow)
        before = state(stage)
        named = [key.action for key in keys.keys]
        assert named
        for name in ("SUBMIT", "REVEAL", "MAIL"):
            assert f"screen.obey('{name}')" not in named
        for y in range(keys.region.y, keys.region.bottom):
            for x in range(keys.region.x, keys.region.right):
                style = stage.program.screen.get_style_at(x, y)
                if style.meta.get("@click") in {"screen.turn(1)", "screen.move(1)"}:
                    stage.pass_by(1)
                    await stage.click_at(x, y)
        assert state(stage)[0] == before[0]
        assert waiting.answer is None


async def test_one_reads_on_by_keys_and_by_the_wheel() -> None:
    waiting = Waiting()
    async with on_stage(waiting, size=(40, 12)) as stage:
        await stage.sees("A form")
        await stage.press("ctrl+s")
        await stage.until(lambda: waiting.submits)
        screen = stage.program.screen
        assert isinstance(screen, QuestionScreen)
        await stage.press("pagedown")
        await stage.until(lambda: screen.body.scroll_y > 0)
        await stage.press("pageup")
        await stage.until(lambda: screen.body.scroll_y == 0)
