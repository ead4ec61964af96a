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
from tui_voter.fullscreen.screens.body import Sight, shows_focus_again
from tui_voter.fullscreen.screens.question import QuestionScreen

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


def sight(terminal: tuple[int, int] = (80, 24), *, top: int = 0, has_focus: bool = True) -> Sight:
    size = Size(*terminal)
    return Sight(size, size - Size(0, 6), top, has_focus)


FIELD: Final = {"holds_focus": True, "voter_scrolled": False}
READING: Final = {"holds_focus": False, "voter_scrolled": False}
SCROLLED: Final = {"holds_focus": True, "voter_scrolled": True}


@pytest.mark.parametrize(
    ("before", "now", "state", "shown"),
    [
        (sight(), sight(), FIELD, False),
        (sight(), sight(has_focus=False), FIELD, True),
        (sight(), sight(top=5, has_focus=False), FIELD, False),
        (sight(has_focus=False), sight(has_focus=False), FIELD, False),
        (sight(), sight((40, 24)), FIELD, True),
        (sight(), sight((80, 40)), FIELD, True),
        (sight(), sight((80, 12)), FIELD, False),
        (sight(), sight((80, 40)), SCROLLED, False),
        (sight(), sight(has_focus=False), READING, True),
        (sight(), sight((40, 12), has_focus=False), READING, False),
        (sight(top=5), sight((40, 12), top=5, has_focus=False), READING, True),
        (sight(top=5, has_focus=False), sight((40, 12), top=5), READING, False),
    ],
)
def test_when_a_layout_shows_the_focus_again(
    before: Sight, now: Sight, state: dict[str, bool], shown: bool
) -> None:
    assert shows_focus_again(before, now, **state) is shown
