"""Parts of a whole: a bar and figures for each, on every width; words alone without signs."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import page, results_page
from tui_voter.dialogue import Bar, Bars

SIZES = pytest.mark.parametrize("size", [(40, 24), (80, 24), (120, 30)])


@SIZES
@pytest.mark.parametrize("theme", ["visual", "terminal"])
async def test_bars_stand_beside_their_figures(theme: str, size: tuple[int, int]) -> None:
    async with on_stage(results_page(), theme=theme, size=size) as stage:
        await stage.sees("Agir ensemble", "45,1", "54,9", "1 500 voix")
        rows = [stage.row(words) for words in (" 0 voix", "1 234 voix", "1 500 voix")]
        none, first, second = (row.count("█") for row in rows)
        assert none == 0 < first < second
        assert len({row.rindex("%") for row in rows}) == 1  # the figures stand in columns
        assert "suffrages" not in rows[1]  # that is said once, above


@SIZES
async def test_without_drawn_signs_the_words_follow_their_list(size: tuple[int, int]) -> None:
    async with on_stage(results_page(), theme="accessible", size=size) as stage:
        await stage.sees("Agir ensemble", "45,1", "exprimés")
        assert not set("▏▎▍▌▋▊▉█─│") & set(stage.text)


@pytest.mark.parametrize(
    ("theme", "said"), [("visual", "1 000 000 000 voix"), ("accessible", "toutes les voix")]
)
async def test_many_figures_leave_room_for_no_bar_and_long_names_are_whole(
    theme: str, said: str
) -> None:
    name = "Union des personnels de l’enseignement et de la recherche de l’académie de la Fiction"
    bar = Bar(name, ("1 000 000 000 voix", "100,0\u00a0%"), "toutes les voix", 1.0)
    async with on_stage(page(Bars([bar])), theme=theme, size=(40, 24)) as stage:
        shown = " ".join(stage.text.split())
        assert name in shown
        assert said in shown


async def test_the_least_share_can_be_seen_and_no_bar_is_longer_than_the_whole() -> None:
    bars = Bars([Bar("A", ("1",), "1", 1e-6), Bar("B", ("2",), "2", 7)])
    async with on_stage(page(bars)) as stage:
        await stage.sees("▏")
        assert max(map(len, stage.text.splitlines())) <= 80


@pytest.mark.parametrize(("size", "between"), [((80, 24), 1), ((120, 40), 1), ((40, 12), 0)])
async def test_a_blank_line_parts_a_bar_from_the_next_name(
    size: tuple[int, int], between: int
) -> None:
    bars = Bars([Bar(name, ("1 voix",), "1 voix", 0.5) for name in ("Liste A", "Liste B")])
    async with on_stage(page(bars), size=size) as stage:
        await stage.sees("Liste B")
        assert stage.line_of("Liste B") - stage.line_of("Liste A") == 2 + between
