"""Options, a few or very many, in menus and in forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from rich.style import Style
from textual import events

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import Answers, ChoiceField, Dialogue, Form, Menu, Opened, Option, TextField
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.themes import LOOKS
from tui_voter.fullscreen.widgets.list_box import ListBox

MANY = [Option(f"b{n}", f"Scrutin numéro {n}") for n in range(1, 3001)]
LONG = [
    Option("a", "Comité social d’administration de proximité de l’académie"),
    Option("b", "Commission administrative paritaire nationale des professeurs"),
]


def form(options: Sequence[Option], value: str = "") -> Form[Answers]:
    return Form(
        title="Formuler une réclamation",
        fields=[
            ChoiceField(parse=str, name="ballot", label="Scrutin", options=options, value=value),
            TextField(parse=str, name="text", label="Texte"),
        ],
        submit=stories.taken,
        submit_label="Envoyer",
        busy="Envoi…",
    )


def menu(options: Sequence[Option], *, filters: bool = False) -> Menu:
    return Menu(title="Mes scrutins", options=options, filters=filters)


ASKS: dict[str, Callable[[Sequence[Option]], Callable[[Dialogue], Awaitable[Any]]]] = {
    "form": lambda options: lambda dialogue: dialogue.ask(form(options)),
    "menu": lambda options: lambda dialogue: dialogue.choose(menu(options)),
}


def ballot(stage: Stage) -> str:
    """The key of the one that is chosen."""
    return stage.form.filling.typed.text("ballot")


def styles(stage: Stage, words: str) -> dict[str, Style]:
    """The styles of the texts of the line that ``words`` stand in; blanks have the key ""."""
    for strip in stage.program.screen._compositor.render_strips():
        if words in strip.text:
            return {s.text.strip(): s.style for s in strip if s.style is not None}
    raise AssertionError(stage.text)


async def cursor_is_on(stage: Stage, words: str) -> None:
    """Wait until the hardware cursor stands on the first letter of ``words``."""
    screen = stage.program.screen
    assert isinstance(screen, QuestionScreen)

    def is_there() -> bool:
        spot = screen.cursor_spot
        return spot is not None and stage.text.splitlines()[spot.y][spot.x :].startswith(words)

    await stage.until(is_there)


def line_of(stage: Stage, words: str) -> int:
    return next(y for y, row in enumerate(stage.text.splitlines()) if words in row)


# --- However many


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
async def test_a_screen_has_as_many_widgets_however_many_the_options_are(
    ask: Callable[[Sequence[Option]], Callable[[Dialogue], Awaitable[Any]]],
) -> None:
    counts = set()
    for options in (MANY[:2], MANY):
        async with on_stage(ask(options)) as stage:
            counts.add(len(stage.program.screen.query("*")))
    assert len(counts) == 1


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
async def test_only_options_in_sight_are_painted(
    ask: Callable[[Sequence[Option]], Callable[[Dialogue], Awaitable[Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[int] = []
    render = ListBox.render_line

    def seen(options: ListBox, y: int) -> Any:
        lines.append(y)
        return render(options, y)

    monkeypatch.setattr(ListBox, "render_line", seen)
    async with on_stage(ask(MANY)) as stage:
        await stage.sees("Scrutin numéro 10")
        assert max(lines) < 24
        await stage.press("down")
        lines.clear()
        await stage.press("down")
        await stage.until(lambda: lines)
        assert len({*lines}) == 2  # the one that was current, and the one that is
        await stage.press("end")
        await stage.sees("Scrutin numéro 3000")
        assert min({*lines} - {0, 1, 2}) > len(MANY) - 50


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_home_and_end_reach_the_first_and_the_last_of_thousands(
    size: tuple[int, int],
) -> None:
    async with on_stage(lambda d: d.ask(form(MANY)), size=size) as stage:
        await stage.press("end")
        await stage.sees("(x) Scrutin numéro 3000")
        assert ballot(stage) == "b3000"
        await stage.press("home")
        await stage.sees("(x) Scrutin numéro 1\n", "( ) Scrutin numéro 2\n")
        assert ballot(stage) == "b1"


async def test_numbers_of_four_digits_stand_in_one_column() -> None:
    heard = Heard(lambda dialogue: dialogue.choose(menu(MANY)))
    async with on_stage(heard) as stage:
        await stage.press("end")
        await stage.sees("› 3000  Scrutin numéro 3000", "  2999  Scrutin numéro 2999")
        await stage.press(*"2990", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("b2990")


# --- What is seen


@pytest.mark.parametrize(("ask", "room"), [("form", 4), ("menu", 6)])
async def test_a_long_label_goes_on_below_its_start(ask: str, room: int) -> None:
    async with on_stage(ASKS[ask](LONG), size=(40, 24)) as stage:
        lines = stage.text.splitlines()
        below = lines[lines.index(stage.row("Comité")) + 1]
        assert "de l’académie" in below
        assert len(below) - len(below.lstrip()) == 1 + room


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
@pytest.mark.parametrize("ask", ["form", "menu"])
async def test_the_current_option_stands_out_on_all_its_lines(ask: str, theme: str) -> None:
    async with on_stage(ASKS[ask](LONG), size=(40, 24), theme=theme) as stage:
        if ask == "form":
            await stage.press("space")  # nothing is chosen before
        await stage.until(lambda: any(s.bold for s in styles(stage, "Comité social").values()))
        for words in ("Comité social", "de l’académie"):
            line = styles(stage, words)
            text = next(style for name, style in line.items() if words in name)
            assert text.bold
            assert bool(text.underline) is (theme == "accessible")
            assert not line[""].underline
        other = styles(stage, "Commission")
        assert not any(style.bold or style.underline for style in other.values())
        if theme == "visual":
            assert text.bgcolor not in {style.bgcolor for style in other.values()}
    async with on_stage(ASKS[ask](LONG), theme=theme) as stage:
        await stage.press("tab")  # an option is marked where the voter stands, in a menu always
        label = LONG[0].label
        await stage.until(lambda: bool(styles(stage, label)[label].bold) is (ask == "menu"))


@pytest.mark.parametrize(
    "ask", [lambda d: d.choose(stories.home_menu()), lambda d: d.ask(stories.question_form())]
)
async def test_another_look_is_as_if_it_had_been_there_from_the_start(
    ask: Callable[[Dialogue], Awaitable[Any]],
) -> None:
    def picture(stage: Stage) -> list[tuple[str, object]]:
        strips = stage.program.screen._compositor.render_strips()
        return [(s.text, s.style) for strip in strips for s in strip.simplify() if s.text.strip()]

    async with on_stage(ask) as stage:
        for look in ("accessible", "terminal", "visual"):
            await stage.press("f6")
            await stage.sees("Theme: ")
            assert isinstance(stage.program.screen, QuestionScreen)
            stage.program.screen.news.take_as_read()  # as the next key does
            stage.program.screen.news.say("")
            async with on_stage(ask, theme=look) as other:
                wanted = picture(other)
                await stage.until(lambda wanted=wanted: picture(stage) == wanted)  # type: ignore[misc]


async def test_the_cursor_is_on_the_label_of_the_current_option() -> None:
    async with on_stage(lambda d: d.choose(stories.home_menu())) as stage:
        await cursor_is_on(stage, "Édito")
        await stage.press("right")
        await cursor_is_on(stage, "Listes électorales")
    async with on_stage(lambda d: d.ask(form(LONG)), size=(40, 12)) as stage:
        await cursor_is_on(stage, "Comité")
        await stage.press("down", "down")  # the first arrow chooses the first one
        await cursor_is_on(stage, "Commission")


async def test_the_options_that_are_shown_again_leave_the_current_one_in_sight() -> None:
    ask = menu([*MANY[:2000], Option("zone", "Zone"), *MANY[2001:]], filters=True)
    async with on_stage(lambda d: d.choose(ask), size=(40, 12)) as stage:
        await stage.enter("zo")
        await stage.sees("› 2001  Zone")
        assert "Scrutin numéro" not in stage.text
        await stage.press("escape")
        await stage.sees("› 2001  Zone", " 2000  Scrutin numéro 2000")


async def test_the_focus_finds_the_current_option_and_not_the_first() -> None:
    async with on_stage(lambda d: d.ask(form(MANY))) as stage:
        await stage.press("end")
        await stage.sees("(x) Scrutin numéro 3000")
        await cursor_is_on(stage, "Scrutin numéro 3000")
        there = stage.form.body.scroll_y
        options = stage.form.boxes[0].control
        stage.form.set_focus(options)
        assert stage.form.body.scroll_y == there


# --- The mouse


@pytest.mark.parametrize("ask", ["form", "menu"])
async def test_every_line_of_an_option_can_be_clicked(ask: str) -> None:
    heard = Heard(ASKS[ask](LONG))
    async with on_stage(heard, size=(40, 24)) as stage:
        await stage.click("nationale des")
        if ask == "form":
            await stage.sees("(x) Commission")
            assert ballot(stage) == "b"
        else:
            await stage.until(lambda: heard.ended)
            assert heard.answer == Opened("b")


async def test_the_second_column_can_be_clicked_and_a_heading_is_no_option() -> None:
    heard = Heard(lambda dialogue: dialogue.choose(stories.home_menu()))
    async with on_stage(heard) as stage:
        for heading in ("Mes informations pratiques", "Mes scrutins", "Je vote"):
            await stage.click(heading)
        assert not heard.ended
        assert "› 1 Édito" in stage.text
        await stage.click("Mes scrutins et leurs candidats")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Opened("8")


async def test_the_option_that_is_pressed_stays_where_it_is_until_it_is_released() -> None:
    async with on_stage(lambda d: d.ask(form(MANY, "b1"))) as stage:
        await stage.press("tab")
        await stage.sees("Texte")  # the focus has scrolled there
        stage.form.body.go(1000 - stage.form.body.scroll_y)
        await stage.sees("Scrutin numéro 1000")
        stage.pass_by(1)  # what has moved is seen before it is pressed
        y = line_of(stage, "Scrutin numéro 1000")
        await stage._send(stage._mouse(events.MouseDown, 40, y))
        await stage.until(lambda: stage.focused == "ballot")
        await stage._send(stage._mouse(events.MouseUp, 40, y))
        await stage.sees("(x) Scrutin numéro 1000")
        assert ballot(stage) == "b1000"


async def test_a_press_that_is_released_elsewhere_takes_nothing() -> None:
    heard = Heard(lambda dialogue: dialogue.choose(stories.home_menu()))
    async with on_stage(heard) as stage:
        pressed, released = (line_of(stage, words) for words in ("Édito", "Parcours de vote"))
        await stage._send(stage._mouse(events.MouseDown, 8, pressed))
        await stage._send(stage._mouse(events.MouseUp, 8, released))
        assert not heard.ended


async def test_what_is_asked_of_a_list_after_the_answer_ends_nothing() -> None:
    async with on_stage(Heard(ASKS["form"](MANY[:3]))) as stage:
        options = stage.form.query_one(ListBox)
        await options.remove()
        stage.form.body.settle()
        assert options.cursor_screen_offset is not None


async def test_a_number_goes_to_its_option_in_a_form_too() -> None:
    heard = Heard(lambda d: d.ask(form(MANY[:12])))
    async with on_stage(heard) as stage:
        await stage.press("3")
        await stage.sees("(x) Scrutin numéro 3")
        await stage.press("up", "1", "2")
        await stage.sees("(x) Scrutin numéro 12")
        assert not heard.ended


# --- What looks chosen


BALLOT = Menu(
    title="Votre vote",
    options=[Option("0", "Premiers"), Option("1", "Seconds"), Option("2", "Blanc")],
    irrevocable=True,
)
UNCHOSEN: dict[str, Callable[[Dialogue], Awaitable[Any]]] = {
    "menu": lambda dialogue: dialogue.choose(BALLOT),
    "form": lambda dialogue: dialogue.ask(form(BALLOT.options)),
}


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.parametrize("ask", UNCHOSEN)
async def test_while_nothing_is_chosen_no_option_looks_so(ask: str, theme: str) -> None:
    """In a form, the first one shows by its sign that the voter stands there, and is like the
    others else. In a menu, nobody stands anywhere."""
    async with on_stage(UNCHOSEN[ask], theme=theme) as stage:
        await stage.sees("Premiers", "Blanc")
        sign = "1" if ask == "menu" else "( )"
        first, last = styles(stage, "Premiers"), styles(stage, "Blanc")
        assert first["Premiers"] == last["Blanc"]
        assert bool(first[sign].reverse) == (ask == "form")
        assert not last["3" if ask == "menu" else sign].reverse
        await stage.press("down")
        sign = "› 1" if ask == "menu" else "(x)"
        await stage.until(lambda: sign in styles(stage, "Premiers"))
        first = styles(stage, "Premiers")
        assert first["Premiers"].bold
        assert not first[sign].reverse
        assert first["Premiers"] != styles(stage, "Blanc")["Blanc"]
