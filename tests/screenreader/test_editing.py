"""A line is edited with the arrows: the letter under the cursor is heard, and stays in view."""

from __future__ import annotations

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import Start, braille, desktop, speech
from tests.screenreader.fenrir import SpokenTerminal
from tests.screenreader.orca import ECHOED, OrcaTerminal
from tests.screenreader.reader import ReadTerminal
from tests.terminal import IN_LINES, PATIENCE, PROGRAM

LEFT, RIGHT, HOME, END, UP, DELETE = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F", "\x1b[A", "\x1b[3~"
WORD_LEFT, WORD_RIGHT, DELETE_WORD, DELETE_REST = "\x1bb", "\x1bf", "\x17", "\x0b"
"""Words by Alt+B and Alt+F: with Ctrl and the arrows, Fenrir itself reads words."""
BACKSPACE = "\x7f"
ASKED = r"lien unique\s: $"


def typed(terminal: ReadTerminal, text: str) -> None:
    """``text`` stands at the prompt."""
    terminal.wait_to_hear(ASKED)
    terminal.type(text)
    terminal.wait_to_hear(text)


@speech
def test_each_letter_is_heard_that_the_cursor_comes_to(start: Start) -> None:
    terminal = start(SpokenTerminal, *PROGRAM, "--lang=fr", *IN_LINES)
    typed(terminal, "pomme")
    terminal.holds_within(lambda: terminal.entries[-1].text.strip() == "pomme", PATIENCE)
    for key, told in [(LEFT, "e"), (LEFT, "m"), (RIGHT, "e"), (HOME, "pomme")]:
        before = len(terminal.entries)
        terminal.type(key)
        terminal.holds_within(lambda before=before: len(terminal.entries) > before, PATIENCE)  # type: ignore[misc]
        assert terminal.entries[-1].text.strip() == told


@speech
def test_each_word_is_heard_that_the_cursor_comes_to_and_all_that_is_deleted(start: Start) -> None:
    terminal = start(SpokenTerminal, *PROGRAM, "--lang=fr", "--linear")
    typed(terminal, "un deux trois")

    def said(before: int) -> str:
        return " ".join(entry.text for entry in terminal.entries[before:])

    for keys, told in [
        (WORD_LEFT, "trois"),
        (WORD_LEFT, "deux"),
        (WORD_RIGHT, "deux"),
        (BACKSPACE, "x, effacé"),
        (WORD_RIGHT, "trois"),
        (BACKSPACE, "s"),
        (LEFT, "i"),
        (DELETE, "i, effacé"),
        (DELETE_WORD, "tro, effacé"),
        (HOME + DELETE_REST, "un deu, effacé"),
    ]:
        before = len(terminal.entries)
        terminal.type(keys)
        assert terminal.holds_within(lambda: told in said(before), PATIENCE), said(before)  # noqa: B023
        assert said(before).count(told) == 1


@desktop
def test_each_letter_is_heard_that_the_cursor_comes_to_and_all_that_is_deleted_in_a_window(
    start: Start,
) -> None:
    """Orca tells the letter that Backspace deletes and the one that Delete leaves under the cursor,
    and reads of other keys only what ends at the cursor."""
    terminal = start(OrcaTerminal, *PROGRAM, "--lang=fr", "--linear")
    typed(terminal, "un deux trois")
    while terminal.rest(ECHOED):
        pass
    for key, told in [
        (LEFT, "s"),
        (LEFT, "i"),
        (BACKSPACE, "o"),
        (RIGHT, "s"),
        (HOME, "u"),
        (DELETE, "n"),
        (END, "blank"),
        (BACKSPACE, "s"),
        (DELETE_WORD, "tri, effacé"),
    ]:
        before = len(terminal.entries)
        terminal.type(key)
        terminal.holds_within(lambda before=before: len(terminal.entries) > before, PATIENCE)  # type: ignore[misc]
        while terminal.rest(ECHOED):
            pass
        said = [entry.text.partition("\n")[0].strip() for entry in terminal.entries[before:]]
        assert said == [told]


@braille
def test_the_line_stays_in_view_while_it_is_edited(start: Start) -> None:
    terminal = start(BrailleTerminal, *PROGRAM, "--lang=fr", *IN_LINES)
    assert isinstance(terminal, BrailleTerminal)
    typed(terminal, "pommes")
    terminal.type(HOME + UP + DELETE + "g" + WORD_LEFT)
    prompt = terminal.row_of_the_cursor.rpartition(":")[0]
    assert terminal.holds_within(lambda: terminal.cells.strip() == f"{prompt}: gommes", PATIENCE)
