"""From the first frame to the exit code."""

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import textual.css.parse
import textual.css.stylesheet

from tests import stories
from tests.fullscreen.stage import Journey, asks, on_stage
from tests.stories import form, menu, secret
from tui_voter import fullscreen
from tui_voter.crash import place
from tui_voter.dialogue import Dialogue, told
from tui_voter.fullscreen import app
from tui_voter.fullscreen.motion import ANIMATIONS
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.stylesheet import parsed_with
from tui_voter.fullscreen.terminal.streams import tell_crash

CANARY = "Canari-9-xyzzy"


async def test_the_first_question_is_the_first_frame_and_the_warm_up_runs_beside_it() -> None:
    warmed = threading.Event()
    program = Program(asks(stories.link_form()), warm_up=warmed.set)
    await program.begin()
    async with program.run_test():
        assert len(program.screen_stack) == 1
        assert program.screen is program._first_screen
        assert await asyncio.to_thread(warmed.wait, 10)
    await program.see_out()


async def test_a_slow_journey_gets_a_waiting_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_voter.fullscreen.journey_task.FIRST_WORD", 0.0)
    ready = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        await ready.wait()
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey, sees="One moment…") as stage:
        await stage.enter("x")
        assert "does nothing" not in stage.text
        ready.set()
        await stage.sees("Bienvenue")


@pytest.mark.parametrize("ends", [True, False])
async def test_leaving_while_the_journey_is_busy_cancels_it(
    ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not end is not waited for long."""
    if not ends:
        monkeypatch.setattr("tui_voter.fullscreen.journey_task.GRACE", 0.05)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(menu("On"))
        try:
            await asyncio.Event().wait()
        finally:
            if not ends:
                await asyncio.Event().wait()

    async with on_stage(journey) as stage:
        await stage.press("enter")
        await stage.outcome("ctrl+q")
    assert isinstance(stage.left, asyncio.CancelledError)
    assert stage.program.return_code == 0


# --- Faults


def rules(typed: object, _view: object) -> list[object]:
    canary = CANARY
    if typed:
        raise ValueError(canary)
    return []


async def fails(_argument: object) -> Any:
    raise ValueError(CANARY)


FAULTY: dict[str, Journey] = {
    "rules": asks(form(secret("password", rules=rules))),
    "strength": asks(form(secret("password", strength=fails))),
    "submit": asks(form(secret("password"), submit=fails)),
    "journey": fails,
    "warm-up": asks(form(secret("password"))),
}


@pytest.mark.parametrize("where", FAULTY)
async def test_a_fault_anywhere_ends_the_program_and_tells_no_value(
    where: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def warm_up() -> None:
        if where == "warm-up":
            raise ValueError(CANARY)

    async def journey(dialogue: Dialogue) -> None:
        if where == "journey":
            await dialogue.ask(form(secret("password")))
        await FAULTY[where](dialogue)

    async def play() -> None:
        async with program.run_test() as pilot:
            await pilot.press("x", "enter")
            await pilot.pause()

    program = Program(journey, warm_up=warm_up)
    await program.begin()
    with pytest.raises(ValueError, match=CANARY):  # run_test hands the fault on, for tests
        await play()
    await program.see_out()
    assert program.return_code == 1
    assert program._fault is not None
    tell_crash(program._fault)
    printed = capfd.readouterr()
    assert "ValueError, " in printed.err
    assert CANARY not in printed.out + printed.err


def test_a_journey_that_breaks_before_it_asks_gets_no_fault_out() -> None:
    broken: Callable[..., Any] = rules
    app.run(lambda _dialogue: broken("typed", None))


def test_a_fault_in_what_a_line_of_ours_calls_is_told_at_that_line() -> None:
    with pytest.raises(ZeroDivisionError) as fault:
        told(lambda: str(1 // 0))
    assert place(fault.value).startswith("ZeroDivisionError, tui_voter.dialogue.words:")


# --- What Textual would do by itself, and what is loaded


@pytest.mark.parametrize("size", ["²", "9" * 5000, "-5", "", "wide"])
async def test_textuals_environment_and_a_size_that_is_none_are_forgotten(
    monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setenv("TEXTUAL_LOG", "/tmp/keys.log")  # noqa: S108 - it is never opened
    monkeypatch.setenv("TEXTUAL", "devtools")
    monkeypatch.setenv(ANIMATIONS, "none")
    monkeypatch.setenv("COLUMNS", size)
    monkeypatch.setenv("LINES", "30")
    app.forget_textual_settings()
    assert [name for name in os.environ if name.startswith("TEXTUAL")] == [ANIMATIONS]
    assert "COLUMNS" not in os.environ
    assert os.environ["LINES"] == "30"
    Program(asks(stories.link_form()))


async def test_there_is_no_palette_no_screenshot_and_no_log() -> None:
    async with on_stage(asks(stories.link_form())) as stage:
        await stage.press("ctrl+p")
        assert len(stage.program.screen_stack) == 1
        assert list(stage.program.get_system_commands(stage.program.screen)) == []
        assert stage.program.features == frozenset()
        assert "screenshot" not in str(stage.program.active_bindings)
        assert stage.program.export_screenshot().startswith("<svg")


async def test_a_stylesheet_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual parses all of them again for each that a screen brings, and when a theme returns."""
    parsed: list[str] = []
    parsed_with.cache_clear()

    def parse(scope: str, css: str, read_from: tuple[str, str], **options: Any) -> Any:
        parsed.append(Path(read_from[0]).name)
        return textual.css.parse.parse(scope, css, read_from, **options)

    monkeypatch.setattr(textual.css.stylesheet, "parse", parse)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(stories.home_menu())
        await dialogue.ask(stories.password_form())
        await dialogue.ask(stories.question_form())
        await dialogue.show(stories.mailbox_page())

    async with on_stage(journey, sees="Bienvenue") as stage:
        for title in ("Créez", "Choisissez", "Votre boîte"):
            await stage.press("escape", sees=title)
        counts = [len(parsed)]
        for theme in ("projector-light", stage.program.theme) * 2:
            stage.program.theme = theme
            await stage.settle()
            counts.append(len(parsed))
    assert counts[0] < counts[1] == counts[-1]
    parsed = parsed[: counts[0]]
    files = {file.name for file in Path(fullscreen.__file__).parent.rglob("*.tcss")}
    assert sorted(file for file in parsed if file in files) == sorted(files)
