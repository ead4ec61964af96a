"""Parts of a whole: a bar and figures for each, on every width; words alone without signs."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import results_page
from tui_voter.dialogue import Bar, Bars, Page
from tui_voter.fullscreen.themes import LOOKS

SIZES = [(40, 24), (80, 24), (120, 30)]


def full(row: str) -> int:
    return row.count("█")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["visual", "terminal"])
async def test_bars_stand_beside_their_figures(theme: str, size: tuple[int, int]) -> None:
    async with on_stage(lambda d: d.show(results_page()), theme=theme, size=size) as stage:
        await stage.sees("Agir ensemble", "45,1", "54,9", "1 500 voix")
        first, second = stage.row("1 234 voix"), stage.row("1 500 voix")
        assert 0 < full(first) < full(second)
        ends = {row.rindex("%") for row in (first, second, stage.row(" 0 voix"))}
        assert len(ends) == 1  # the figures stand in columns
        assert full(stage.row(" 0 voix")) == 0
        assert "suffrages" not in first  # that is said once, above


@pytest.mark.parametrize("size", SIZES)
async def test_without_drawn_signs_the_words_follow_their_list(size: tuple[int, int]) -> None:
    async with on_stage(lambda d: d.show(results_page()), theme="accessible", size=size) as stage:
        await stage.sees("Agir ensemble", "45,1", "exprimés")
        assert not set("▏▎▍▌▋▊▉█─│") & set(stage.text)


@pytest.mark.parametrize("theme", LOOKS)
async def test_many_figures_leave_room_for_no_bar_and_long_names_are_whole(theme: str) -> None:
    name = "Union des personnels de l’enseignement et de la recherche de l’académie de la Fiction"
    bar = Bar(name, ("1 000 000 000 voix", "100,0\u00a0%"), "toutes les voix", 1.0)
    page = Page(title="Voix", blocks=[Bars([bar])])
    async with on_stage(lambda d: d.show(page), theme=theme, size=(40, 24)) as stage:
        shown = " ".join(stage.text.split())
        assert name in shown
        assert ("toutes les voix" if theme == "accessible" else "1 000 000 000 voix") in shown


async def test_the_least_share_can_be_seen_and_no_bar_is_longer_than_the_whole() -> None:
    page = Page(
        title="Voix", blocks=[Bars([Bar("A", ("1",), "1", 1e-6), Bar("B", ("2",), "2", 7)])]
    )
    async with on_stage(lambda d: d.show(page)) as stage:
        await stage.sees("▏")
        assert max(map(len, stage.text.splitlines())) <= 80


@pytest.mark.parametrize(("size", "between"), [((80, 24), 1), ((120, 40), 1), ((40, 12), 0)])
async def test_a_blank_line_parts_a_bar_from_the_next_name(
    size: tuple[int, int], between: int
) -> None:
    rows = [Bar(name, ("1 voix",), "1 voix", 0.5) for name in ("Liste A", "Liste B")]
    async with on_stage(lambda d: d.show(Page(title="Voix", blocks=[Bars(rows)])), size=size) as s:
        await s.sees("Liste B")
        shown = s.text.splitlines()
        first, second = (shown.index(s.row(name)) for name in ("Liste A", "Liste B"))
        assert second - first == 2 + between
