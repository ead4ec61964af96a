"""On the Linux console, whoever looks meets the cursor where the voter is."""

import os
from collections.abc import Sequence

import pyte
import pytest

from tui_voter.fullscreen.terminal.console import AT_ONCE, ConsoleFile, pieces

HOME = "\x1b[3;5H"
COLUMNS, ROWS = 80, 24


def frame(rows: Sequence[int]) -> str:
    """A frame that paints these rows, as Textual does."""
    painted = (f"\x1b[{row};1H\x1b[1m{'é' * 40}\x1b[0m{row:>40}" for row in rows)
    return "\n".join(painted) + HOME


def screen(*written: bytes) -> pyte.Screen:
    seen = pyte.Screen(COLUMNS, ROWS)
    pyte.ByteStream(seen).feed(b"".join(written))
    return seen


@pytest.mark.parametrize("rows", [[7], range(1, ROWS + 1), range(ROWS, 0, -1)])
def test_each_piece_of_a_frame_leaves_the_cursor_where_the_frame_does(rows: Sequence[int]) -> None:
    whole = frame(rows)
    parts = [*pieces(whole)]
    assert (len(parts) > 1) == (len(whole.encode()) > AT_ONCE)
    for part in parts:
        assert len(part) <= AT_ONCE
        cursor = screen(part).cursor
        assert (cursor.y, cursor.x) == (2, 4)
    assert screen(*parts).display == screen(whole.encode()).display


@pytest.mark.parametrize("text", ["", "\x1b[?25h", "abc", HOME, frame(range(1, ROWS + 1))])
def test_all_is_written_and_what_is_no_frame_as_it_is(text: str) -> None:
    assert (b"".join(pieces(text)) == text.encode()) is (len(text) < 100)
    ear, mouth = os.pipe()
    with os.fdopen(ear, "rb") as heard:
        ConsoleFile(mouth).write(text)
        os.close(mouth)
        assert heard.read() == b"".join(pieces(text))
