"""The hardware cursor, which readers follow, stands where the voter is, and on what is new.

Braille displays of forty cells show the part of its row that it is in.
"""

from typing import Any

import pytest

from tests import stories
from tests.fullscreen.scenes import CLOCK, SCENES
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import form, page, text
from tests.ways import some
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Facts, FieldError, Form, Page, Refused
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.screens.base import BaseScreen

pytestmark = pytest.mark.slow

LONG = "camille.desmoulins-montgolfier@academie-de-la-fiction-et-des-lettres.exemple"
CELLS = 40
SIZES = (80, 24), (40, 24), (40, 12), (120, 40)
AT_ANY_SIZE = pytest.mark.parametrize("size", some((80, 24), (40, 12), of=SIZES))


def about_you(value: str, paragraphs: int = 1) -> Form[Any]:
    intro = [f"Paragraph {n}." for n in range(paragraphs)]
    return form(text("name", label="Identifier", value=value), intro=intro)


def cells(stage: Stage, count: int = CELLS) -> str:
    """What a display of so many cells shows of the cursor's row."""
    screen = stage.program.screen
    assert isinstance(screen, BaseScreen)
    spot = screen.painted.cursor_spot
    if spot is None:
        return ""
    assert screen.region.contains_point(spot)
    start = spot.x // count * count
    return stage.text.splitlines()[spot.y][start : start + count]


async def feels(stage: Stage, *words: str) -> None:
    """Wait until these stand in the forty cells."""
    try:
        await stage.until(lambda: all(word in cells(stage) for word in words))
    except TimeoutError:
        raise AssertionError(f"no {words} in {cells(stage)!r}:\n{stage.text}") from None


@pytest.mark.parametrize("size", some((40, 12), of=SIZES))
@pytest.mark.parametrize("name", SCENES)
async def test_on_every_screen_it_is_where_the_voter_is_and_an_idle_screen_is_still(
    name: str, size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While seconds pass in the heading, and on a page that counts."""
    monkeypatch.setattr(pulse, "TICK", 0.002)
    monkeypatch.setattr(CLOCK, "seconds", stories.SECONDS)
    scene, painted = SCENES[name], list[object]()
    heading = stories.HEADING._replace(countdown=CLOCK.block())
    async with on_stage(scene.ask, theme="accessible", size=size, heading=heading) as stage:
        await stage.press(*scene.keys)
        wanted = (size[1] == 12 and scene.cursor_at_40) or scene.cursor
        await stage.until(lambda: wanted in cells(stage, size[0]))
        await stage.at_rest()
        monkeypatch.setattr(stage.program, "_display", lambda _screen, new: painted.append(new))
        for _second in range(6):
            CLOCK.seconds -= 1
            looks = CLOCK.looks
            await stage.until(lambda looks=looks: CLOCK.looks > looks + 1)  # type: ignore[misc]
        assert not painted
        monkeypatch.undo()


@AT_ANY_SIZE
async def test_at_the_end_of_an_answer_and_first_on_its_error(size: Size) -> None:
    async with on_stage(about_you(LONG), theme="accessible", size=size) as stage:
        await stage.press("end")
        field = stage.form.boxes[0].control

        def is_behind_it() -> bool:
            spot = stage.form.painted.cursor_spot
            return spot is not None and (
                field.region.contains_point(spot)
                and stage.text.splitlines()[spot.y][: spot.x].endswith(LONG[-4:])
            )

        await stage.until(is_behind_it)
        stage.form.complain(Refused(FieldError("name", "This is not known.", "unknown")))
        await feels(stage, "Identifier (unknown)")
        await stage.press("end", "x")
        await feels(stage, LONG[-4:] + "x")


@AT_ANY_SIZE
async def test_on_the_button_however_long_the_refusal_above_it(size: Size) -> None:
    told = FieldError("", "The portal cannot be reached. Check your connection. " * 4, "no answer")
    async with on_stage(about_you("", 8), theme="accessible", size=size) as stage:
        await stage.press("tab")
        await stage.until(lambda: stage.form.button.has_focus)
        stage.form.complain(Refused(told))
        await feels(stage, "[ Try again ]")


@AT_ANY_SIZE
async def test_values_begin_within_the_cells(size: Size) -> None:
    facts = Facts([("Adresse électronique professionnelle", LONG), ("Nom", "Anne")])
    async with on_stage(page(facts), theme="accessible", size=size) as stage:
        assert stage.row("Nom").startswith("Nom  Anne")
        assert stage.row("Adresse").index("professionnelle") < CELLS


@AT_ANY_SIZE
@pytest.mark.parametrize(
    ("asked", "key", "then"),
    [
        (stories.link_form(), "x", ["Lien unique", "x"]),
        (stories.home_menu(), "down", ["2", "Aide en ligne"]),
        (stories.mailbox_page(), "tab", ["Écrire soi-même"]),
    ],
)
async def test_an_outcome_is_met_first_and_the_next_key_leads_on(
    asked: Place, key: str, then: list[str], size: Size
) -> None:
    changed = "Your password has been changed."
    async with on_stage(asked, notice=changed, theme="accessible", size=size) as stage:
        await feels(stage, changed)
        await stage.press(key)
        await feels(stage, *then)
    if isinstance(asked, Page):  # one that tells an outcome itself is met at its title
        told = asked._replace(title=changed, is_outcome=True)
        async with on_stage(told, theme="accessible", size=size) as stage:
            await feels(stage, changed)
            await stage.press(key)
            await feels(stage, *then)


async def test_never_on_a_blank_row_of_a_text_that_was_scrolled() -> None:
    long = "\n\n".join(f"line {n}" for n in range(60))
    async with on_stage(page(long), theme="accessible") as stage:
        for _row in range(8):
            await stage.press("down")
            await stage.until(lambda: cells(stage).strip())
        await feels(stage, "line ")


@pytest.mark.parametrize("rows", range(1, 9))
async def test_never_beyond_the_screen(rows: int) -> None:
    async with on_stage(stories.question_form(), theme="accessible", size=(40, rows)) as stage:
        for key in ("tab", "tab", "shift+tab", "f1"):
            await stage.press(key)
            cells(stage)
