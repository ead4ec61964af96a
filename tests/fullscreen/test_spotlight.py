"""What matters now, large above the other options of a menu, and numbers seen from far away."""

import pytest

from tests.fullscreen.scenes import HEADING
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import Clock, countdown_page, page
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.dialogue import Action, Menu, Opened
from tui_voter.journeys.home.menu import home_menu
from tui_voter.looks.big_numbers import SCALES, SMALL, WIDE, BigNumbers

VOTE = "Vote: 4 ballots to cast, until 8 December at 5 pm"


def home() -> Menu:
    return home_menu(VOTE, may_claim=True, idle=1800)


async def test_enter_takes_what_matters_and_the_others_follow_it() -> None:
    async with on_stage(home(), heading=HEADING) as stage:
        await stage.sees("11  Vote: 4 ballots")
        assert "Ouverture dans" not in stage.text, "the card counts, and not the heading too"
        assert chosen(stage) == "vote"
        for key, at in (
            *(("up", "vote"), ("down", "edito"), ("9", "claims"), ("end", "account")),
            *(("left", "reissue-guide"), ("home", "vote")),
        ):
            await stage.press(key)
            assert chosen(stage) == at, key
        await stage.press("enter")
        assert await stage.outcome() == Opened("vote")


async def test_a_click_on_it_takes_it_from_anywhere() -> None:
    async with on_stage(home(), heading=HEADING) as stage:
        await stage.press("2")
        await stage.click("ballots to")
        assert await stage.outcome() == Opened("vote")


@pytest.mark.parametrize("language", Language)
async def test_all_of_the_home_is_in_sight_at_80_by_24(language: Language) -> None:
    messages.use(language)
    notice = "Encore 4 bulletins à déposer."
    async with on_stage(home(), heading=HEADING, notice=notice) as stage:
        await stage.sees("11  ")
        assert stage.screen.body.max_scroll_y == 0, stage.text


@pytest.mark.parametrize(
    ("theme", "size"), [("accessible", (80, 24)), ("visual", (40, 12)), ("visual", (80, 12))]
)
async def test_without_room_for_figures_the_time_left_is_a_sentence(theme: str, size: Size) -> None:
    """The option follows it, both in sight before anything is done."""
    notice = "Encore 4 bulletins à déposer."
    async with on_stage(home(), heading=HEADING, theme=theme, size=size, notice=notice) as stage:
        await stage.sees("› 11  Vote: 4 ballots")
        told = stage.program.heading.countdown
        assert told is not None
        seen = " ".join(stage.rows)
        assert told.view().told.partition(".")[0] in seen
        assert not stage.screen.query_one(BigNumbers).display
        assert chosen(stage) == "vote"
        await stage.press("down")
        assert chosen(stage) == "edito"


async def test_the_accessible_theme_keeps_its_rows() -> None:
    rows = []
    for heading in (HEADING, HEADING._replace(countdown=None)):
        async with on_stage(home(), heading=heading, theme="accessible") as stage:
            await stage.sees("F12")
            end = stage.screen.query_one(".ways").region.y
            rows.append(end - stage.screen.query_one("Numbered").region.bottom)
    assert rows[0] == rows[1] == 1


async def test_another_theme_leaves_the_voter_where_they_are() -> None:
    async with on_stage(home(), heading=HEADING) as stage:
        await stage.dress("accessible")
        await stage.sees("› 11  Vote: 4 ballots", "Ouverture dans")
        await stage.dress("visual")
        await stage.sees("11  Vote: 4 ballots")
        assert chosen(stage) == "vote"


async def test_what_is_filtered_out_is_not_taken() -> None:
    async with on_stage(home(), heading=HEADING) as stage:
        await stage.press(*"claim")
        await stage.press("enter")
        assert await stage.outcome() == Opened("claims")


def chosen(stage: Stage) -> str:
    return stage.screen.query_one("Numbered").chosen  # type: ignore[attr-defined, no-any-return]


# --- Numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        ((48, 16), 3),
        ((80, 24), 5),
        ((80, 40), 5),
        ((120, 31), 5),
        ((120, 40), 8),
        ((160, 39), 8),
        ((160, 40), 10),
    ],
)
async def test_the_countdown_grows_with_the_screen(size: tuple[int, int], rows: int) -> None:
    async with on_stage(countdown_page(Clock()), size=size, heading=HEADING) as stage:
        await stage.sees("secondes")
        numbers = stage.screen.query_one(BigNumbers)
        assert numbers._slots[0].scale.rows == rows
        assert numbers._slots[0].scale.height == numbers.size.height
        last = numbers._slots[-1]
        assert last.left + last.scale.width(last.digits) <= numbers.size.width


async def test_the_figures_make_way_so_that_the_whole_page_is_in_sight() -> None:
    """They are as large as before once the window is."""
    ways = [Action(str(number), f"Bouton {number}") for number in range(3)]
    asked = page(Clock().block(), title="Je vote", actions=ways)
    notice = "Le vote n’est pas encore ouvert : il ouvre le 1er décembre à 8 h."
    async with on_stage(asked, heading=HEADING, notice=notice) as stage:
        await stage.sees(notice, "Bouton 2")
        numbers, body = stage.screen.query_one(BigNumbers), stage.screen.body
        await stage.until(lambda: body.max_scroll_y == 0)
        assert numbers.size.height == SMALL.height
        await stage.resize(80, 30)
        await stage.until(lambda: (numbers.size.height, body.max_scroll_y) == (WIDE.height, 0))


@pytest.mark.parametrize("size", [(40, 24), (80, 12)])
async def test_without_room_for_digits_the_countdown_is_told_in_a_row(size: Size) -> None:
    async with on_stage(countdown_page(Clock()), size=size) as stage:
        await stage.sees("43\u00a0jours  22\u00a0heures")
        assert not stage.screen.query_one(BigNumbers).display


def test_each_digit_can_be_told_from_the_others_in_each_scale() -> None:
    for scale in SCALES:
        drawn = {
            digit: tuple(scale.draw(digit, y) for y in range(scale.rows)) for digit in "0123456789"
        }
        assert len(set(drawn.values())) == 10
        assert {len(row) for rows in drawn.values() for row in rows} == {3 * scale.across}
