"""A document of any length: it is laid out between frames, and keys are handled meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pytest
from textual import events
from textual.geometry import Size

from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import (
    Action,
    Answers,
    Block,
    Dialogue,
    Form,
    Items,
    Menu,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    TextField,
    Title,
)
from tui_voter.fullscreen.screens.page import PageScreen

LAST = 14_999
TITLES = [Title(f"Titre {n}.") for n in range(LAST + 1)]
ITEMS = Items([f"Ligne {n}." for n in range(LAST + 1)])
MANY = 200_000
"""Lines that take a while on any machine."""


def shown(page: Page) -> Heard:
    return Heard(lambda dialogue: dialogue.show(page))


def lines(stage: Stage) -> int:
    """That the page is known to have by now."""
    assert isinstance(stage.program.screen, PageScreen)
    return stage.program.screen.body.max_scroll_y


@pytest.mark.parametrize("kind", [Items, lambda texts: Prose("\n".join(texts))])
async def test_keys_are_handled_while_the_rest_is_laid_out(
    kind: Callable[[Sequence[str]], Block],
) -> None:
    block = kind([f"Ligne {n}." for n in range(MANY)])
    async with on_stage(shown(Page(title="Longue", blocks=[block]))) as stage:
        await stage.sees("Ligne 0.")
        await stage.press("pagedown")
        await stage.sees("Ligne 25.")
        assert lines(stage) < MANY - 50


async def test_the_end_is_the_end_however_far_it_is() -> None:
    page = Page(title="Longue", blocks=TITLES)
    async with on_stage(shown(page)) as stage:
        await stage.sees("Titre 0.")
        await stage.press("end")
        await stage.sees(f"Titre {LAST}.")
        await stage.press("home")
        await stage.sees("Titre 0.")


async def test_who_goes_elsewhere_on_the_way_to_the_end_stays_there() -> None:
    async with on_stage(shown(Page(title="Longue", blocks=[ITEMS]))) as stage:
        await stage.press("end", "home")
        await stage.until(lambda: lines(stage) > LAST - 50)
        await stage.sees("Ligne 0.")


async def test_a_page_is_shown_again_at_the_line_where_it_was_left() -> None:
    read = Action("read", "Lire", role=Role.READ)
    page = Page(title="Longue", key="long", blocks=[ITEMS], actions=[read])

    async def twice(dialogue: Dialogue) -> None:
        while True:
            await dialogue.show(page)

    async with on_stage(twice) as stage:
        await stage.sees("Ligne 0.")
        await stage.press("end")
        await stage.sees(f"Ligne {LAST}.")
        before = stage.program.screen
        await stage.press("f7")
        await stage.until(lambda: stage.program.screen is not before)
        await stage.sees(f"Ligne {LAST}.")


async def test_another_width_lays_it_out_anew_and_the_voter_stays_where_they_are() -> None:
    async with on_stage(shown(Page(title="Longue", blocks=[ITEMS]))) as stage:
        await stage.press("end")
        await stage.sees(f"Ligne {LAST}.")
        size = Size(60, 24)
        stage.program.post_message(events.Resize(size, size))
        await stage.until(lambda: stage.program.size == size)
        await stage.sees(f"Ligne {LAST}.")


async def test_all_that_is_read_on_a_wide_page_has_one_measure() -> None:
    long = "mesure " * 40
    page = Page(title="Page", blocks=[Title(long), Prose(long), Items([long], numbered=True)])
    async with on_stage(lambda dialogue: dialogue.show(page), size=(200, 50)) as stage:
        await stage.sees("mesure")
        lines = [line.rstrip() for line in stage.text.splitlines() if "mesure" in line]
        left = min(len(line) - len(line.lstrip()) for line in lines)
        assert 72 - len("mesure") < max(map(len, lines)) - left <= 72


LONG: Final = [f"{number}. Comparez le sceau avec celui de votre notice." for number in range(1, 9)]


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("kind", ["form", "menu"])
async def test_what_stands_above_a_question_comes_into_sight_by_its_keys(
    kind: str, theme: str
) -> None:
    """Nothing that is to be read before one answers is out of reach on a small terminal."""

    code = TextField[str](name="code", label="Code", parse=str)

    async def submit(answers: Answers) -> str:
        return answers[code]

    async def journey(dialogue: Dialogue) -> object:
        if kind == "form":
            form = Form(
                title="Code", intro=LONG, fields=[code], submit=submit,
                submit_label="Ouvrir", busy="Contrôle…",
            )  # fmt: skip
            return await dialogue.ask(form)
        options = [Option("1", "Liste A"), Option("2", "Liste B")]
        return await dialogue.choose(Menu(title="Votre vote", text=LONG, options=options))

    heard = Heard(journey)
    async with on_stage(heard, theme=theme, size=(40, 12)) as stage:
        await stage.sees("Code" if kind == "form" else "Liste A")
        for _page in LONG:
            await stage.press("pageup")
        await stage.sees("1. Comparez")
        for _page in LONG:
            await stage.press("pagedown")
        await stage.sees("8. Comparez", "Ouvrir" if kind == "form" else "Liste B")
        for _page in LONG:
            await stage.press("pageup")
        await stage.sees("1. Comparez")
        if kind == "form":
            await stage.enter("secret")
            await stage.sees("secret")
        else:
            await stage.press("down")
            await stage.sees("Liste B")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
        assert heard.answer == ("secret" if kind == "form" else Opened("2"))
