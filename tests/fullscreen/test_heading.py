"""The countdown that stays in sight in the heading."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter.dialogue import Answers, Dialogue, Page, Prose
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.widgets.chrome import HeadingRow

LONG = 43 * 86400 + 22 * 3600 + 38 * 60 + 7


@pytest.fixture(autouse=True)
def _ticks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the countdown takes a hundredth."""
    monkeypatch.setattr(pulse, "TICK", 0.01)


def with_countdown(clock: stories.Clock) -> Heard:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(countdown=clock.block()))
        await dialogue.choose(stories.home_menu())
        await dialogue.ask(stories.claim_form())

    return Heard(journey)


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_host_has_its_own_place_and_a_rule_carries_nothing(columns: int) -> None:
    async with on_stage(with_countdown(stories.Clock(LONG)), size=(columns, 24)) as stage:
        await stage.sees("Ouverture dans 43 j 22 h 38 min")
        top, *others = stage.text.splitlines()
        assert top.split("  ")[-1].strip() == "portail.exemple.fr"
        assert "Élections professionnelles 2022" in top
        ruled = [row.strip() for row in others if "─" in row]
        assert ruled
        assert all(set(row) == {"─"} for row in ruled), ruled
        assert ("Ouverture dans" in top) is (columns == 120)
        await stage.press("9", "enter")  # and on every screen
        await stage.sees("Formuler une réclamation", "43 j 22 h 38 min")


