"""A press of the mouse answers only what was painted, and a double click only what stood there.

In every form and menu of the product, random bursts of clicks: ``tests/typing/test_bursts.py``.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual import events
from textual._time import get_time
from textual.geometry import Offset

from tests import stories
from tests.fullscreen.stage import Journey, Size, Stage, on_stage
from tests.stories import captcha, form, menu, text
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import Action, Answers, Dialogue, FieldError, Menu, Role, Took
from tui_voter.fullscreen.screens.menu import MenuScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.fullscreen.widgets.button import Button

IGNORED = "Typed or clicked too early: ignored."
CLICKS_APART = 0.45
"""Seconds between the presses of a double click: about as many as any desktop allows."""
PERSONS_PACE = 0.6
"""Seconds in which a person at most sees what has come, and presses again."""


def button(stage: Stage) -> Offset:
    """Where the screen's first button is."""
    return stage.screen.query(Button).first().region.offset


def options(stage: Stage) -> Sequence[int]:
    """The rows of the options that are in sight."""
    screen = stage.screen
    assert isinstance(screen, MenuScreen)
    spots = screen.options.layout_in(screen.options.size.width).spots.values()
    rows = {screen.options.region.y + y for spot in spots for y in spot.line_range}
    return sorted(rows.intersection(screen.body.region.line_range))


async def stands(stage: Stage) -> float:
    """The screen is painted, as it is to be: from when a press is meant for what is seen."""
    program = stage.program
    await stage.until(lambda: isinstance(program.seen, QuestionScreen) and program.seen.is_ready)
    stage.screen.news.take_as_read()
    if stage.screen.query(Button):
        stage.screen.query(Button).first().focus()
        await stage.settle()
        await stage.until(lambda: stage.screen.body.sees_focus)
    await stage.settle()
    return max(get_time(), program.type_ahead.layout_changed + REACTION)


def leads_to(read: Menu, rows: int) -> Journey:
    """A form of no fields, whose button leads to ``read`` and stands below ``rows``."""

    async def ask(dialogue: Dialogue) -> Any:
        async def submit(_answers: Answers) -> Any:
            return await dialogue.choose(read)

        return await dialogue.ask(form(intro=["\n".join(["Read this."] * rows)], submit=submit))

    return ask


@pytest.mark.parametrize("size", [(80, 16), (120, 40)])
@pytest.mark.parametrize("irrevocable", [True, False])
async def test_a_double_click_on_a_button_chooses_nothing_in_the_menu_behind_it(
    irrevocable: bool, size: Size
) -> None:
    """All is painted before the second press; a third is that of a person who has seen it."""
    read = menu(*(f"Option {n}" for n in range(9)), irrevocable=irrevocable)
    async with on_stage(read, size=size) as stage:
        await stands(stage)
        row = options(stage)[-1]
    async with on_stage(leads_to(read, 1), size=size) as stage:
        await stands(stage)
        highest = button(stage).y
    async with on_stage(leads_to(read, 1 + row - highest), size=size) as stage:
        program, began = stage.program, await stands(stage)
        spot = button(stage) + Offset(3, 0)
        await stage.click_at(*spot, when=began)
        await stage.until(lambda: isinstance(program.seen, MenuScreen) and program.seen.is_ready)
        assert spot.y in options(stage), stage.text
        await stage.click_at(*spot, when=began + CLICKS_APART)
        assert isinstance(program.screen, MenuScreen), stage.text
        assert IGNORED in " ".join(stage.text.split())
        assert not stage.ended
        there = options(stage)[0]  # what is said may have taken a row from the rest
        when = max(get_time(), began + CLICKS_APART) + PERSONS_PACE
        await stage.click_at(spot.x, there, when=when)
        if irrevocable:  # it takes another click
            await come_to_rest(stage.screen)
            assert not stage.ended
            await stage.click_at(spot.x, options(stage)[0], when=when + PERSONS_PACE)
        await stage.outcome()


# --- One click, two, and those that come too early


async def test_letting_go_what_was_dropped_is_no_click() -> None:
    """Even where the mouse went down on the same button before, and was let go elsewhere."""
    async with on_stage(stories.link_form()) as stage:
        await stands(stage)
        spot = button(stage)
        await stage.mouse_down(*spot, when=get_time() - 10)
        await stage.mouse_up(0, 0)
        await stage.press("ctrl+g", sees="Help")
        await stage.press("escape")
        await stage.until(lambda: stage.program.seen is stage.program.screen is stage.form)
        await stage.click_at(*spot, when=stage.program.type_ahead.shown_since - 0.01)
        assert IGNORED in " ".join(stage.text.split())
        await stands(stage)
        assert not stage.ended
        await stage.click_at(*button(stage), when=get_time() + PERSONS_PACE)
        await stage.outcome()


# --- What comes within a breath of a change was meant for what stood there before

SIGN_IN = Action("sign_in", "Sign in", role=Role.ELSEWHERE)


async def test_a_press_where_something_else_stood_a_breath_ago_does_nothing() -> None:
    async with on_stage(form(text("text"), actions=[SIGN_IN]), sees="F9 Sign in") as stage:
        x, y = stage.row("F9 Sign in").index("F9"), stage.line_of("F9 Sign in")
        stage.pass_by(1)
        await stage.press("tab")
        stage.form.boxes[0].complain(FieldError("text", "It is not what was asked for.", "wrong"))
        await stage.until(lambda: stage.line_of("F9 Sign in") != y)  # the error takes a row above
        await stage.click_at(x, y, when=get_time())
        assert not stage.ended
        await stage.sees(IGNORED)
        await stage.click("F9 Sign in")
        assert await stage.outcome() == Took("sign_in")


@pytest.mark.parametrize("late", [False, True])
async def test_escape_just_behind_the_end_of_a_work_goes_no_step_back(late: bool) -> None:
    found = asyncio.Event()

    async def compute(_tell: Callable[[float], None]) -> str:
        await found.wait()
        return "2"

    async with on_stage(form(captcha("One and one?", compute=compute))) as stage:
        await stage.press("ctrl+o")
        await stage.until(lambda: stage.form.under_way)
        found.set()
        await stage.until(lambda: not stage.form.under_way)
        if late:
            stage.pass_by(REACTION)
            await stage.outcome("escape")
        else:
            ended = stage.program.type_ahead._dropped
            await stage.send(events.Key("escape", None), ended + REACTION / 2)
            assert not stage.ended
