"""Every kind of screen as a screen reader, a braille line or a bare terminal gets it."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.fullscreen.scenes import SCENES, Scene
from tests.terminal import BEGIN, Terminal
from tests.ways import some
from tui_voter.fullscreen.type_ahead import REACTION

pytestmark = pytest.mark.slow

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "ctrl+t": "\x14",
}
BIG, SMALL = (80, 24), (40, 12)
LABEL = 10
"""Columns that tell one field's row from another's: after a scroll both stand in the same line."""


def walk(voter: Terminal) -> Iterator[tuple[str, Scene]]:
    """Every scene, once it stands and before its keys; then on to the next."""
    for name, scene in SCENES.items():
        voter.wait_until(lambda: voter._screen.title == f"Scene {name}.", name)  # noqa: B023
        yield name, scene
        os.kill(voter.process.pid, signal.SIGUSR1)
    assert voter.wait_for_exit() == 0


def terminal(theme: str, size: tuple[int, int], **environment: str) -> Terminal:
    command = (sys.executable, "-m", "tests.fullscreen.program", "scenes", theme)
    environment = {"COLORTERM": "truecolor", **environment}
    return Terminal(command, columns=size[0], rows=size[1], environment=environment)


def press(voter: Terminal, scene: Scene) -> None:
    for number, key in enumerate(scene.keys, 1):
        before = voter.row_of_the_cursor[:LABEL]
        voter.type(KEYS.get(key, key))
        if key == "tab" or (key == "enter" and number < len(scene.keys)):  # on to another field
            voter.wait_until(
                lambda: voter.row_of_the_cursor[:LABEL] != before,  # noqa: B023
                f"{key} in {scene}",
            )


def minute(voter: Terminal) -> str:
    """The minute that the heading's countdown shows, once it has one: its words come first."""
    voter.wait_for(r"\d+ min")
    found = re.search(r"(\d+) min", voter.screen)
    assert found, voter.screen
    return found[1]


def frames_of_a_minute(voter: Terminal) -> int:
    """How often the program paints from one minute to the next: sixty looks at the time."""
    before, frames = minute(voter), voter.written.count(BEGIN)
    voter.wait_until(lambda: minute(voter) != before, "the next minute")
    return voter.written.count(BEGIN) - frames


@pytest.mark.parametrize("size", some(BIG, of=[BIG, SMALL]), ids=str)
def test_the_hardware_cursor_is_where_the_voter_is_and_an_idle_screen_is_still(
    size: tuple[int, int],
) -> None:
    """On the console: in a window the first page begins with a notice."""
    with terminal("accessible", size, TERM="linux") as voter:
        for name, scene in walk(voter):
            voter.linger(2 * REACTION)  # what comes at once belongs to the scene before
            frames_of_a_minute(voter)  # by then the cursor is where it belongs
            row = scene.cursor if size == BIG else scene.cursor_at_40 or scene.cursor
            press(voter, scene)
            if size == BIG:
                voter.wait_for(re.escape(scene.shows))
            voter.wait_for_cursor(row)
            assert not voter._screen.cursor.hidden
            # A page's countdown and the heading's each say the minute once.
            most = 2 if name == "countdown" else 1
            counts = [frames_of_a_minute(voter)]
            while counts[-1] > most and len(counts) < 5:  # what the keys led to may still come
                counts.append(frames_of_a_minute(voter))
            assert counts[-1] <= most, (name, counts)
            voter.wait_for_cursor(row)
        assert b"\x1b[?12h" not in voter.written  # no blinking
        assert b"\x1b[1 q" not in voter.written


@pytest.mark.parametrize("theme", some("visual", of=["visual", "accessible", "terminal"]))
def test_without_colours_none_reaches_the_terminal(theme: str) -> None:
    environment = {} if theme == "terminal" else {"NO_COLOR": "1"}
    with terminal(theme, BIG, **environment) as voter:
        for _name, scene in walk(voter):
            voter.linger(2 * REACTION)  # what comes at once belongs to the scene before
            press(voter, scene)
            voter.wait_for(re.escape(scene.shows))
        for sequence in re.findall(rb"\x1b\[([\d;:]*)m", voter.written):
            for number in re.split(rb"[;:]", sequence):
                assert number in (b"", b"0", b"1", b"4", b"7"), sequence
        if environment:
            assert not re.search(rb"\x1b\](4|1\d);", voter.written)  # nor is any asked about