@pytest.mark.parametrize(
    ("size", "theme", "lines"),
    [
        (
            (80, 24),
            "accessible",
            ["Élections professionnelles 2022  portail.exemple.fr", "Ouverture dans 43 j"],
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
    async with on_stage(with_countdown(stories.Clock(LONG)), theme=theme, size=size) as stage:
        assert "portail.exemple.fr" in stage.text
        shown = [" ".join(line.split()) for line in stage.text.splitlines()]
        for line, words in zip(shown, lines, strict=False):
            assert line.startswith(" ".join(words.split()))


def paints(stage: Stage) -> list[HeadingRow]:
    """Grows with every paint of the heading."""
    painted: list[HeadingRow] = []
    row = stage.program.screen.query_one(HeadingRow)
    show = row.show

    def seen(*args: object) -> None:
        painted.append(row)
        show(*args)  # type: ignore[arg-type] # what it is called with

    row.show = seen  # type: ignore[method-assign,assignment] # a look at it
    return painted


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_it_is_painted_by_the_minute_only(theme: str) -> None:
    clock = stories.Clock(LONG)
    async with on_stage(with_countdown(clock), theme=theme) as stage:
        painted = paints(stage)
        for _second in range(7):
            clock.seconds -= 1
            looks = clock.looks
            await stage.until(lambda looks=looks: clock.looks > looks)  # type: ignore[misc]
        assert not painted
        clock.seconds -= 1
        await stage.sees("43 j 22 h 37 min")
        assert len(painted) == 1


async def test_it_is_kept_in_step_with_the_portal() -> None:
    clock = stories.Clock(LONG)
    clock.found = 60
    async with on_stage(with_countdown(clock)) as stage:
        clock.due = True
        await stage.until(clock.synced.is_set)
        await stage.sees("0 j 0 h 1 min")


async def test_the_same_countdown_is_told_at_once_where_it_was_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has set it heads with it again."""
    monkeypatch.setattr(pulse, "TICK", 3600.0)
    clock = stories.Clock(LONG)
    heading = stories.HEADING._replace(countdown=clock.block())

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)

        async def submit(answers: Answers) -> Answers:
            clock.seconds = 60
            dialogue.head(heading)
            await asyncio.Event().wait()
            return answers

        await dialogue.ask(stories.claim_form(submit))

    async with on_stage(journey) as stage:
        await stage.sees("Ouverture dans 43 j")
        await stage.press("tab", "ctrl+s")
        await stage.sees("0 j 0 h 1 min")


async def test_another_heading_ends_it() -> None:
    clock = stories.Clock(LONG)
    signed_out = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(countdown=clock.block()))

        async def submit(answers: Answers) -> Answers:
            dialogue.head(stories.HEADING)
            signed_out.set()
            await asyncio.Event().wait()
            return answers

        await dialogue.ask(stories.claim_form(submit))

    async with on_stage(journey) as stage:
        await stage.sees("Ouverture dans 43 j")
        await stage.press("tab", "ctrl+s")
        await signed_out.wait()
        await stage.until(lambda: "Ouverture dans" not in stage.text)
        looks = clock.looks
        for _turn in range(20):
            await stage.settle()
        assert clock.looks == looks


async def test_it_goes_on_behind_help() -> None:
    clock = stories.Clock(LONG)
    async with on_stage(with_countdown(clock)) as stage:
        await stage.press("f1")
        await stage.sees("Help", "22 h 38 min")
        clock.seconds -= 60
        await stage.sees("Help", "22 h 37 min")
        await stage.press("escape")
        await stage.sees("Bienvenue", "22 h 37 min")


async def test_the_countdown_may_tick_before_the_screen_is_laid_out() -> None:
    heading = stories.HEADING._replace(warning="A test portal: nothing is encrypted.")
    async with on_stage(with_countdown(stories.Clock(LONG))) as stage:
        row = HeadingRow(heading)
        await stage.program.screen.mount(row)
        assert row.size.width == 0
        row.show(heading, "Ouverture dans 43 j")
        await stage.sees("A test portal")


async def test_a_look_on_the_edge_of_a_second_shifts_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each look might fall just before or just after the second turns, and the countdown
    would stand still for two seconds and then leave one out."""
    now, waits, ticks = 0.0, list[float](), list[Callable[[], None]]()
    loop, clock = asyncio.get_running_loop(), stories.Clock(9)
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


@pytest.mark.parametrize("size", [(40, 12), (40, 24)])
@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_letter_of_the_host_is_ever_missing(size: tuple[int, int], theme: str) -> None:
    """Its end is what tells one site from another."""
    host = "portail-elections.academie-de-la-fiction.exemple.ailleurs"

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(host=host))
        await dialogue.choose(stories.home_menu())

    async with on_stage(Heard(journey), theme=theme, size=size) as stage:
        await stage.sees("Élections prof")
        assert host in "".join(line.strip() for line in stage.text.splitlines())


async def test_a_line_that_was_not_laid_out_is_there_at_the_next_change() -> None:
    """A screen that was just coming up may have missed that the heading has a line more."""
    form = stories.link_form()
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), size=(40, 12)) as stage:
        await stage.sees("Lien unique")
        row = stage.program.screen.query_one(HeadingRow)
        row.brief = "43 j 22 h 38 min"  # and nobody laid it out
        row.show(row.heading, "43 j 22 h 37 min")
        await stage.sees("43 j 22 h 37 min")


@pytest.mark.parametrize("warning", ["", "Exercice : ce vote ne compte pas."])
@pytest.mark.parametrize("columns", [58, 64, 70, 82, 84, 100])
async def test_the_page_does_not_move_at_a_whole_hour(columns: int, warning: str) -> None:
    heading = stories.HEADING._replace(warning=warning)
    async with on_stage(lambda d: d.ask(stories.link_form()), size=(columns, 24)) as stage:
        row = stage.program.screen.query_one(HeadingRow)
        rows = set()
        for brief in ("Ouverture dans 14 j 13 h 21 min", "Ouverture dans 4 j 13 h"):
            row.show(heading, brief)
            await stage.sees(brief)
            rows.add(row.size.height)
        assert len(rows) == 1


