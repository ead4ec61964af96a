"""A press of the mouse answers only what was painted, and a double click only what stood there
when it began: its first press submits a form, and the second sends nothing that is read back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import product
from typing import Any

import pytest
from textual import events
from textual._time import get_time
from textual.geometry import Offset

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tests.walks import walked
from tests.ways import some
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import (
    SEND,
    Action,
    Answers,
    ChoiceField,
    Dialogue,
    Form,
    Left,
    Menu,
    Opened,
    Option,
    Page,
    Prose,
)
from tui_voter.fullscreen.screens.menu import MenuScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.fullscreen.widgets.button import Button

IGNORED = "Typed or clicked too early: ignored."
CLICKS_APART = 0.45
"""Seconds between the presses of a double click: about as many as any desktop allows."""
PERSONS_PACE = 0.6
"""Seconds in which a person at most sees what has come, and presses again."""


async def shown() -> list[Any]:
    return [each.screen for each in await walked("en")]


async def reviewed() -> list[tuple[Form[Any], Menu]]:
    """Every form of the product that reads its answers back, and how it does."""
    pairs, form = [], None
    for screen in await shown():
        if isinstance(screen, Form):
            form = screen
        elif isinstance(screen, Menu) and any(option.key == SEND for option in screen.options):
            assert form is not None
            pairs.append((form, screen))
    return pairs


def reading_back(form: Form[Any], menu: Menu) -> Heard:
    """``form`` without what is wrong with its answers, which leads to ``menu``."""
    parsed: dict[str, Any] = {"parse": str}
    fields = [
        field._replace(check=None, **(parsed if hasattr(field, "parse") else {}))
        for field in form.fields
    ]

    async def ask(dialogue: Dialogue) -> Any:
        async def submit(_answers: Answers) -> Opened | Left:
            return await dialogue.choose(menu)

        return await dialogue.ask(form._replace(fields=fields, submit=submit))

    return Heard(ask)


def choosing(menu: Menu) -> Heard:
    return Heard(lambda dialogue: dialogue.choose(menu))


def button(stage: Stage) -> Offset:
    """Where the screen's first button is."""
    return stage.program.screen.query(Button).first().region.offset


def options(stage: Stage) -> Sequence[int]:
    """The rows of the options that are in sight."""
    screen = stage.program.screen
    assert isinstance(screen, MenuScreen)
    spots = screen.options.layout_in(screen.options.size.width).spots.values()
    rows = {screen.options.region.y + y for spot in spots for y in spot.line_range}
    return sorted(rows.intersection(screen.body.region.line_range))


async def stands(stage: Stage) -> None:
    """The screen is painted, as it is to be."""
    program = stage.program
    await stage.until(lambda: isinstance(program.seen, QuestionScreen) and program.seen.is_ready)
    if isinstance(program.screen, QuestionScreen):
        program.screen.news.take_as_read()
    for press in program.screen.query(Button).results(Button):
        press.focus()
        await stage.settle()
        await stage.until(lambda: program.seen.body.sees_focus)  # type: ignore[union-attr]
        break
    await stage.settle()
    moved = program.type_ahead.layout_changed  # a press sooner was meant for what stood there
    await stage.until(lambda: get_time() > moved + REACTION)


async def moved(menu: Menu, row: int, size: tuple[int, int]) -> Menu:
    """``menu`` with more to read above its options, or less: one of them comes to stand in that
    row. Whatever is read back, it may be as long as that."""
    rows = 1
    for _try in range(4):  # what is long is laid out with less air
        text = ["\n".join(["Read this."] * rows)] * bool(rows)
        longer = menu._replace(text=text)
        async with on_stage(choosing(longer), size=size) as stage:
            await stands(stage)
            there = options(stage)
        if row in there:
            return longer
        rows = max(0, rows + row - there[0])
    raise AssertionError(f"no option of {menu.title} stands in row {row}")


@pytest.mark.parametrize("size", some((80, 16), of=[(80, 16), (80, 24)]))
async def test_a_double_click_on_a_forms_button_does_not_send_what_is_read_back(
    size: tuple[int, int],
) -> None:
    pairs = await reviewed()
    assert len(pairs) >= 4
    for form, menu in pairs:
        async with on_stage(reading_back(form, menu), size=size) as stage:
            await stands(stage)
            spot = button(stage)
        heard = reading_back(form, await moved(menu, spot.y, size))
        async with on_stage(heard, size=size) as stage:
            await stands(stage)
            await is_not_passed_by_a_double_click(stage, spot, heard)


