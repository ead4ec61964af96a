"""The rows for a speech reader in a window: what differs from frame to frame, and how."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pyte
import pytest
from textual.events import Key
from textual.geometry import Offset, Region

from tui_voter.fullscreen.spoken import ROWS, SpokenRow, in_rows
from tui_voter.fullscreen.widgets.described import Described, Kind

REGION = Region(0, 21, 80, ROWS)
TAB, DOWN = Key("tab", None), Key("down", None)


class Window:
    """A window with the rows, and what it shows of them after each piece that was written."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._screen)
        self.shown: list[list[str]] = []
        self.changed = asyncio.Event()

    def write(self, text: str) -> None:
        self._stream.feed(text)
        self.shown.append([line.rstrip() for line in self._screen.display[21:]])
        self.changed.set()


async def test_after_tab_a_tilde_comes_before_the_text() -> None:
    window = Window()
    row, screen = SpokenRow(window.write), object()
    row.paint(screen, REGION, "Password, hidden field, empty, 1 of 5")
    row.heed(TAB, typed=False)
    row.paint(screen, REGION, "Continue, button, 2 of 5")
    assert "~" in window.shown[-1]
    assert row.end is None
    window.changed.clear()
    await window.changed.wait()
    assert window.shown[-1] == ["", "Continue, button, 2 of 5", ""]
    assert row.end == Offset(24, 22)


@pytest.mark.parametrize("key", [DOWN])
def test_after_an_arrow_all_of_the_text_differs_at_once(key: Key) -> None:
    window = Window()
    row, screen = SpokenRow(window.write), object()
    row.paint(screen, REGION, "Choice, 3 of 5")
    row.heed(key, typed=False)
    row.paint(screen, REGION, "Choice, 4 of 5")
    before, after = (shown[1] for shown in window.shown)
    assert {before.strip(" ."), after.strip(" .")} == {"Choice, 3 of 5", "Choice, 4 of 5"}
    assert before[0] != after[0]
    assert before[-1] != after[-1]


def test_no_stop_is_doubled_and_a_space_comes_only_before_what_begins_alike() -> None:
    window = Window()
    row, screen = SpokenRow(window.write), object()
    texts = ["Captcha.", "Theme: accessible.", "Type it.", "Send, button", "Back, button"]
    for text in texts:
        row.heed(DOWN, typed=False)
        row.paint(screen, REGION, text)
    shown = [lines[1] for lines in window.shown]
    assert [text.strip(" .") for text in shown] == [text.strip(".") for text in texts]
    assert not any(text.endswith("..") for text in shown)
    assert [text[0] for text in shown] == ["C", "T", " ", "S", "B"]
    for before, after in pairwise(shown):
        assert before[0] != after[0]
        assert before[-1] != after[-1]


def test_what_did_not_change_is_written_as_it_was() -> None:
    window = Window()
    row, screen = SpokenRow(window.write), object()
    for _frame in range(3):
        row.paint(screen, REGION, "Continue, button, 2 of 5")
    assert window.shown[0] == window.shown[1] == window.shown[2]


def test_the_cursor_is_at_the_text_that_is_typed() -> None:
    row, screen = SpokenRow(Window().write), object()
    row.paint(screen, REGION, "Subject, text field, empty, 1 of 3")
    assert row.end is not None
    row.heed(Key("a", "a"), typed=True)
    assert row.end is None


def test_where_nothing_is_told_the_rows_are_blank() -> None:
    window = Window()
    row = SpokenRow(window.write)
    for screen in (object(), object()):
        row.paint(screen, REGION, "")
        assert window.shown[-1] == ["", "", ""]


@pytest.mark.parametrize("width", [38, 78])
@pytest.mark.parametrize("holds", ["hello", "a whole mail that was pasted " * 9, "x" * 900])
def test_what_the_next_key_does_and_the_place_are_told_behind_a_long_error(
    width: int, holds: str
) -> None:
    """The error stands in the page, too, as does what was typed."""
    error = "error: There is no one-time link in this text. Paste the link of the mail. " * 2
    told = Described("Link", Kind.LINK, holds=holds, error=error.strip(), place="1 of 3")
    told = replace(told, remark="typing replaces it")
    window = Window()
    row, region = SpokenRow(window.write), Region(0, 21, width, ROWS)
    row.paint(object(), region, in_rows(told, width))
    shown = " ".join(" ".join(window.shown[-1]).split())
    assert shown.startswith("Link, link field, ")
    assert "…" in shown
    assert shown.rstrip(".").endswith("…, typing replaces it, 1 of 3")


def test_what_has_room_is_told_whole() -> None:
    told = Described("Link", Kind.LINK, holds="hello", error="error: no link", place="1 of 3")
    assert in_rows(told, 78) == "Link, link field, hello, error: no link, 1 of 3"
