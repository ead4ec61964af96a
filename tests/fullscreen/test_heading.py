"""The heading: whose site it is, the countdown that stays in sight, and the title of a page that is
scrolled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Stage, on_stage
from tests.fullscreen.stories import HEADING, Clock, form, lines, page, refusing
from tui_voter.dialogue import Answers, Dialogue, Heading
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


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_host_has_its_own_place_and_a_rule_carries_nothing(columns: int) -> None:
    async with on_stage(HOME, heading=counting(Clock()), size=(columns, 24)) as stage:
        await stage.sees("Ouverture dans 43 j 22 h 38 min")
        top, *others = stage.text.splitlines()
        assert top.split("  ")[-1].strip() == "portail.exemple.fr"
        assert "Élections professionnelles 2022" in top
        ruled = [row.strip() for row in others if "─" in row]
        assert ruled
        assert all(set(row) == {"─"} for row in ruled), ruled
        assert ("Ouverture dans" in top) is (columns == 120)


@pytest.mark.parametrize(
    ("size", "theme", "lines"),
    [
        (
            (80, 24),
            "accessible",
            ["Élections professionnelles 2022 portail.exemple.fr", "Ouverture dans 43 j"],
        ),
        (
            (40, 12),
            "visual",
            ["Élections profess… portail.exemple.fr", "Ouverture dans 43 j 22 h 38 min"],
        ),
        ((120, 40), "visual", ["", "Élections professionnelles 2022 Ouverture dans 43 j"]),
    ],
)
async def test_it_gives_way_where_there_is_less_room(
    size: tuple[int, int], theme: str, lines: list[str]
) -> None:
    async with on_stage(HOME, heading=counting(Clock()), theme=theme, size=size) as stage:
        assert "portail.exemple.fr" in stage.text
        shown = [" ".join(row.split()) for row in stage.rows]
        for row, begins in zip(shown, lines, strict=False):
            assert row.startswith(begins)


@pytest.mark.parametrize("size", [(40, 12), (40, 24)])
@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_letter_of_the_host_is_ever_missing(size: tuple[int, int], theme: str) -> None:
    """Its end is what tells one site from another."""
    host = "portail-elections.academie-de-la-fiction.exemple.ailleurs"
    heading = HEADING._replace(host=host)
    async with on_stage(HOME, heading=heading, theme=theme, size=size) as stage:
        await stage.sees("Élections prof")
        assert host in "".join(stage.rows)


async def test_on_a_short_screen_a_host_of_its_own_row_takes_that_of_the_countdown() -> None:
    heading = HEADING._replace(host="portail-elections.academie.exemple")
    async with on_stage(HOME, size=(40, 12)) as stage:
        heading_row(stage).show(heading, "Ouverture dans 14 j 13 h 21 min")
        await stage.sees("portail-elections.academie.exemple")
        assert heading_row(stage).size.height == 2


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_word_of_the_warning_is_lost_as_the_window_gets_shorter(theme: str) -> None:
    warning = "Portail d’essai, sur cet ordinateur : la connexion n’est pas chiffrée."
    short = "Connexion locale, non chiffrée."
    heading = HEADING._replace(warning=warning, short_warning=short)
    async with on_stage(HOME, heading=heading, size=(40, 18), theme=theme) as stage:
        await stage.sees("Portail d’essai", "chiffrée.")
        await stage.resize(40, 12)
        await stage.sees(short)
        await stage.resize(40, 18)
        await stage.sees("Portail d’essai", "pas chiffrée.")


@pytest.mark.parametrize("warning", ["", "Exercice : ce vote ne compte pas."])
@pytest.mark.parametrize("columns", [58, 64, 70, 82, 84, 100])
async def test_the_page_does_not_move_at_a_whole_hour(columns: int, warning: str) -> None:
    heading, heights = HEADING._replace(warning=warning), set()
    async with on_stage(HOME, size=(columns, 24)) as stage:
        for brief in ("Ouverture dans 14 j 13 h 21 min", "Ouverture dans 4 j 13 h"):
            heading_row(stage).show(heading, brief)
            await stage.sees(brief)
            heights.add(heading_row(stage).size.height)
    assert len(heights) == 1


async def test_the_heading_may_be_shown_before_the_screen_is_laid_out() -> None:
    heading = HEADING._replace(warning="A test portal: nothing is encrypted.")
    async with on_stage(HOME) as stage:
        row = HeadingRow(heading)
        await stage.program.screen.mount(row)
        assert row.size.width == 0
        row.show(heading, "Ouverture dans 43 j")
        await stage.sees("A test portal")


async def test_a_line_that_was_not_laid_out_is_there_at_the_next_change() -> None:
    """A screen that was just coming up may have missed that the heading has a line more."""
    async with on_stage(HOME, heading=HEADING, size=(40, 12)) as stage:
        row = heading_row(stage)
        row.brief = "43 j 22 h 38 min"  # and nobody laid it out
        row.show(row.heading, "43 j 22 h 37 min")
        await stage.sees("43 j 22 h 37 min")


# --- The countdown


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_it_is_painted_by_the_minute_only(theme: str) -> None:
    clock = Clock()
    async with on_stage(HOME, heading=counting(clock), theme=theme) as stage:
        row, painted = heading_row(stage), list[object]()
        show = row.show

        def seen(*args: object) -> None:
            painted.append(args)
            show(*args)  # type: ignore[arg-type] # what it is called with

        row.show = seen  # type: ignore[method-assign,assignment] # a look at it
        for _second in range(7):
            clock.seconds -= 1
            looks = clock.looks
            await stage.until(lambda looks=looks: clock.looks > looks)  # type: ignore[misc]
        assert not painted
        clock.seconds -= 1
        await stage.sees("43 j 22 h 37 min")
        assert len(painted) == 1


async def test_it_is_kept_in_step_with_the_portal() -> None:
    clock = Clock()
    clock.found = 60
    async with on_stage(HOME, heading=counting(clock)) as stage:
        clock.due = True
        await stage.until(clock.synced.is_set)
        await stage.sees("0 j 0 h 1 min")


async def test_it_goes_on_behind_help() -> None:
    clock = Clock()
    async with on_stage(HOME, heading=counting(clock)) as stage:
        await stage.press("f1")
        await stage.sees("Help", "22 h 38 min")
        clock.seconds -= 60
        await stage.sees("Help", "22 h 37 min")
        await stage.press("escape")
        await stage.sees("Bienvenue", "22 h 37 min")


@pytest.mark.parametrize("goes_on", [True, False])
async def test_the_heading_may_change_while_a_form_is_open(
    goes_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same countdown is told at once where it was set, and another heading ends it."""
    monkeypatch.setattr(pulse, "TICK", 3600.0 if goes_on else 0.01)
    clock = Clock()
    heading = counting(clock)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)

        async def submit(answers: Answers) -> None:
            clock.seconds = 60
            dialogue.head(heading if goes_on else HEADING)
            await stories.endless(answers)

        await dialogue.ask(form(submit=submit))

    async with on_stage(journey) as stage:
        await stage.sees("Ouverture dans 43 j")
        await stage.press("enter")
        if goes_on:
            await stage.sees("0 j 0 h 1 min")
            return
        await stage.sees_no_more("Ouverture dans")
        looks = clock.looks
        await stage.at_rest()
        assert clock.looks == looks