async def is_not_passed_by_a_double_click(stage: Stage, spot: Offset, heard: Heard) -> None:
    """All is painted before the second press, and a third is that of a person who has seen it,
    however long the painting took."""
    program, began = stage.program, get_time()
    await stage.click_at(*spot, when=began)
    await stage.until(lambda: isinstance(program.seen, MenuScreen) and program.seen.is_ready)
    assert spot.y in options(stage), stage.text
    await stage.click_at(*spot, when=began + CLICKS_APART)
    assert isinstance(program.screen, MenuScreen), stage.text
    assert not heard.ended
    assert IGNORED in " ".join(stage.text.split())
    await stage.until(lambda: options(stage))
    there = Offset(spot.x, options(stage)[0])  # what is said may have taken a row from the rest
    when = max(get_time(), began + CLICKS_APART) + PERSONS_PACE
    await stage.click_at(*there, when=when)
    if not heard.ended:  # what cannot be undone takes another click
        await come_to_rest(program.screen)
        await stage.click_at(there.x, options(stage)[0], when=when + PERSONS_PACE)
    await stage.until(lambda: heard.ended or not isinstance(program.screen, MenuScreen))


@pytest.mark.parametrize("takes", ["click", "enter"])
async def test_a_click_goes_to_what_cannot_be_undone_and_another_takes_it(takes: str) -> None:
    """Not the second one of a double click, however many presses it has, nor one elsewhere."""
    heard = choosing(Menu(title="Cast it?", options=LETTERS, irrevocable=True))
    async with on_stage(heard) as stage:
        await stands(stage)
        when = get_time()
        for apart in (0.0, CLICKS_APART, CLICKS_APART):
            when += apart
            await stage.click_at(10, options(stage)[0], when=when)
            await stage.sees("› 1  aaa", "Enter choose")
            assert not heard.ended
        when += PERSONS_PACE
        await stage.click_at(10, options(stage)[1], when=when)
        await stage.sees("› 2  bbb")
        assert not heard.ended
        if takes == "click":
            await stage.click_at(10, options(stage)[1], when=when + PERSONS_PACE)
        else:
            await stage._send(events.Key("enter", None), when + PERSONS_PACE)
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("b")


async def test_a_click_takes_what_enter_alone_would() -> None:
    """It leads back."""
    heard = choosing(Menu(title="Leave?", options=LETTERS, chosen="b", irrevocable=True))
    async with on_stage(heard) as stage:
        await stands(stage)
        await stage.click_at(10, options(stage)[1], when=get_time() + PERSONS_PACE)
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("b")


@pytest.mark.parametrize(
    ("kind", "size"),
    some((Form, (80, 16)), (Page, (120, 40)), of=product([Form, Page], [(80, 16), (120, 40)])),
)
async def test_a_double_click_on_a_button_chooses_nothing_in_the_menu_behind_it(
    kind: type, size: tuple[int, int]
) -> None:
    """Whichever menu of the product it is."""
    async with on_stage(leads_to(NOTHING, kind, 1), size=size) as stage:
        await stands(stage)
        highest = button(stage).y
    menus = {each.title: each for each in await shown() if isinstance(each, Menu)}
    for menu in menus.values():
        async with on_stage(choosing(menu), size=size) as stage:
            await stands(stage)
            row = max(options(stage)[-1], highest)
            menu = menu if row in options(stage) else await moved(menu, row, size)
        heard = Heard(leads_to(menu, kind, 1 + row - highest))
        async with on_stage(heard, size=size) as stage:
            await stands(stage)
            assert button(stage).y == row, stage.text
            await is_not_passed_by_a_double_click(stage, button(stage) + Offset(3, 0), heard)


NOTHING = Menu(title="Nothing", options=[])


def leads_to(menu: Menu, kind: type, rows: int) -> Callable[[Dialogue], Awaitable[Any]]:
    """A form of no fields, or a page, whose button leads to ``menu`` and stands below ``rows``."""
    above = "\n".join(["Read this."] * rows)

    async def ask(dialogue: Dialogue) -> Any:
        async def submit(_answers: Answers) -> Opened | Left:
            return await dialogue.choose(menu)

        form = Form(
            title="Before", intro=[above], fields=(), submit=submit, submit_label="Go on", busy=""
        )
        return await dialogue.ask(form)

    async def show(dialogue: Dialogue) -> Any:
        ways = [Action("on", "Go on", "on")]
        await dialogue.show(Page(title="Before", blocks=[Prose(above)], actions=ways))
        return await dialogue.choose(menu)

    return ask if kind is Form else show


