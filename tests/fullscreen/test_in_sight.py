"""What is in sight of a page: its title with what has the focus, where there is room for both."""

from __future__ import annotations

from functools import partial
from typing import Final

import pytest
from textual.geometry import Size

from tests.coming_back import browse_again
from tests.fullscreen import stories
from tests.fullscreen.stage import Stage, on_stage
from tui_voter.dialogue import (
    Action,
    Answers,
    Batch,
    Block,
    Dialogue,
    FieldError,
    Form,
    Listing,
    Page,
    Prose,
    Refused,
    Role,
    Row,
    TextField,
    Took,
)
from tui_voter.fullscreen.screens.question import QuestionScreen
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

CLOSE = Action("close", "Fermer", "fermer", Role.CLOSE)
SAVE = Action("save", "Enregistrer", "enregistrer", Role.SAVE)


def lines(count: int) -> list[Block]:
    return [Prose("\n".join(f"Ligne {number}." for number in range(count)))]


def frame(stage: Stage) -> QuestionScreen:
    assert isinstance(stage.program.screen, QuestionScreen)
    return stage.program.screen


async def at_rest(stage: Stage) -> None:
    for _frame in range(10):
        await stage.settle()


async def saved(_answers: Answers) -> object:
    return "saved"


SAVING: Final[Form[object]] = Form(
    title="Fichier", fields=[], submit=saved, submit_label="Accepter", busy="…"
)


async def test_who_comes_back_has_the_title_again_where_all_has_room() -> None:
    async def journey(dialogue: Dialogue) -> None:
        page = Page(title="Mon compte", key="account", blocks=lines(8), actions=[CLOSE, SAVE])
        while await dialogue.show(page) == Took(SAVE.name):
            await dialogue.ask(SAVING)
            page = page._replace()

    async with on_stage(journey) as stage:
        await stage.resize(80, 14)
        await stage.press("tab")
        await stage.until(lambda: frame(stage).body.sees_focus)
        await stage.press("enter")
        await stage.sees("Fichier")
        await stage.resize(80, 24)
        await stage.press("escape")
        await stage.sees("Ligne 7.")
        await at_rest(stage)
        assert "Mon compte" in stage.text