async def test_a_look_on_the_edge_of_a_second_shifts_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each look might fall just before or just after the second turns, and the countdown
    would stand still for two seconds and then leave one out."""
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


async def test_a_tick_renders_only_what_overlaps_it() -> None:
    """Not all that stands in the same container."""
    async with on_stage(HOME, heading=counting(Clock())) as stage:
        await stage.sees("Ouverture dans 43 j 22 h 38 min")
        compositor = stage.program.screen._compositor
        assert len(compositor.visible_widgets) > 3
        row = heading_row(stage).region
        rendered = [region for region, _clip, _lines in compositor._get_renders(row)]
        assert rendered
        assert all(region.overlaps(row) for region in rendered)


# --- The title of a page that is scrolled


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_title_of_a_page_that_is_scrolled_takes_the_place_of_the_elections_name(
    size: tuple[int, int], theme: str
) -> None:
    title = "Mes informations personnelles"
    heading = counting(Clock())._replace(warning="Un exercice.")
    asked = page(lines(60), title=title)
    async with on_stage(asked, heading=heading, size=size, theme=theme) as stage:
        await stage.sees(title, "Élections", "43 j")
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


async def test_a_title_that_is_cut_still_says_how_much_is_to_be_corrected() -> None:
    submit = refusing(("link", "There is no link in this text.", "no link found"))
    async with on_stage(stories.link_form(submit), heading=HEADING, size=(40, 12)) as stage:
        await stage.enter("no link", "enter")
        await stage.sees("✗")
        await stage.press("tab", "pagedown")
        await stage.until(lambda: "Ouvrez votre e" in first_row(stage))
        assert first_row(stage).endswith("… · 1 answer to correct")


async def test_a_title_that_is_cut_keeps_its_last_word() -> None:
    """By which one ballot is told from the other."""
    title = "Liste électorale : Comité social d’administration ministériel"
    async with on_stage(page(lines(60), title=title), heading=HEADING, size=(40, 12)) as stage:
        await stage.sees("Liste électorale")
        await stage.press("pagedown")
        await stage.sees("Liste électorale : Comité… ministériel")
