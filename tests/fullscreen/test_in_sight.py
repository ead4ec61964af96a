"""What is in sight of a page: its title with what has the focus, where there is room for both."""

from __future__ import annotations

from functools import partial
from typing import Final

import pytest

from tests.coming_back import browse_again
from tests.fullscreen.stage import Stage, on_stage
from tests.fullscreen.stories import CLOSE, SAVE, form, lines, listing, menu, page, refusing, text
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import Action, Dialogue, Row
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.sight import (
    END,
    FOCUS,
    NOTHING,
    TOP,
    Line,
    Span,
    Together,
    View,
    Wanted,
    line_to_show,
)

ROWS: Final = 18
FIELD, FAR, TALL = Span(10, 11), Span(40, 41), Span(10, 60)
BOX, HEAD, BUTTON, LOW = Span(9, 13), Span(0, 1), Span(25, 26), Span(17, 18)


def view(*spans: Span, top: int = 0, rows: int = ROWS, lines: int = 100, covered: int = 0) -> View:
    return View(rows, lines, top, spans, covered)


READING: Final = Line(5)


@pytest.mark.parametrize(
    ("wanted", "now", "line"),
    [
        # The focus, as far up as possible, with what belongs to it if there is room.
        (FOCUS, view(FIELD), 0),
        (FOCUS, view(FAR), 23),
        (FOCUS, view(FAR, rows=6), 35),
        (FOCUS, view(FIELD, BOX, rows=6), 7),
        (FOCUS, view(FIELD, BOX, HEAD, rows=6), 7),
        (FOCUS, view(FIELD, TALL, HEAD), 0),
        (FOCUS, view(FAR, Span(37, 43), HEAD), 25),
        (FOCUS, view(Span(19, 20), lines=102), 2),
        (FOCUS, view(LOW, rows=17, covered=1), 1),
        # An error has its title, or else its button, beside it.
        (Together(()), view(FIELD, BOX, HEAD, BUTTON), 0),
        (Together(()), view(FIELD, BOX, HEAD, BUTTON, rows=26), 0),
        (Together(()), view(FAR, Span(39, 43), HEAD, Span(50, 51)), 33),
        (Together(()), view(FAR, Span(39, 43), HEAD, Span(90, 91)), 25),
        # A page that is read, or a notice at the top, stays wherever the focus is.
        (TOP, view(), 0),
        (TOP, view(FAR), 0),
        (TOP, view(FIELD, rows=6), 0),
        (TOP, view(FIELD, rows=10), 0),
        (READING, view(FAR, lines=10), 0),
        (READING, view(FAR), 5),
        (END, view(FAR, lines=200), 182),
        (END, view(FAR, rows=24), 76),
        # But a message does not cover the focus that is in sight there.
        (TOP, view(LOW, rows=17, covered=1), 1),
        (TOP, view(LOW, BOX, HEAD, Span(16, 30), rows=17, covered=1), 1),
        (TOP, view(LOW, rows=17), 0),
        (TOP, view(FAR, rows=17, covered=1), 0),
        (READING, view(FIELD, rows=5, covered=1), 6),
        (END, view(Span(82, 83), rows=17, covered=1), 83),
    ],
)
@pytest.mark.parametrize("top", [0, 30])
def test_which_line_is_scrolled_to(wanted: Wanted, now: View, line: int, top: int) -> None:
    """Whichever was before."""
    assert line_to_show(wanted, now._replace(top=top)) == line


@pytest.mark.parametrize(
    ("wanted", "now"),
    [
        (NOTHING, view(FAR, top=5)),
        (NOTHING, view(FIELD, top=5, rows=5, covered=1)),
        (FOCUS, view(top=5)),
    ],
)
def test_what_the_voter_has_scrolled_is_left_alone(wanted: Wanted, now: View) -> None:
    """And a body in which nothing has the focus, as in a terminal's window behind another."""
    assert line_to_show(wanted, now) == now.top


