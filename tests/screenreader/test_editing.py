"""A line is edited with the arrows: the letter under the cursor is heard, and stays in view."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import Reader, Start, braille, desktop, speech
from tests.screenreader.fenrir import SpokenTerminal
from tests.screenreader.orca import ECHOED, OrcaTerminal
from tests.screenreader.reader import ReadTerminal
from tests.terminal import IN_LINES, PATIENCE, PROGRAM

LEFT, RIGHT, HOME, END, UP, DELETE = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x1b[A", "\x1b[3~"
WORD_LEFT, WORD_RIGHT, DELETE_WORD, DELETE_REST = "\x1bb", "\x1bf", "\x17", "\x0b"
"""Words by Alt+B and Alt+F: with Ctrl and the arrows, Fenrir itself reads words."""
BACKSPACE = "\x7f"
ASKED = r"lien unique\s: $"


def typed(start: Start, reader: Reader, text: str) -> Any:
    """A terminal at whose prompt ``text`` stands, once all of it has been told."""
    terminal = start(reader, *PROGRAM, "--lang=fr", *IN_LINES)
    terminal.wait_to_hear(ASKED)
    terminal.type(text)
    terminal.wait_to_hear(text)
    while terminal.rest(ECHOED):
        pass
    return terminal


def said(terminal: ReadTerminal, keys: str) -> list[str]:
    """What is told first of ``keys``, and whatever is told after that."""
    before = len(terminal.entries)
    terminal.type(keys)
    terminal.holds_within(lambda: len(terminal.entries) > before, PATIENCE)
    while terminal.rest(ECHOED):
        pass
    return [entry.text.partition("\n")[0].strip() for entry in terminal.entries[before:]]


@pytest.mark.parametrize(
    ("reader", "text", "told"),
    [
        pytest.param(
            SpokenTerminal,
            "pomme",
            [(LEFT, "e"), (LEFT, "m"), (RIGHT, "e"), (HOME, "pomme")],
            id="Fenrir",
            marks=speech,
        ),
        # Orca tells the letter that Backspace deletes and the one that Delete leaves under the
        # cursor, and reads of other keys only what ends at the cursor.
        pytest.param(
            OrcaTerminal,
            "un deux trois",
            [
                *((LEFT, "s"), (LEFT, "i"), (BACKSPACE, "o"), (RIGHT, "s"), (HOME, "u")),
                *((DELETE, "n"), (END, "blank"), (BACKSPACE, "s"), (DELETE_WORD, "tri, effacé")),
            ],
            id="Orca",
            marks=desktop,
        ),
    ],
)
def test_each_letter_is_heard_that_the_cursor_comes_to(
    start: Start, reader: Reader, text: str, told: Sequence[tuple[str, str]]
) -> None:
    terminal = typed(start, reader, text)
    for key, letter in told:
        assert said(terminal, key) == [letter]


@speech
def test_each_word_is_heard_that_the_cursor_comes_to_and_all_that_is_deleted(start: Start) -> None:
    terminal = typed(start, SpokenTerminal, "un deux trois")
    for keys, told in [
        *((WORD_LEFT, "trois"), (WORD_LEFT, "deux"), (WORD_RIGHT, "deux")),
        *((BACKSPACE, "x, effacé"), (WORD_RIGHT, "trois"), (BACKSPACE, "s"), (LEFT, "i")),
        *((DELETE, "i, effacé"), (DELETE_WORD, "tro, effacé")),
        (HOME + DELETE_REST, "un deu, effacé"),
    ]:
        heard = " ".join(said(terminal, keys))
        assert heard.count(told) == 1, (told, heard)


@braille
def test_the_line_stays_in_view_while_it_is_edited(start: Start) -> None:
    terminal = typed(start, BrailleTerminal, "pommes")
    terminal.type(HOME + UP + DELETE + "g" + WORD_LEFT)
    prompt = terminal.row_of_the_cursor.rpartition(":")[0]
    assert terminal.holds_within(lambda: terminal.cells.strip() == f"{prompt}: gommes", PATIENCE)
