"""A line while it is typed: what its keys do, and what the terminal writes of it.

It is edited with nothing but letters and backspaces, so that the terminal's cursor stands on
the letter that is meant: a screen reader says it, and a braille display shows it. Nothing that
a terminal would have to understand is written, but in a window. Where the cursor leaves the row,
that part of the line is written on a new one: all of it, where the prompt leaves little room.

A reader tells the letter or the word that the cursor comes to, and the last letter where that is
deleted. Whatever else is, it keeps silent on, or reads the whole row: what is gone stands on a line
of its own, and the line below it anew. In a window, readers tell any letter that Backspace deletes
and the one that Delete leaves under the cursor, and nothing more then. A word is what stands
between spaces, as readers have it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from typing import Final

from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

LONGEST: Final = 65_536
"""Letters of one line, and bytes of one answer: a long mail, and an end to a flood. What comes
beyond is dropped."""

TOLD: Final = 60
"""Letters of what is deleted, which are told; of more, how many they were."""

ERASE: Final = "\x1b[K"
"""What a window understands. Blanks would be letters to its reader: all before them has moved."""

NO_END: Final = 1_000
"""Columns of a row where nobody knows them."""


LITTLE: Final = 4
"""Where a prompt leaves less than one part of so many of its row, its answer stands on a row of
its own from the first letter on: one that moved there later would be heard twice."""


class Key(Enum):
    """A key that edits."""

    LEFT = auto()
    RIGHT = auto()
    WORD_LEFT = auto()
    WORD_RIGHT = auto()
    HOME = auto()
    END = auto()
    BACKSPACE = auto()
    DELETE = auto()
    END_OF_INPUT = auto()
    """On an empty line; elsewhere it deletes."""
    DELETE_WORD = auto()
    """The one before the cursor."""
    DELETE_NEXT_WORD = auto()
    DELETE_TO_START = auto()
    DELETE_REST = auto()
    TAB = auto()
    """A space, as in a table that is pasted. A hidden answer takes none: nobody would hear it."""
    AGAIN = auto()
    """The line is written once more."""


_CONTROLS: Final = {
    "\x01": Key.HOME,
    "\x02": Key.LEFT,
    "\x04": Key.END_OF_INPUT,
    "\x05": Key.END,
    "\x06": Key.RIGHT,
    "\x08": Key.BACKSPACE,
    "\t": Key.TAB,
    "\x0b": Key.DELETE_REST,
    "\x0c": Key.AGAIN,
    "\x12": Key.AGAIN,
    "\x15": Key.DELETE_TO_START,
    "\x17": Key.DELETE_WORD,
    "\x7f": Key.BACKSPACE,
}
_WITH_ALT: Final = {
    "b": Key.WORD_LEFT,
    "d": Key.DELETE_NEXT_WORD,
    "f": Key.WORD_RIGHT,
    "\x08": Key.DELETE_WORD,
    "\x7f": Key.DELETE_WORD,
}
_LETTERS: Final = {
    "C": Key.RIGHT,
    "D": Key.LEFT,
    "F": Key.END,
    "H": Key.HOME,
    "c": Key.WORD_RIGHT,
    "d": Key.WORD_LEFT,
}
_NUMBERS: Final = {
    "1": Key.HOME,
    "3": Key.DELETE,
    "4": Key.END,
    "7": Key.HOME,
    "8": Key.END,
}
_BY_WORDS: Final = {
    Key.LEFT: Key.WORD_LEFT,
    Key.RIGHT: Key.WORD_RIGHT,
    Key.DELETE: Key.DELETE_NEXT_WORD,
}
"""What a key does with Ctrl or Alt."""
_CTRL_OR_ALT: Final = r"\d+;[3-8](?::[12])?\Z"
_RELEASED: Final = ":3"
"""What a terminal that tells so adds where a key is let go."""
_BEGINS: Final = "\x1b\x9b"
"""What a key that is no letter begins with."""
_SEQUENCE: Final = (
    r"(?:\x1b\[|\x9b)(?:\[.|(?P<number>[0-?]*)[ -/]*(?P<letter>[@-Z\\-~]))"
    r"|\x1bO[0-9;]*(?P<other>[@-~])"
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)"
)
_BEGUN: Final = (
    r"(?:\x1b\[|\x9b)(?:\[|[0-?]*[ -/]*)\Z|\x1b(?:O[0-9;]*)?\Z|\x1b[\]PX^_][^\x07\x1b\n]*\x1b?\Z"
)
"""Patterns, which the first key compiles that is no letter."""


class Keys:
    """What is typed, as letters and keys. What is no letter and no key that edits is dropped."""

    def __init__(self) -> None:
        self._begun = ""  # a sequence that has not come to its end yet

    def read(self, text: str, *, is_all: bool = False) -> Iterator[str | Key]:
        """The letters and keys that ``text`` goes on with; nothing follows where it ``is_all``."""
        before = len(self._begun)
        text, self._begun = self._begun + text, ""
        at = 0
        while at < len(text):
            sign = text[at]
            is_key = sign in _BEGINS
            if is_key and (sequence := re.compile(_SEQUENCE).match(text, at)):
                at = sequence.end()
                if (key := _key(sequence)) is not None:
                    yield key
                continue
            if is_key and not is_all and re.compile(_BEGUN).match(text, at):
                self._begun = text[at:][:LONGEST]
                return
            at += 1
            # Alt comes as Escape, with the letter at once: one that was pressed before is none.
            if sign == "\x1b" and at != before and (key := _WITH_ALT.get(text[at : at + 1])):
                yield key
                at += 1
            elif sign in _CONTROLS:
                yield _CONTROLS[sign]
            elif unicodedata.category(sign) != "Cc":
                yield sign


def _key(sequence: re.Match[str]) -> Key | None:
    number, letter = sequence["number"] or "", sequence["letter"] or sequence["other"] or ""
    if number.endswith(_RELEASED):
        return None
    key = _NUMBERS.get(number.partition(";")[0]) if letter == "~" else _LETTERS.get(letter)
    if key is not None and re.match(_CTRL_OR_ALT, number):
        return _BY_WORDS.get(key, key)
    return key


def as_typed(text: str) -> str:
    """A line that was not typed on a terminal, without keys: they have edited nothing there."""
    signs = Keys().read(text, is_all=True)
    typed = (" " if sign is Key.TAB else sign for sign in signs)
    return "".join(sign for sign in typed if isinstance(sign, str))


class Line:
    """The letters so far, and where the cursor stands among them.

    ``spell`` is how the terminal shows a letter, ``width`` the columns of its rows, 0 where they
    are not known. Nothing of what is ``hidden`` is written: there, the last letters can be
    deleted, but nobody can go back among them. ``in_window``: see above.
    """

    def __init__(
        self,
        prompt: str = "",
        *,
        hidden: bool = False,
        width: int = 0,
        spell: Callable[[str], str] = str,
        in_window: bool = False,
    ) -> None:
        self._prompt = prompt
        self._in_window = in_window
        self._hidden = hidden
        self._spell = spell
        self._room = (width or NO_END) - 1  # the cursor stands on the row as well
        self._taken = _on_last_row(columns(prompt), self._room + 1)
        self._is_behind = True  # the row that is written now stands behind the prompt
        self._letters: list[str] = []
        self._at = 0
        self._start = 0  # the first letter on the row that is written now
        self._row: Sequence[str] = ()
        self._cursor = 0  # on that row

    @property
    def text(self) -> str:
        return "".join(self._letters)

    @property
    def column(self) -> int:
        """Of the row that is written now, where the cursor stands."""
        before = self._taken if self._is_behind else 0
        return before if self._hidden else before + self._width(self._row[: self._cursor])

    def press(self, key: str | Key) -> str:
        """Take a letter or do what a key does; what is to be written then."""
        if isinstance(key, str):
            self._insert(key)
        elif key is Key.AGAIN:
            row = self._anew(0)
            is_told = self._is_behind or self._hidden
            return row if is_told or not self._prompt else f"\n{self._prompt}{row}"
        elif key is Key.TAB and not self._hidden:
            self._insert(" ")
        elif self._hidden and key not in (Key.BACKSPACE, Key.DELETE_WORD, Key.DELETE_TO_START):
            return ""
        elif (gone := self._edit(key)) and not self._hidden:
            heard = [Key.BACKSPACE] if self._at == len(self._letters) else []
            if self._in_window:
                heard = [Key.BACKSPACE, Key.DELETE]
            return self._changes() if key in heard else self._without(gone)
        return self._changes()

    def behind(self, prompt: str) -> str:
        """The line again, behind a prompt that stands there anew."""
        self._prompt = prompt
        self._taken = _on_last_row(columns(prompt), self._room + 1)
        return self._anew(0).removeprefix(f"\n{prompt}")

    # --- The text

    def _insert(self, letter: str) -> None:
        if len(self._letters) >= LONGEST:
            return
        if self._at and unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            self._letters[self._at - 1] += letter  # it belongs to the letter before
            return
        self._letters.insert(self._at, letter)
        self._at += 1

    def _edit(self, key: Key) -> str:
        """Do what ``key`` does; what is gone by it."""
        match key:
            case Key.LEFT:
                self._at = max(0, self._at - 1)
            case Key.RIGHT:
                self._at = min(len(self._letters), self._at + 1)
            case Key.WORD_LEFT:
                self._at = self._start_of_word()
            case Key.WORD_RIGHT:
                self._at = self._end_of_word()
            case Key.HOME:
                self._at = 0
            case Key.END:
                self._at = len(self._letters)
            case Key.BACKSPACE:
                return self._delete(self._at - 1, self._at)
            case Key.DELETE | Key.END_OF_INPUT:
                return self._delete(self._at, self._at + 1)
            case Key.DELETE_TO_START:
                return self._delete(0, self._at)
            case Key.DELETE_REST:
                return self._delete(self._at, len(self._letters))
            case Key.DELETE_WORD:
                return self._delete(self._start_of_word(), self._at)
            case Key.DELETE_NEXT_WORD:
                return self._delete(self._at, self._end_of_word())
        return ""

    def _start_of_word(self) -> int:
        before = "".join(letter[0] for letter in self._letters[: self._at])
        return before.rstrip().rfind(" ") + 1

    def _end_of_word(self) -> int:
        behind = "".join(letter[0] for letter in self._letters[self._at :])
        end = behind.find(" ", len(behind) - len(behind.lstrip()))
        return len(self._letters) if end < 0 else self._at + end

    def _delete(self, start: int, end: int) -> str:
        if start < 0:
            return ""
        gone = "".join(self._letters[start:end])
        del self._letters[start:end]
        self._at = min(self._at, start)
        return gone

    def _without(self, gone: str) -> str:
        """What is ``gone`` on a line of its own, and the line without it."""
        told = gone.strip() or _("space")
        if len(told) > TOLD:
            told = _("{count} characters").format(count=len(told))
        said = _("{text}, deleted").format(text=self._spell(told))
        return f"\n{said}{self._anew(self._at - self._room // 2)}"

    # --- The row

    def _changes(self) -> str:
        """What makes the row of before the row of now."""
        if self._hidden:
            return ""
        end = self._end_of_row(self._start)
        is_blank = not self._is_behind and self._start == self._at == len(self._letters)
        is_cut = self._at == end < len(self._letters)
        is_first = self._is_cramped and bool(self._letters)
        if is_blank or is_cut or is_first or not self._start <= self._at <= end:
            near = self._start < end <= self._at <= end + self._room // 2
            return self._anew(min(end, self._at - 1) if near else self._at - self._room // 2)
        before, self._row = self._row, self._letters[self._start : end]
        cursor = self._at - self._start
        same = cursor
        if before != self._row:
            pairs = enumerate(zip(before, self._row, strict=False))
            short = min(len(before), len(self._row))
            same = next((at for at, (old, new) in pairs if old != new), short)
        written = self._move(self._cursor, same, before)
        if before != self._row:
            gone = max(0, self._width(before[same:]) - self._width(self._row[same:]))
            blank = ERASE if self._in_window else " " * gone + "\b" * gone
            written += self._write(self._row[same:]) + (blank if gone else "")
            written += self._move(len(self._row), cursor, self._row)
        self._cursor = cursor
        return written

    def _anew(self, start: int) -> str:
        """A new row, from the letter ``start`` on; from the first, where it has room for them."""
        if self._hidden:
            return ""
        self._is_behind = True
        if self._letters and self._is_cramped:
            self._is_behind = False
        end = self._end_of_row(0)
        if not self._is_behind and end == len(self._letters):
            start = 0
        if end > self._at or (start <= 0 and end == len(self._letters)):
            start = 0
        elif start <= 0:  # the cursor's letter is not on the first row
            start = max(end, self._at - self._room // 2)
        self._start, self._is_behind = start, self._is_behind and not start
        self._row = self._letters[start : self._end_of_row(start)]
        self._cursor = self._at - start
        written = "\n" + (self._prompt if self._is_behind else "") + self._write(self._row)
        return written + self._move(len(self._row), self._cursor, self._row)

    @property
    def _is_cramped(self) -> bool:
        """The row stands behind a prompt that leaves too little room to read an answer there."""
        return self._is_behind and self._room - self._taken < self._room // LITTLE

    def _end_of_row(self, start: int) -> int:
        """The place behind the last letter that a row has room for."""
        used = self._taken if self._is_behind else 0
        for at in range(start, len(self._letters)):
            used += self._width(self._letters[at : at + 1])
            if used > self._room:
                return at
        return len(self._letters)

    def _move(self, old: int, new: int, row: Sequence[str]) -> str:
        """Move the cursor on ``row``: to the right, letters are written over themselves."""
        if new < old:
            return "\b" * self._width(row[new:old])
        return self._write(row[old:new])

    def _write(self, letters: Sequence[str]) -> str:
        return "".join(map(self._spell, letters))

    def _width(self, letters: Sequence[str]) -> int:
        return columns(self._write([letter[0] for letter in letters]))


def _on_last_row(taken: int, width: int) -> int:
    """Columns that a prompt of so many takes of the row that it ends on."""
    return taken and (taken - 1) % width + 1
