"""Parts of a whole: a bar and figures for each, on every width; words alone without signs."""

import pytest

from tests.fullscreen.stage import Size, on_stage
from tests.stories import page, results_page
from tui_voter.dialogue import Bar, Bars
from tui_voter.looks.bars import bar_of

SIZES = pytest.mark.parametrize("size", [(40, 26), (80, 24), (120, 30)])


@SIZES
@pytest.mark.parametrize("theme", ["visual", "terminal", "accessible"])
async def test_bars_stand_beside_their_figures(theme: str, size: Size) -> None:
    async with on_stage(results_page(), theme=theme, size=size) as stage:
        await stage.sees("Agir ensemble", "45,1", "exprimés")
        if theme == "accessible":  # words alone follow their list
            assert not set("▏▎▍▌▋▊▉█─│") & set(stage.text)
            return
        rows = [stage.row(words) for words in (" 0 voix", "1 234 voix", "1 500 voix")]
        none, first, second = (row.count("█") for row in rows)
        assert none == 0 < first < second
        assert len({row.rindex("%") for row in rows}) == 1  # the figures stand in columns
        assert "suffrages" not in rows[1]  # that is said once, above


@pytest.mark.parametrize(("size", "between"), [((80, 24), 1), ((120, 40), 1), ((40, 12), 0)])
async def test_the_least_share_is_seen_and_no_bar_exceeds_the_whole(
    size: Size, between: int
) -> None:
    name = "Liste des personnels enseignants"
    bars = Bars([Bar(f"{name} A", ("1",), "1", 1e-6), Bar(f"{name} B", ("2",), "2", 7)])
    async with on_stage(page(bars), size=size, sees=["▏", f"{name} B"]) as stage:
        assert max(map(len, stage.text.splitlines())) <= size[0]
        assert stage.line_of(f"{name} B") - stage.line_of(f"{name} A") == 2 + between  # blank line


def test_a_bar_is_full_for_all_and_empty_for_none_alone() -> None:
    assert (bar_of(1, 4), bar_of(0, 4), bar_of(0.5, 4)) == ("████", "    ", "██  ")
    assert (bar_of(998 / 999, 4), bar_of(1 / 999, 4)) == ("███▉", "▏   ")