async def test_on_a_short_screen_a_host_of_its_own_row_takes_that_of_the_countdown() -> None:
    heading = stories.HEADING._replace(host="portail-elections.academie.exemple")
    async with on_stage(lambda d: d.ask(stories.link_form()), size=(40, 12)) as stage:
        row = stage.program.screen.query_one(HeadingRow)
        row.show(heading, "Ouverture dans 14 j 13 h 21 min")
        await stage.sees("portail-elections.academie.exemple")
        assert row.size.height == 2


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_title_of_a_page_that_is_scrolled_takes_the_place_of_the_elections_name(
    size: tuple[int, int], theme: str
) -> None:
    title = "Mes informations personnelles"
    page = Page(title=title, blocks=[Prose(f"Ligne {n}") for n in range(60)])

    async def journey(dialogue: Dialogue) -> None:
        clock = stories.Clock(LONG).block()
        dialogue.head(stories.HEADING._replace(warning="Un exercice.", countdown=clock))
        await dialogue.show(page)

    def first_row(stage: Stage) -> str:
        return next(row for row in stage.text.splitlines() if row.strip())

    async with on_stage(Heard(journey), size=size, theme=theme) as stage:
        await stage.sees(title, "Élections", "43 j")
        rows = stage.program.screen.query_one(HeadingRow).size.height
        await stage.press("pagedown")
        await stage.until(lambda: title in first_row(stage))  # whole, beside the host or without it
        assert ("exemple.fr" in first_row(stage)) is (size[0] > 40)
        assert "Élections" not in stage.text
        assert stage.text.count("Mes informations") == 1
        assert stage.program.screen.query_one(HeadingRow).size.height == rows
        await stage.press("home")
        await stage.until(lambda: "Élections" in first_row(stage))
        assert title not in first_row(stage)


async def test_a_title_that_is_cut_still_says_how_much_is_to_be_corrected() -> None:
    async def refuse(_answers: Answers) -> Answers:
        raise stories.refuse(("link", "There is no link in this text.", "no link found"))

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING)
        form = stories.link_form(refuse)
        await dialogue.ask(form._replace(title="Ouvrez votre espace électeur"))

    async with on_stage(Heard(journey), size=(40, 12)) as stage:
        await stage.enter("no link")
        await stage.press("enter")
        await stage.sees("✗")
        await stage.press("tab", "pagedown")
        await stage.until(lambda: "Ouvrez votre e" in stage.text.splitlines()[0])
        assert stage.text.splitlines()[0].rstrip().endswith("… · 1 answer to correct")


async def test_a_title_that_is_cut_keeps_its_last_word() -> None:
    """By which one ballot is told from the other."""
    title = "Liste électorale : Comité social d’administration ministériel"
    page = Page(title=title, blocks=[Prose(f"Ligne {n}") for n in range(60)])

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING)
        await dialogue.show(page)

    async with on_stage(Heard(journey), size=(40, 12)) as stage:
        await stage.sees("Liste électorale")
        await stage.press("pagedown")
        await stage.sees("Liste électorale : Comité… ministériel")


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_no_word_of_the_warning_is_lost_as_the_window_gets_shorter(theme: str) -> None:
    warning = "Portail d’essai, sur cet ordinateur : la connexion n’est pas chiffrée."
    short = "Connexion locale, non chiffrée."
    heading = stories.HEADING._replace(warning=warning, short_warning=short)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)
        await dialogue.choose(stories.home_menu())

    async with on_stage(Heard(journey), size=(40, 18), theme=theme) as stage:
        await stage.sees("Portail d’essai", "chiffrée.")
        await stage.resize(40, 12)
        await stage.sees(short)
        await stage.resize(40, 18)
        await stage.sees("Portail d’essai", "pas chiffrée.")


async def test_a_tick_renders_only_what_overlaps_it() -> None:
    """Not all that stands in the same container."""
    async with on_stage(with_countdown(stories.Clock(LONG)), size=(80, 24)) as stage:
        await stage.sees("Ouverture dans 43 j 22 h 38 min")
        compositor = stage.program.screen._compositor
        assert len(compositor.visible_widgets) > 3
        row = stage.program.screen.query_one(HeadingRow).region
        rendered = [region for region, _clip, _lines in compositor._get_renders(row)]
        assert rendered
        assert all(region.overlaps(row) for region in rendered)