async def test_who_comes_back_has_the_title_again_where_all_has_room() -> None:
    async def journey(dialogue: Dialogue) -> None:
        account = page(lines(8), title="Mon compte", key="account", actions=[CLOSE, SAVE])
        await dialogue.show(account)
        await dialogue.show(page("Fichier"))
        await dialogue.show(account)

    async with on_stage(journey, size=(80, 14)) as stage:
        await stage.press("tab")
        await stage.until(lambda: stage.screen.body.sees_focus)
        await stage.press("enter")
        await stage.sees("Fichier")
        await stage.resize(80, 24)
        await stage.press("escape")
        await stage.sees("Ligne 7.")
        await stage.at_rest()
        assert "Mon compte" in stage.text


@pytest.mark.parametrize("key", ["f6", "f3"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_only_says_something_keeps_the_place_where_one_reads(
    size: tuple[int, int], key: str
) -> None:
    """Another look, or a key that does nothing here."""
    async with on_stage(page(lines(90), actions=[CLOSE]), size=size) as stage:
        for turn in ([], ["pagedown"]):
            await stage.press(*turn)
            await stage.at_rest()
            line = round(stage.screen.body.scroll_y)
            await stage.press(key)
            await stage.at_rest()
            assert round(stage.screen.body.scroll_y) == line
        assert line > 0


async def test_a_button_that_was_in_sight_stays_so_when_something_is_said() -> None:
    seen = [True]
    while seen[-1]:
        async with on_stage(page(lines(len(seen)), actions=[CLOSE]), size=(40, 12)) as stage:
            await stage.at_rest()
            seen.append(stage.screen.body.sees_focus)
            await stage.press("f3")
            await stage.at_rest()
            assert stage.screen.body.sees_focus or not seen[-1]
    assert len(seen) > 4


def rows(count: int) -> list[Row]:
    return [Row(str(n), f"Rang {n}", "6 sièges") for n in range(1, count + 1)]


async def test_a_list_that_one_comes_back_to_has_its_title_where_there_is_room() -> None:
    again = partial(browse_again, listing=listing(*rows(9)), at="6")
    async with on_stage(again, size=(80, 20)) as stage:
        await stage.sees("› 6")
        await stage.at_rest()
        assert "A list" in stage.text
        assert "Rang 1" in stage.text


@pytest.mark.parametrize(("row", "top"), [(5, "A list"), (20, "Rang 13")])
async def test_more_room_shows_again_what_stands_above(row: int, top: str) -> None:
    async with on_stage(listing(*rows(40)), size=(120, 40)) as stage:
        await stage.sees("› 1")
        await stage.press(*["down"] * (row - 1))
        for size in ((80, 24), (40, 12), (120, 40)):
            await stage.resize(*size)
            await stage.at_rest()
            await stage.sees(f"Rang {row}")
        await stage.sees(top, f"Rang {row}")


@pytest.mark.parametrize("height", range(16, 22))
async def test_an_error_has_the_title_above_it_where_there_is_room(height: int) -> None:
    asked = form(
        text("code"),
        title="Votre code",
        intro=["Une phrase.", lines(5).text],
        submit=refusing(("code", "Ce code n’est pas le bon. " * 3, "inexact")),
        actions=[CLOSE, SAVE],
    )
    async with on_stage(asked, size=(80, height)) as stage:
        await stage.enter("abc", "enter")
        await stage.sees("n’est pas le bon")
        await stage.at_rest()
        fits = stage.form.boxes[0].virtual_region.bottom <= stage.form.body.size.height
        assert ("Votre code" in stage.text) is fits


@pytest.mark.parametrize("size", [(80, 24), (40, 9), (120, 40)])
async def test_a_button_that_was_in_sight_at_the_end_of_a_page_stays_so(
    size: tuple[int, int],
) -> None:
    async with on_stage(
        page("Un long paragraphe. " * 60, actions=[CLOSE, SAVE]), size=(40, 12)
    ) as stage:
        await stage.press("end")
        await stage.until(lambda: stage.screen.body.sees_focus)
        await stage.resize(*size)
        await stage.until(lambda: stage.screen.outer_size == size)
        await stage.at_rest()
        assert stage.screen.body.sees_focus, stage.text


async def test_a_page_at_its_top_stays_there_though_its_button_was_in_sight() -> None:
    async with on_stage(page(lines(9), actions=[CLOSE, SAVE])) as stage:
        assert stage.screen.body.sees_focus
        await stage.resize(40, 12)
        await stage.until(lambda: stage.screen.outer_size == (40, 12))
        await stage.at_rest()
        assert "Ligne 0." in stage.text


async def test_the_end_is_in_sight_although_a_button_above_has_the_focus() -> None:
    ways = [Action(f"way{n}", f"Bouton {n}") for n in range(12)]
    async with on_stage(page(lines(20), actions=ways), size=(40, 12)) as stage:
        for key, seen in (("tab", "Bouton 1"), ("end", "Bouton 11"), ("home", "A page")):
            await stage.press(key)
            await stage.sees(seen)


async def resized(stage: Stage, size: tuple[int, int]) -> None:
    await stage.resize(*size)
    await stage.until(lambda: stage.screen.outer_size == size)
    await come_to_rest(stage.screen)


FIELDS = [text(f"f{n}", label=f"Champ {n}", hint="Comme sur la liste. " * n) for n in range(6)]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_a_field_is_shown_with_the_same_lines_whatever_was_in_sight_before(
    size: tuple[int, int], theme: str
) -> None:
    """From above, from below, and at other sizes of the terminal before."""
    asked = form(*FIELDS, intro=[lines(9).text], actions=[SAVE])
    async with on_stage(asked, size=size, theme=theme) as stage:
        await stage.sees("Ligne 0.")
        shown: list[str] = []
        for _field in range(7):
            await stage.press("tab")
            await come_to_rest(stage.screen)
            shown.append(stage.text)
        for before in reversed(shown[:-1]):
            await stage.press("shift+tab")
            await come_to_rest(stage.screen)
            assert stage.text == before
            for each in ((120, 40), size):
                await resized(stage, each)
            assert stage.text == before


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_a_form_opens_with_the_same_lines_at_whichever_size_it_was_before(theme: str) -> None:
    """The keys in the footer tell whether its field is in sight, which is not for their rows to
    decide."""
    for count in range(14):
        asked = form(*FIELDS[:2], intro=[lines(count).text], actions=[SAVE])
        shown = set()
        for first in ((40, 12), (120, 40), (40, 9)):
            async with on_stage(asked, size=first, theme=theme) as stage:
                await come_to_rest(stage.screen)
                await resized(stage, (40, 12))
                shown.add(stage.text)
        assert len(shown) == 1, "\n\n".join(shown)


async def test_a_row_that_is_clicked_stays_under_the_mouse() -> None:
    """Another click there is on the same row, although the list would show it further down."""
    async with on_stage(menu(*(f"Rang {n}" for n in range(1, 41)), irrevocable=True)) as stage:
        await stage.press("end")
        await stage.sees("Rang 40")
        await come_to_rest(stage.screen)
        at = stage.line_of("Rang 30")
        await stage.click("Rang 30")
        await come_to_rest(stage.screen)
        assert stage.rows[at].split() == ["›", "30", "Rang", "30"]


async def test_all_buttons_at_the_end_of_a_page_stay_in_sight_while_one_moves_among_them() -> None:
    ways = [Action(f"way{n}", f"Bouton {n}") for n in range(4)]
    async with on_stage(page(lines(40), actions=ways)) as stage:
        await stage.press("end")
        await stage.sees("Bouton 0", "Bouton 3")
        await come_to_rest(stage.screen)
        line = stage.screen.body.scroll_y
        for number in (1, 2, 3):
            await stage.press("down")
            await come_to_rest(stage.screen)
            assert stage.screen.focused is stage.screen.query(Button)[number]
            assert stage.screen.body.scroll_y == line