LETTERS = [Option(letter, letter * 3) for letter in "ab"]


async def both(dialogue: Dialogue) -> tuple[Opened | Left, Opened | Left]:
    first = await dialogue.choose(Menu(title="First", options=LETTERS))
    return first, await dialogue.choose(Menu(title="Second", options=LETTERS))


async def at_the_second(stage: Stage) -> None:
    """A click, long ago, has led on."""
    await stage.click_at(10, options(stage)[0], when=get_time() - 10)
    await stage.sees("Second")
    await stands(stage)


async def test_a_press_that_came_before_its_screen_was_painted_answers_nothing() -> None:
    heard = Heard(both)
    async with on_stage(heard) as stage:
        await stands(stage)
        await at_the_second(stage)
        painted = stage.program.type_ahead.shown_since
        await stage.click_at(10, options(stage)[0], when=painted - 0.01)
        assert "Second" in stage.text
        assert IGNORED in stage.text
        await stage.click_at(10, options(stage)[0], when=painted - 0.01 + PERSONS_PACE)
        await stage.until(lambda: heard.ended)
    assert heard.answer == (Opened("a"), Opened("a"))


async def test_what_comes_close_behind_such_a_press_belongs_to_it_be_it_a_key() -> None:
    async with on_stage(Heard(both)) as stage:
        await stands(stage)
        await at_the_second(stage)
        await stage.click_at(
            10, options(stage)[0], when=stage.program.type_ahead.shown_since - 0.01
        )
        await stage._send(events.Key("enter", "\r"), stage.program.type_ahead.shown_since + 0.1)
        assert "Second" in stage.text


async def test_a_press_that_is_let_go_on_the_next_screen_is_no_click_there() -> None:
    heard = Heard(both)
    async with on_stage(heard) as stage:
        await stands(stage)
        row = options(stage)[0]
        await stage._send(stage._mouse(events.MouseDown, 10, row))
        await stage.press("enter")
        await stage.sees("Second")
        await stands(stage)
        await stage._send(stage._mouse(events.MouseUp, 10, row))
        assert "Second" in stage.text
        assert not heard.ended


async def test_letting_go_what_was_dropped_is_no_click() -> None:
    """Even where the mouse went down on the same button before, and was let go elsewhere."""
    heard = Heard(lambda dialogue: dialogue.ask(stories.link_form()))
    async with on_stage(heard) as stage:
        await stands(stage)
        spot = button(stage)
        await stage._send(stage._mouse(events.MouseDown, *spot), get_time() - 10)
        await stage._send(stage._mouse(events.MouseUp, 0, 0))
        await stage.press("ctrl+g")
        await stage.sees("Help")
        await stage.press("escape")
        await stage.until(lambda: stage.program.seen is stage.program.screen is stage.form)
        await stage.click_at(*spot, when=stage.program.type_ahead.shown_since - 0.01)
        assert IGNORED in " ".join(stage.text.split())
        await stands(stage)
        assert not heard.ended
        await stage.click_at(*button(stage), when=get_time() + PERSONS_PACE)
        await stage.until(lambda: heard.ended)


async def test_no_click_at_a_persons_pace_is_lost_be_it_at_the_same_place() -> None:
    async def ask(dialogue: Dialogue) -> list[Opened | Left]:
        asked = (Menu(title=f"Menu {number}", options=LETTERS) for number in range(9))
        return [await dialogue.choose(menu) for menu in asked]

    heard = Heard(ask)
    async with on_stage(heard) as stage:
        when = get_time()
        for number in range(9):
            await stage.sees(f"Menu {number}")
            await stands(stage)
            when = max(when + PERSONS_PACE, stage.program.type_ahead.shown_since)
            await stage.click_at(10, options(stage)[1], when=when)
        await stage.until(lambda: heard.ended)
        assert IGNORED not in stage.text
    assert heard.answer == [Opened("b")] * 9


async def test_two_quick_clicks_on_one_screen_both_count() -> None:
    field = ChoiceField(parse=str, name="letter", label="Letter", options=LETTERS)
    form = Form(title="Form", fields=[field], submit=stories.taken, submit_label="Send", busy="")
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stands(stage)
        when = get_time()
        for word in ("aaa", "bbb"):
            row = next(y for y, line in enumerate(stage.text.splitlines()) if word in line)
            await stage.click_at(stage.row(word).index(word), row, when=when)
            when += 0.1
        assert "(x) bbb" in stage.text
