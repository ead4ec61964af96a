"""Options, a few or very many, in menus and in forms."""

from typing import Any

import pytest
from rich.style import Style

from tests import stories
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import choice, form, menu, text
from tui_voter.dialogue import Form, Menu, Opened
from tui_voter.fullscreen.assistive import outline
from tui_voter.fullscreen.screens.theme import LOOKS

MANY = [f"Scrutin numéro {n}" for n in range(1, 3001)]
LONG = [
    "Comité social d’administration de proximité de l’académie",
    "Commission administrative paritaire nationale des professeurs",
]


def asked_in(kind: str, *labels: str, **changes: Any) -> Form[Any] | Menu:
    """These options, in a form or in a menu."""
    if kind == "menu":
        return menu(*labels, **changes)
    return form(choice("ballot", *labels, **changes), text("text"))


IN_BOTH = pytest.mark.parametrize("kind", ["form", "menu"])


def styles(stage: Stage, words: str) -> dict[str, Style]:
    """The styles of the texts of the line that ``words`` stand in; blanks have the key ""."""
    for strip in stage.program.screen._compositor.render_strips():
        if words in strip.text:
            return {s.text.strip(): s.style for s in strip if s.style is not None}
    raise AssertionError(stage.text)


# --- However many


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_keys_reach_any_of_thousands(size: Size) -> None:
    async with on_stage(asked_in("form", *MANY), size=size) as stage:
        for keys, number in (("down", 1), ("end", 3000), ("12", 12), ("home", 1), ("3", 3)):
            await stage.press(*([keys] if keys.isalpha() else keys))
            await stage.sees(f"(x) Scrutin numéro {number}")
            assert stage.typed("ballot") == str(number)
        assert not stage.ended
    async with on_stage(menu(*MANY), size=size) as stage:
        widgets = len(stage.screen.query("*"))
        await stage.press("end")  # numbers stand in one column
        await stage.sees("› 3000  Scrutin numéro 3000", "  2999  Scrutin numéro 2999")
        assert await stage.outcome(*"2990", "enter") == Opened("2990")
    async with on_stage(menu("A"), size=size) as stage:
        assert len(stage.screen.query("*")) == widgets


async def test_the_options_that_are_shown_again_leave_the_current_one_in_sight() -> None:
    labels = [*MANY[:2000], "Zone", *MANY[2001:]]
    async with on_stage(menu(*labels, filters=True), size=(40, 12)) as stage:
        await stage.enter("zo", sees="› 2001  Zone")
        assert "Scrutin numéro" not in stage.text
        await stage.press("escape", sees=["› 2001  Zone", " 2000  Scrutin numéro 2000"])


# --- How they look


@pytest.mark.parametrize("theme", LOOKS)
@IN_BOTH
async def test_while_nothing_is_chosen_no_option_looks_so(kind: str, theme: str) -> None:
    """In a form, the sign of the first shows that the voter stands there; in a menu, nothing."""
    changes = {"irrevocable": True} if kind == "menu" else {}
    asked = asked_in(kind, "Premiers", "Seconds", "Blanc", **changes)
    async with on_stage(asked, theme=theme, sees=["Premiers", "Blanc"]) as stage:
        sign = "1" if kind == "menu" else "( )"
        described = outline.described(stage.screen)
        assert described is not None
        assert (described.state == "nothing chosen yet") == (kind == "menu")
        first, last = styles(stage, "Premiers"), styles(stage, "Blanc")
        assert first["Premiers"] == last["Blanc"]
        assert bool(first[sign].reverse) == (kind == "form")
        assert not last["3" if kind == "menu" else sign].reverse
        await stage.press("down")
        sign = "› 1" if kind == "menu" else "(x)"
        await stage.until(lambda: sign in styles(stage, "Premiers"))
        first = styles(stage, "Premiers")
        assert bool(first["Premiers"].bold) == (theme in ("accessible", "terminal"))
        assert not first[sign].reverse
        assert first["Premiers"] != styles(stage, "Blanc")["Blanc"]


# --- The mouse


@IN_BOTH
async def test_every_line_of_an_option_can_be_clicked(kind: str) -> None:
    async with on_stage(asked_in(kind, *LONG), size=(40, 24)) as stage:
        await stage.click("nationale des")
        if kind == "form":
            await stage.sees("(x) Commission")
            assert stage.typed("ballot") == "2"
        else:
            assert await stage.outcome() == Opened("2")


async def test_the_second_column_can_be_clicked_and_a_heading_is_no_option() -> None:
    async with on_stage(stories.home_menu()) as stage:
        for heading in ("Mes informations pratiques", "Mes scrutins", "Je vote"):
            await stage.click(heading)
        assert not stage.ended
        assert "› 1 Édito" in stage.text
        await stage.click("Mes scrutins et leurs candidats")
        assert await stage.outcome() == Opened("8")


async def test_the_option_that_is_pressed_stays_where_it_is_until_it_is_released() -> None:
    async with on_stage(asked_in("form", *MANY, value="1")) as stage:
        await stage.press("tab", sees="Text")  # the focus has scrolled there
        stage.form.body.go(1000 - stage.form.body.scroll_y)
        await stage.sees("Scrutin numéro 1000")
        stage.pass_by(1)  # what has moved is seen before it is pressed
        y = stage.line_of("Scrutin numéro 1000")
        await stage.mouse_down(40, y)
        await stage.until(lambda: stage.focused == "ballot")
        await stage.mouse_up(40, y)
        await stage.sees("(x) Scrutin numéro 1000")


async def test_a_press_that_is_released_elsewhere_takes_nothing() -> None:
    async with on_stage(stories.home_menu()) as stage:
        await stage.mouse_down(8, stage.line_of("Édito"))
        await stage.mouse_up(8, stage.line_of("Parcours de vote"))
        assert not stage.ended


# --- Letters that are typed where one chooses

NOTHING = "Letters choose nothing here: use the arrows or a number."


@pytest.mark.parametrize("typed", ["x", "Rex le 2", "tartiflette"])
@pytest.mark.parametrize("value", ["", "1"])
async def test_letters_choose_nothing_and_are_not_repeated(typed: str, value: str) -> None:
    """Nor does a space or a number among them."""
    asked = asked_in("form", "Quel plat ?", "Où étiez-vous ?", "Quel surnom ?", value=value)
    async with on_stage(asked) as stage:
        before = stage.text.count(typed)
        await stage.enter(typed, sees=NOTHING)
        assert stage.text.count(typed) == before
        assert (stage.typed("ballot"), stage.focused) == (value, "ballot")
        await stage.press("end")
        assert NOTHING not in stage.text
    irrevocable = not value
    async with on_stage(menu("Goéland", "École", irrevocable=irrevocable)) as stage:
        await stage.enter(typed, sees=NOTHING)
        assert ("›" in stage.text) != irrevocable
        await stage.press("left", "2", sees="› 2")
        assert NOTHING not in stage.text


async def test_a_text_that_is_typed_at_a_button_presses_it_by_no_space() -> None:
    async with on_stage(form()) as stage:
        await stage.enter("je ne sais pas")
        assert not stage.ended
        await stage.outcome("tab", "space")
