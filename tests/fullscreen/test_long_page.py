"""A document of any length: it is laid out between frames, and keys are handled meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tests.fullscreen.stories import READ, form, menu, page, text
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Block, Dialogue, Items, Prose, Title

LAST = 14_999
ITEMS = Items([f"Ligne {n}." for n in range(LAST + 1)])
MANY = 200_000
"""Lines that take a while on any machine."""


def lines(stage: Stage) -> int:
    """That the page is known to have by now."""
    return stage.screen.body.max_scroll_y


@pytest.mark.parametrize("kind", [Items, lambda texts: Prose("\n".join(texts))])
async def test_keys_are_handled_while_the_rest_is_laid_out(
    kind: Callable[[Sequence[str]], Block],
) -> None:
    async with on_stage(page(kind([f"Ligne {n}." for n in range(MANY)]))) as stage:
        await stage.sees("Ligne 0.")
        await stage.press("pagedown")
        await stage.sees("Ligne 25.")
        assert lines(stage) < MANY - 50


async def test_the_end_is_the_end_however_far_it_is() -> None:
    titles = [Title(f"Titre {n}.") for n in range(LAST + 1)]
    async with on_stage(page(*titles)) as stage:
        await stage.sees("Titre 0.")
        await stage.press("end")
        await stage.sees(f"Titre {LAST}.")
        await stage.press("home")
        await stage.sees("Titre 0.")


async def test_who_goes_elsewhere_on_the_way_to_the_end_stays_there() -> None:
    async with on_stage(page(ITEMS)) as stage:
        await stage.press("end", "home")
        await stage.until(lambda: lines(stage) > LAST - 50)
        await stage.sees("Ligne 0.")


async def test_the_voter_stays_at_their_line_on_another_width_and_where_they_come_back() -> None:
    async def journey(dialogue: Dialogue) -> None:
        while True:
            await dialogue.show(page(ITEMS, key="long", actions=[READ]))

    async with on_stage(journey) as stage:
        await stage.press("end")
        await stage.sees(f"Ligne {LAST}.")
        await stage.resize(60, 24)
        await stage.until(lambda: stage.program.size == (60, 24))
        await stage.sees(f"Ligne {LAST}.")
        before = stage.program.screen
        await stage.press("f7")
        await stage.until(lambda: stage.program.screen is not before)
        await stage.sees(f"Ligne {LAST}.")


async def test_all_that_is_read_on_a_wide_page_has_one_measure() -> None:
    long = "mesure " * 40
    asked = page(Title(long), long, Items([long], numbered=True))
    async with on_stage(asked, size=(200, 50)) as stage:
        await stage.sees("mesure")
        rows = [row.rstrip() for row in stage.text.splitlines() if "mesure" in row]
        left = min(len(row) - len(row.lstrip()) for row in rows)
        assert 72 - len("mesure") < max(map(len, rows)) - left <= 72


LONG = [f"{number}. Comparez le sceau avec celui de votre notice." for number in range(1, 9)]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (form(text("code"), intro=LONG), "A form", "Send"),
        (menu("Liste A", "Liste B", text=LONG), "Liste A", "Liste B"),
    ],
    ids=["form", "menu"],
)
async def test_what_stands_above_a_question_comes_into_sight_by_its_keys(
    asked: Place, first: str, last: str
) -> None:
    """Nothing that is to be read before one answers is out of reach on a small terminal."""
    async with on_stage(asked, size=(40, 12)) as stage:
        await stage.sees(first)
        for key, seen in (
            ("pageup", ["1. Comparez"]),
            ("pagedown", ["8. Comparez", last]),
            ("pageup", ["1. Comparez"]),
        ):
            await stage.press(*[key] * len(LONG))
            await stage.sees(*seen)
        await stage.press("2" if last == "Liste B" else "x")
        await stage.sees("› 2  Liste B" if last == "Liste B" else "Code")
