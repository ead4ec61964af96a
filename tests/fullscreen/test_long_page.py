"""A document of any length: it is laid out between frames, and keys are handled meanwhile."""

from collections.abc import Callable, Sequence

import pytest

from tests.fullscreen.stage import Stage, on_stage
from tests.stories import READ, form, menu, page, text
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
async def test_keys_are_handled_meanwhile(kind: Callable[[Sequence[str]], Block]) -> None:
    async with on_stage(page(kind([f"Ligne {n}." for n in range(MANY)])), sees="Ligne 0.") as stage:
        await stage.press("pagedown", sees="Ligne 25.")
        assert lines(stage) < MANY - 50


async def test_the_end_is_the_end_however_far_it_is() -> None:
    titles = [Title(f"Titre {n}.") for n in range(LAST + 1)]
    async with on_stage(page(*titles)) as stage:
        for key, seen in (("home", 0), ("end", LAST), ("home", 0)):
            await stage.press(key, sees=f"Titre {seen}.")


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
        await stage.press("end", sees=f"Ligne {LAST}.")
        await stage.resize(60, 24)
        await stage.until(lambda: stage.program.size == (60, 24))
        await stage.sees(f"Ligne {LAST}.")
        before = stage.program.screen
        await stage.press("f7")
        await stage.until(lambda: stage.program.screen is not before)
        await stage.sees(f"Ligne {LAST}.")


LONG = [f"{number}. Comparez le sceau avec celui de votre notice." for number in range(1, 9)]


@pytest.mark.parametrize(
    ("asked", "last", "key", "seen"),
    [
        (form(text("code"), intro=LONG), "Send", "x", "Code"),
        (menu("Liste A", "Liste B", text=LONG), "Liste B", "2", "› 2  Liste B"),
    ],
    ids=["form", "menu"],
)
async def test_what_stands_above_a_question_can_be_read(
    asked: Place, last: str, key: str, seen: str
) -> None:
    """Nothing that is to be read before one answers is out of reach on a small terminal."""
    async with on_stage(asked, size=(40, 12)) as stage:
        for turn, *told in (
            *(("pageup", "1. Comparez"), ("pagedown", "8. Comparez", last)),
            ("pageup", "1. Comparez"),
        ):
            await stage.press(*[turn] * len(LONG))
            await stage.sees(*told)
        await stage.press(key, sees=seen)
