"""What is in sight of a page: its title with what has the focus, where there is room for both."""

from itertools import product
from typing import Final

import pytest

from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import CLOSE, SAVE, form, lines, menu, page, text
from tests.ways import some
from tui_voter.audit.rest import come_to_rest
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
        *((FOCUS, view(FIELD), 0), (FOCUS, view(FAR), 23), (FOCUS, view(FAR, rows=6), 35)),
        *((FOCUS, view(FIELD, BOX, rows=6), 7), (FOCUS, view(FIELD, BOX, HEAD, rows=6), 7)),
        *((FOCUS, view(FIELD, TALL, HEAD), 0), (FOCUS, view(FAR, Span(37, 43), HEAD), 25)),
        *((FOCUS, view(Span(19, 20), lines=102), 2), (FOCUS, view(LOW, rows=17, covered=1), 1)),
        # An error has its title, or else its button, beside it.
        (Together(()), view(FIELD, BOX, HEAD, BUTTON), 0),
        (Together(()), view(FIELD, BOX, HEAD, BUTTON, rows=26), 0),
        (Together(()), view(FAR, Span(39, 43), HEAD, Span(50, 51)), 33),
        (Together(()), view(FAR, Span(39, 43), HEAD, Span(90, 91)), 25),
        # A page that is read, or a notice at the top, stays wherever the focus is.
        *((TOP, view(), 0), (TOP, view(FAR), 0), (TOP, view(FIELD, rows=6), 0)),
        *((TOP, view(FIELD, rows=10), 0), (READING, view(FAR, lines=10), 0)),
        *((READING, view(FAR), 5), (END, view(FAR, lines=200), 182), (END, view(FAR, rows=24), 76)),
        # But a message does not cover the focus that is in sight there.
        (TOP, view(LOW, rows=17, covered=1), 1),
        (TOP, view(LOW, BOX, HEAD, Span(16, 30), rows=17, covered=1), 1),
        *((TOP, view(LOW, rows=17), 0), (TOP, view(FAR, rows=17, covered=1), 0)),
        (READING, view(FIELD, rows=5, covered=1), 6),
        (END, view(Span(82, 83), rows=17, covered=1), 83),
    ],
)
@pytest.mark.parametrize("top", [0, 30])
def test_which_line_is_scrolled_to(wanted: Wanted, now: View, line: int, top: int) -> None:
    """Whichever was before."""
    assert line_to_show(wanted, now._replace(top=top)) == line


def test_what_the_voter_has_scrolled_is_left_alone() -> None:
    """And a body in which nothing has the focus, as in a terminal's window behind another."""
    far, covered = view(FAR, top=5), view(FIELD, top=5, rows=5, covered=1)
    for wanted, now in ((NOTHING, far), (NOTHING, covered), (FOCUS, view(top=5))):
        assert line_to_show(wanted, now) == now.top


async def resized(stage: Stage, size: Size) -> None:
    await stage.resize(*size)
    await stage.until(lambda: stage.screen.outer_size == size)
    await come_to_rest(stage.screen)


@pytest.mark.parametrize("size", [(80, 24), (40, 9), (120, 40)])
async def test_a_button_in_sight_at_the_end_of_a_page_stays_so(size: Size) -> None:
    asked = page("Un long paragraphe. " * 60, actions=[CLOSE, SAVE])
    async with on_stage(asked, size=(40, 12)) as stage:
        await stage.press("end")
        await stage.until(lambda: stage.screen.body.sees_focus)
        await resized(stage, size)
        assert stage.screen.body.sees_focus, stage.text
    async with on_stage(page(lines(9), actions=[CLOSE])) as stage:
        assert stage.screen.body.sees_focus
        await resized(stage, (40, 12))  # but who stands at the top of a page stays there
        assert "Ligne 0." in stage.text


FIELDS = [text(f"f{n}", label=f"Champ {n}", hint="Comme sur la liste. " * n) for n in range(6)]


@pytest.mark.parametrize(
    ("size", "theme"),
    some(
        *(((80, 24), "visual"), ((40, 12), "accessible")),
        of=product([(80, 24), (40, 12)], ["visual", "accessible"]),
    ),
)
async def test_a_field_is_shown_with_the_same_lines_whatever_was_in_sight_before(
    size: Size, theme: str
) -> None:
    """From above, from below, and at other sizes of the terminal before."""
    asked = form(*FIELDS, intro=[lines(9).text], actions=[SAVE])
    async with on_stage(asked, size=size, theme=theme, sees="Ligne 0.") as stage:
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


async def test_a_row_that_is_clicked_stays_under_the_mouse() -> None:
    """Another click there is on the same row, although the list would show it further down."""
    async with on_stage(menu(*(f"Rang {n}" for n in range(1, 41)), irrevocable=True)) as stage:
        await stage.press("end", sees="Rang 40")
        await come_to_rest(stage.screen)
        at = stage.line_of("Rang 30")
        await stage.click("Rang 30")
        await come_to_rest(stage.screen)
        assert stage.rows[at].split() == ["›", "30", "Rang", "30"]
