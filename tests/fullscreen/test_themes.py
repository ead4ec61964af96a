"""Every look can be read: contrast as WCAG computes it, of all that is really painted."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from textual.app import App
from textual.color import Color

from tests import stories
from tests.fullscreen.scenes import HEADING, SCENES
from tests.fullscreen.stage import Size, Stage, asks, on_stage
from tests.ways import some
from tui_voter.audit.seen import contrast
from tui_voter.fullscreen.program import Program
from tui_voter.letters import encoded
from tui_voter.looks.themes import is_dark

SIZES = ((80, 24), (40, 12))
TEXT, SIGNS = 7.0, 3.0
DRAWN = re.compile("[─-◿⠀-⣿]")
"""Lines, blocks, shapes and braille patterns: a reader spells them out."""
SPELLED = frozenset("✓✗›●○█░─│↑↓▏▎▍▌▋▊▉▁▂▃▄▅▆▇")
"""Signs that an encoding may lack."""


def is_text(text: str) -> bool:
    """Anything but lines, blocks and dots: those are signs."""
    return any(unicodedata.category(c) != "So" and c not in "─ " for c in text)


def painted(segment: Segment) -> tuple[Color, Color]:
    """The colours of the letters and of what is behind them."""
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    assert not style.dim
    colours = Color(*style.color.get_truecolor()), Color(*style.bgcolor.get_truecolor())
    return colours[::-1] if style.reverse else colours


def segments(program: App[None]) -> Iterator[Segment]:
    """What is painted and is not blank."""
    for strip in program.screen._compositor.render_strips():
        yield from (segment for segment in strip if segment.text.strip())


def is_colourless(segment: Segment) -> bool:
    style = segment.style
    return style is None or (style.color is None and style.bgcolor is None)


def signs_are_spelled_in_their_own_column(stage: Stage) -> None:
    """On a terminal whose encoding lacks them."""
    drawn = SPELLED.intersection(stage.text)
    assert drawn, stage.text
    for encoding in ("latin-1", "ascii"):
        assert all(len(encoded(sign, encoding)) == 1 for sign in drawn)
        asked = stage.text.count("?")
        assert encoded(stage.text, encoding).count(b"?") == asked


@pytest.mark.slow
@pytest.mark.parametrize("size", some(SIZES[0], of=SIZES), ids=str)
@pytest.mark.parametrize("name", SCENES)
async def test_a_screen_in_every_look(name: str, size: Size) -> None:
    scene = SCENES[name]
    async with on_stage(scene.ask, heading=HEADING, size=size) as stage:
        if scene.keys and scene.keys != ("tab",):  # else a key may still be to come in the next one
            assert scene.shows not in stage.text
        await stage.press(*scene.keys)
        if size == SIZES[0]:
            await stage.sees(scene.shows)
        signs_are_spelled_in_their_own_column(stage)
        for look in ("visual", "projector", "accessible"):
            await stage.dress(look)
            for dark in (True, False):
                stage.program.on_background(dark)
                await stage.settle()
                paints_dark = dark and look != "projector"
                assert stage.program.theme == f"{look}-{'dark' if paints_dark else 'light'}"
                for segment in segments(stage.program):
                    least = TEXT if is_text(segment.text) else SIGNS
                    assert contrast(*painted(segment)) >= least, (segment, look, dark)
            if look == "accessible":
                assert not DRAWN.findall(stage.text)
                chain = stage.program.screen.focus_chain
                places = [(widget.region.y, widget.region.x) for widget in chain]
                assert places == sorted(places), "it is read in the order of Tab"
        await stage.dress("terminal")
        assert stage.program.theme == "terminal-light"
        for segment in segments(stage.program):
            assert is_colourless(segment), segment


def attributes(stage: Stage, words: str) -> set[str]:
    """What is true of the style of all of ``words``."""
    styles = [s.style for s in segments(stage.program) if s.text.strip() == words and s.style]
    assert styles, stage.text
    names = ("bold", "underline", "reverse")
    return {name for name in names if all(getattr(style, name) for style in styles)}


async def test_without_colours_the_focus_and_what_is_selected_are_reversed() -> None:
    async with on_stage(stories.link_form(), theme="terminal") as stage:
        await stage.enter("abc")
        await stage.press("shift+home")
        await stage.until(lambda: "reverse" in attributes(stage, "bc"))
        assert attributes(stage, "[ Ouvrir ]") == {"bold"}
        await stage.press("tab")
        await stage.until(lambda: attributes(stage, "[ Ouvrir ]") == {"bold", "reverse"})


async def test_a_theme_of_the_list_is_shown_at_once_and_kept_by_enter() -> None:
    kept: list[str] = []

    def keep(theme: str) -> str:
        kept.append(theme)
        return "It cannot be saved." if theme == "terminal" else ""

    program = Program(asks(stories.link_form()), dark=True, keep_theme=keep)
    await program.begin()
    async with program.run_test(size=(80, 24)):
        stage = Stage(program)
        await stage.press("a")
        await stage.press("f6", sees=["› 1  Visual", "4  Terminal"])
        await stage.press("f6", sees="› 2  Projector")
        assert program.theme == "projector-light"
        await stage.press("down", sees="› 3  Accessible")
        assert program.theme == "accessible-dark"
        await stage.press("escape", sees="Lien unique")
        assert program.theme == "visual-dark"
        assert "Theme" not in stage.text
        assert not kept
        await stage.press("f6", sees="› 1  Visual")
        await stage.press("down", "enter", sees="Theme: projector.")
        assert program.theme == "projector-light"
        assert "a" in stage.row("Lien unique")
        assert "It cannot be saved." not in stage.text
        await stage.press("f6", sees="› 2  Projector")
        await stage.click("Terminal", sees=["Theme: terminal.", "It cannot be saved."])
        assert all(map(is_colourless, segments(program)))
        await stage.press("f6", sees="› 4  Terminal")
        await stage.press("f6", "enter", sees="Theme: visual.")
        await stage.until(lambda: all(s.style and s.style.color for s in segments(program)))
        await stage.press("down")
        assert "Theme:" not in stage.text
    await program.see_out()
    assert kept == ["projector", "terminal", "visual"]


@pytest.mark.parametrize(
    ("value", "dark"), [("", True), ("15;0", True), ("0;15", False), ("0;default;7", False)]
)
def test_the_terminal_tells_its_background(value: str, dark: bool) -> None:
    assert is_dark({"COLORFGBG": value}) is dark