@pytest.mark.parametrize("key", ["f6", "f3"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
async def test_what_only_says_something_keeps_the_place_where_one_reads(
    size: tuple[int, int], key: str
) -> None:
    """Another look, or a key that does nothing here."""
    page = Page(title="Notice de vote", blocks=lines(90), actions=[CLOSE])
    async with on_stage(lambda dialogue: dialogue.show(page), size=size) as stage:
        await stage.sees("Notice de vote", "Ligne 0.")
        await stage.press(key)
        await at_rest(stage)
        assert "Ligne 0." in stage.text
        await stage.press("pagedown")
        await at_rest(stage)
        line = round(frame(stage).body.scroll_y)
        await stage.press(key)
        await at_rest(stage)
        assert round(frame(stage).body.scroll_y) == line


async def showing(page: Page, dialogue: Dialogue) -> None:
    await dialogue.show(page)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_button_that_was_in_sight_stays_so_when_something_is_said(
    size: tuple[int, int],
) -> None:
    seen = []
    for count in range(1, 20):
        page = Page(title="Notice", blocks=lines(count), actions=[CLOSE])
        async with on_stage(partial(showing, page), size=size) as stage:
            await at_rest(stage)
            seen.append(frame(stage).body.sees_focus)
            await stage.press("f3")
            await at_rest(stage)
            assert frame(stage).body.sees_focus or not seen[-1]
        if not seen[-1]:
            break
    assert seen[0]
    assert not seen[-1]


def rows(count: int) -> Listing:
    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([Row(str(n), f"Rang {n}", "6 sièges") for n in range(1, count + 1)])

    return Listing(title="Les listes", fetch=fetch, empty="", opens=stories.opened)


async def test_a_list_that_one_comes_back_to_has_its_title_where_there_is_room() -> None:
    async with on_stage(partial(browse_again, listing=rows(9), at="6"), size=(80, 20)) as stage:
        await stage.sees("› 6")
        await at_rest(stage)
        assert "Les listes" in stage.text
        assert "Rang 1" in stage.text


@pytest.mark.parametrize(("row", "top"), [(5, "Les listes"), (20, "Rang 13")])
async def test_more_room_shows_again_what_stands_above(row: int, top: str) -> None:
    async with on_stage(lambda d: d.browse(rows(40)), size=(120, 40)) as stage:
        await stage.sees("› 1")
        await stage.press(*["down"] * (row - 1))
        for size in ((80, 24), (40, 12), (120, 40)):
            await stage.resize(*size)
            await at_rest(stage)
            await stage.sees(f"Rang {row}")
        await stage.sees(top, f"Rang {row}")


def code(*, hint: str = "") -> Form[object]:
    async def submit(_answers: Answers) -> object:
        raise Refused(FieldError("code", "Ce code n’est pas le bon. " * 3, "inexact"))

    field = TextField(parse=str, name="code", label="Code de vote", hint=hint)
    return Form(
        title="Votre code",
        intro=["Une phrase.", "\n".join(f"Ligne {n}." for n in range(5))],
        fields=[field],
        submit=submit,
        submit_label="Valider",
        busy="…",
        actions=[CLOSE, SAVE],
    )


@pytest.mark.parametrize("rows", range(16, 22))
async def test_an_error_has_the_title_above_it_where_there_is_room(rows: int) -> None:
    async with on_stage(lambda d: d.ask(code()), size=(80, rows)) as stage:
        await stage.enter("abc")
        await stage.press("enter")
        await stage.sees("n’est pas le bon")
        await at_rest(stage)
        body = frame(stage).body
        fits = stage.form.boxes[0].virtual_region.bottom <= body.size.height
        assert ("Votre code" in stage.text) is fits


@pytest.mark.parametrize("size", [(80, 24), (40, 9), (120, 40)])
async def test_a_button_that_was_in_sight_at_the_end_of_a_page_stays_so(
    size: tuple[int, int],
) -> None:
    page = Page(title="Reçus", blocks=[Prose("Un long paragraphe. " * 60)], actions=[CLOSE, SAVE])
    async with on_stage(partial(showing, page), size=(40, 12)) as stage:
        await stage.sees("Reçus")
        await stage.press("end")
        await stage.until(lambda: frame(stage).body.sees_focus)
        await stage.resize(*size)
        await stage.until(lambda: frame(stage).outer_size == size)
        await at_rest(stage)
        assert frame(stage).body.sees_focus, stage.text


async def test_the_end_is_in_sight_although_a_button_above_has_the_focus() -> None:
    ways = [Action(f"way{n}", f"Bouton {n}", f"bouton{n}") for n in range(12)]
    page = Page(title="Reçus", blocks=lines(20), actions=ways)
    async with on_stage(partial(showing, page), size=(40, 12)) as stage:
        await stage.sees("Reçus")
        await stage.press("tab")
        await stage.sees("Bouton 1")
        await stage.press("end")
        await stage.sees("Bouton 11")
        await stage.press("home")
        await stage.sees("Reçus")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_page_at_its_top_stays_there_though_its_button_was_in_sight(
    size: tuple[int, int],
) -> None:
    page = Page(title="Phrase", blocks=lines(9), actions=[CLOSE, SAVE])
    async with on_stage(partial(showing, page), size=(80, 24)) as stage:
        await stage.sees("Phrase", "Ligne 0.")
        assert frame(stage).body.sees_focus
        await stage.resize(*size)
        await stage.until(lambda: frame(stage).outer_size == size)
        await at_rest(stage)
        assert "Ligne 0." in stage.text


async def test_a_page_that_is_read_keeps_its_line_though_its_button_is_far_below() -> None:
    page = Page(title="Notice", blocks=lines(90), actions=[CLOSE])
    async with on_stage(partial(showing, page), size=(80, 24)) as stage:
        await stage.sees("Notice")
        await stage.resize(40, 12)
        await stage.until(lambda: frame(stage).outer_size == (40, 12))
        await at_rest(stage)
        assert "Ligne 0." in stage.text


ROWS: Final = 18
"""The lines in sight of a body on a terminal of 24 rows."""
FIELD, FAR, TALL = Span(10, 11), Span(40, 41), Span(10, 60)
BOX, HEAD, BUTTON = Span(9, 13), Span(0, 1), Span(25, 26)


def view(
    *spans: Span, top: int = 0, width: int = 80, rows: int = ROWS, lines: int = 100, chrome: int = 6
) -> View:
    return View(Size(width, rows + chrome), rows, lines, top, spans)


READING: Final = Line(5)


@pytest.mark.parametrize(
    ("wanted", "before", "now", "line"),
    [
        # The focus: as little is scrolled as shows it, with what belongs to it if there is room.
        (FOCUS, None, view(), 0),
        (FOCUS, None, view(FIELD), 0),
        (FOCUS, None, view(FAR), 23),
        (FOCUS, view(FIELD), view(FIELD), 0),
        (FOCUS, view(FIELD, top=5), view(FIELD, top=5), 5),
        (FOCUS, view(FIELD), view(FAR), 23),
        (FOCUS, view(FAR, top=30), view(FIELD, top=30), 10),
        (FOCUS, view(FAR, top=30), view(FIELD, BOX, top=30), 9),
        (FOCUS, view(FAR, top=30), view(FIELD, BOX, HEAD, top=30), 0),
        (FOCUS, view(FAR, top=30), view(FIELD, TALL, HEAD, top=30), 0),
        (FOCUS, view(FAR, top=30), view(FAR, Span(37, 43), HEAD, top=30), 30),
        # A layout that grows above it, or a body that loses a row, takes it nowhere.
        (FOCUS, view(Span(17, 18)), view(Span(19, 20), lines=102), 2),
        (FOCUS, view(Span(17, 18)), view(Span(17, 18), rows=17, chrome=7), 1),
        (FOCUS, view(Span(17, 18), top=3), view(Span(17, 18), top=3, rows=17, chrome=7), 3),
        # Another size of the terminal shows it anew, as far up as possible.
        (FOCUS, view(FIELD), view(FIELD, width=40), 0),
        (FOCUS, view(FIELD, top=5), view(FIELD, top=5, rows=34), 0),
        (FOCUS, view(FIELD, top=5), view(FIELD, top=5, rows=6), 5),
        (FOCUS, view(FAR, top=30), view(FAR, top=30, rows=34), 7),
        (FOCUS, view(top=5), view(top=5, rows=34), 5),
        # An error has its title, or else its button, beside it.
        (Together(()), view(FIELD), view(FIELD, BOX, HEAD, BUTTON), 0),
        (Together(()), view(FIELD), view(FIELD, BOX, HEAD, BUTTON, rows=26), 0),
        (Together(()), view(FAR), view(FAR, Span(39, 43), HEAD, Span(50, 51)), 33),
        (Together(()), view(FAR, top=33), view(FAR, Span(39, 43), HEAD, Span(90, 91), top=33), 33),
        # A page that is read, or a notice at the top, stays wherever the focus is.
        (TOP, None, view(FAR), 0),
        (TOP, view(FIELD), view(FIELD, rows=6), 0),
        (TOP, view(FIELD), view(FIELD, width=40, rows=6), 0),
        (TOP, view(Span(17, 18)), view(FAR, lines=200), 0),
        (READING, view(FAR, lines=10), view(FAR, lines=10), 0),
        (READING, view(FAR, lines=10), view(FAR), 5),
        (READING, view(FAR, top=5), view(FAR, top=5, rows=6), 5),
        (END, view(FAR, top=82), view(FAR, top=82, lines=200), 182),
        (END, view(FAR, top=82), view(FAR, top=76, rows=24), 76),
        # But a focus that was in sight there stays so when a message takes a row.
        (TOP, view(Span(17, 18)), view(Span(17, 18), rows=17, chrome=7), 1),
        (TOP, view(Span(17, 18), top=1, rows=17, chrome=7), view(Span(17, 18), top=1), 0),
        (TOP, view(FAR), view(FAR, rows=17, chrome=7), 0),
        # Where the voter has scrolled, they are left alone; a focus in sight there stays so.
        (NOTHING, view(FAR, top=5), view(FAR, top=5), 5),
        (NOTHING, view(FIELD), view(FIELD, top=50), 50),
        (NOTHING, view(FIELD, top=5), view(FIELD, top=5, rows=34), 5),
        (NOTHING, view(FAR, top=5), view(FAR, top=5, width=40), 5),
        (NOTHING, view(FIELD, top=5), view(Span(30, 31), top=5, width=40), 13),
        (NOTHING, view(FIELD, top=5), view(FIELD, top=5, rows=4, chrome=20), 7),
        (NOTHING, view(FIELD, top=5), view(FAR, top=5, lines=200), 5),
    ],
)
def test_which_line_is_scrolled_to(
    wanted: Wanted, before: View | None, now: View, line: int
) -> None:
    assert line_to_show(wanted, before, now) == line
    there = now._replace(top=line)
    assert line_to_show(wanted, there, there) == line, "it stays there"
