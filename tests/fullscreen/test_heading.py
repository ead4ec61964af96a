"""The heading: whose site it is, the countdown that stays in sight, and the title of a page that is
scrolled."""

import asyncio
from collections.abc import Callable

import pytest

from tests import stories
from tests.fullscreen.stage import Size, Stage, on_stage
from tests.stories import HEADING, WARNING, Clock, lines, page
from tui_voter.dialogue import Heading
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.widgets.chrome import HeadingRow

HOME = stories.home_menu()


@pytest.fixture(autouse=True)
def _ticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a hundredth."""
    monkeypatch.setattr(pulse, "TICK", 0.01)


def counting(clock: Clock) -> Heading:
    return HEADING._replace(countdown=clock.block())


def heading_row(stage: Stage) -> HeadingRow:
    return stage.program.screen.query_one(HeadingRow)


def first_row(stage: Stage) -> str:
    return next(row for row in stage.rows if row)


# --- The host, the election and the warning


@pytest.mark.parametrize("size", [(40, 12), (40, 24)])
@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_letter_of_the_host_is_ever_missing(size: Size, theme: str) -> None:
    """Its end is what tells one site from another."""
    host = "portail-elections.academie-de-la-fiction.exemple.ailleurs"
    heading = counting(Clock())._replace(host=host)
    async with on_stage(HOME, heading=heading, theme=theme, size=size) as stage:
        await stage.sees("Élections prof")
        assert host in "".join(stage.rows)


async def test_no_word_of_the_warning_is_lost_as_the_window_gets_shorter() -> None:
    """In the accessible theme it is whole where there is room; elsewhere it is a badge beside the
    host, and whole in the help."""
    heading = HEADING._replace(warning=WARNING)
    async with on_stage(HOME, heading=heading, size=(40, 18), theme="accessible") as stage:
        await stage.sees("Portail d’essai", "chiffrée.")
        await stage.resize(40, 12)
        await stage.sees("Connexion locale, non chiffrée.")
        await stage.resize(40, 18)
        await stage.sees("Portail d’essai", "pas chiffrée.")
        await stage.dress("visual")
        await stage.sees("ESSAI  portail.exemple.fr")
        assert "chiffrée" not in stage.text
        await stage.press("f1", sees=["Portail d’essai", "pas chiffrée."])


# --- The countdown


async def test_it_goes_on_behind_help_and_is_kept_in_step_with_the_portal() -> None:
    clock = Clock()
    clock.found = 60
    async with on_stage(HOME, heading=counting(clock)) as stage:
        await stage.press("f1", sees=["Help", "22 h 38 min"])
        clock.seconds -= 60
        await stage.sees("Help", "22 h 37 min")
        await stage.press("escape", sees=["Bienvenue", "22 h 37 min"])
        clock.due = True
        await stage.sees("0 j 0 h 1 min")


async def test_a_look_on_the_edge_of_a_second_shifts_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the countdown would stand still for two seconds, and then leave one out."""
    now, waits, ticks = 0.0, list[float](), list[Callable[[], None]]()
    loop, clock = asyncio.get_running_loop(), Clock(9)
    never = loop.call_later(3600, int)

    def call_later(delay: float, tick: Callable[[], None]) -> asyncio.TimerHandle:
        waits.append(delay)
        ticks.append(tick)
        return never

    monkeypatch.setattr(pulse, "TICK", 1.0)
    monkeypatch.setattr(pulse, "monotonic", lambda: now)
    monkeypatch.setattr(loop, "call_later", call_later)
    beat = pulse.Pulse(lambda error: pytest.fail(repr(error)))
    beat.follow(clock.block(), lambda _view: None)
    beat.start()
    for clock.seconds in (9, 8, 7, 6):
        now += waits[-1] + 0.01  # timers are a little late
        ticks[-1]()
    beat.stop()
    assert waits == pytest.approx([1, 0.3, 1, 1, 1], abs=0.02)


# --- The title of a page that is scrolled


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_title_of_a_page_that_is_scrolled_takes_the_place_of_the_elections_name(
    size: Size, theme: str
) -> None:
    title = "Mes informations personnelles"
    heading = counting(Clock())._replace(warning=WARNING)
    asked = page(lines(60), title=title)
    async with on_stage(asked, heading=heading, size=size, theme=theme) as stage:
        await stage.sees(title, "Élections", "portail.exemple.fr")
        height = heading_row(stage).size.height
        await stage.press("pagedown")
        await stage.until(lambda: title in first_row(stage))  # whole, beside the host or without it
        assert ("exemple.fr" in first_row(stage)) is (size[0] > 40)
        assert "Élections" not in stage.text
        assert stage.text.count("Mes informations") == 1
        assert heading_row(stage).size.height == height
        await stage.press("home")
        await stage.until(lambda: "Élections" in first_row(stage))
        assert title not in first_row(stage)


async def test_the_host_makes_way_for_a_long_title_and_a_long_host_for_no_year() -> None:
    host, title = "portail-elections.academie.exemple", f"Résultat : {'Commission ' * 4}paritaire"
    heading = HEADING._replace(host=host, election="Élections des représentants du personnel 2026")
    async with on_stage(page(lines(60), title=title), heading=heading) as stage:
        await stage.until(lambda: "… 2026" in first_row(stage))
        assert host in first_row(stage)
        await stage.press("pagedown")
        await stage.until(lambda: title in first_row(stage))
