"""A line while it is typed: what its keys do, and what is written to the terminal then.

Only letters and backspaces are written, so that the terminal's cursor stands on the letter that is
edited: a screen reader says it, and a braille display shows it. A window also understands the
sequence that erases the rest of a row. Where the cursor leaves the row, that part of the line is
written on a new one: all of it, where the prompt leaves little room.

A reader says the letter or the word that the cursor comes to, and the last letter of a line when it
is deleted. When anything else is deleted, it keeps silent, or reads the whole row: so what is gone
is written on a line of its own, and the edited line again below it. In a window, readers say each
letter that Backspace deletes, and the one that Delete leaves under the cursor, so that nothing more
is written there. Words are separated by spaces, as they are for readers.
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

LONGEST_SAID: Final = 60
"""Letters that are said when they are deleted; of more, only their number is said."""

ERASE: Final = "\x1b[K"
"""The sequence that erases the rest of a row. In a window, a reader would take blanks for letters
that were typed."""

NO_END: Final = 1_000
"""Columns of a row whose width is not known."""

LITTLE: Final = 4
"""Where a prompt leaves less than a quarter of its row, the answer has a row of its own from the
first letter on: if it moved there later, it would be heard twice."""


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
    """Ctrl-D: on an empty line it ends the input, elsewhere it deletes."""
    DELETE_WORD = auto()
    """The word before the cursor."""
    DELETE_NEXT_WORD = auto()
    DELETE_TO_START = auto()
    DELETE_REST = auto()
    TAB = auto()
    """A space, as tables that are pasted have it. A hidden answer takes no tab: nobody would hear
    it."""


_CONTROLS: Final = {
    "\x01": Key.HOME,
    "\x02": Key.LEFT,
    "\x04": Key.END_OF_INPUT,
    "\x05": Key.END,
    "\x06": Key.RIGHT,
    "\x08": Key.BACKSPACE,
    "\t": Key.TAB,
    "\x0b": Key.DELETE_REST,
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
"""What a key does together with Ctrl or Alt."""
_CTRL_OR_ALT: Final = r"\d+;[3-8](?::[12])?\Z"
_RELEASED: Final = ":3"
"""What some terminals add when a key is released."""
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
"""Patterns. They are compiled when the first key is pressed that is no letter."""


class Keys:
    """Splits what is typed into letters and keys. What is neither is dropped."""

    def __init__(self) -> None:
        self._begun = ""  # the start of a sequence whose end has not come yet

    def read(self, text: str, *, is_all: bool = False) -> Iterator[str | Key]:
        """The letters and keys in ``text``, which continues the text before. If it ``is_all``, no
        sequence goes on behind it."""
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
            # Alt comes as Escape and the letter together; an Escape that came before is a key.
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
    """The letters of a line that did not come from a terminal: keys have edited nothing there."""
    signs = Keys().read(text, is_all=True)
    typed = (" " if sign is Key.TAB else sign for sign in signs)
    return "".join(sign for sign in typed if isinstance(sign, str))


class Line:
    """The letters so far, and where the cursor stands among them.

    ``spell`` is how the terminal shows a letter, ``width`` the columns of its rows, 0 where they
    are not known. Nothing of a ``hidden`` line is written: its last letters can be deleted, but the
    cursor does not move. ``in_window`` tells that the terminal is a window of the desktop.
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
        self._is_behind = True  # whether the row is written behind the prompt
        self._letters: list[str] = []
        self._at = 0
        self._start = 0  # the index of the first letter on the row
        self._row: Sequence[str] = ()  # the letters that are written
        self._cursor = 0  # the index on that row

    @property
    def text(self) -> str:
        return "".join(self._letters)

    @property
    def column(self) -> int:
        """The column of its row where the cursor stands."""
        before = self._taken if self._is_behind else 0
        return before if self._hidden else before + self._width(self._row[: self._cursor])

    def press(self, key: str | Key) -> str:
        """Insert a letter or do what a key does. Returns what is to be written then."""
        if isinstance(key, str):
            self._insert(key)
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
        """The line, to be written again behind a new ``prompt``."""
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
        """Do what ``key`` does. Returns the letters that it has deleted."""
        at, end = self._at, len(self._letters)
        moves = {
            Key.LEFT: max(0, at - 1),
            Key.RIGHT: min(end, at + 1),
            Key.WORD_LEFT: self._start_of_word(),
            Key.WORD_RIGHT: self._end_of_word(),
            Key.HOME: 0,
            Key.END: end,
        }
        if key in moves:
            self._at = moves[key]
            return ""
        deletes = {
            Key.BACKSPACE: (at - 1, at),
            Key.DELETE: (at, at + 1),
            Key.END_OF_INPUT: (at, at + 1),
            Key.DELETE_TO_START: (0, at),
            Key.DELETE_REST: (at, end),
            Key.DELETE_WORD: (self._start_of_word(), at),
            Key.DELETE_NEXT_WORD: (at, self._end_of_word()),
        }
        return self._delete(*deletes[key])

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
        name = gone.strip() or _("space")
        if len(name) > LONGEST_SAID:
            name = _("{count} characters").format(count=len(name))
        said = _("{text}, deleted").format(text=self._spell(name))
        return f"\n{said}{self._anew(self._at - self._room // 2)}"

    # --- The row

    def _changes(self) -> str:
        """What has to be written so that the old row becomes the new one."""
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
        """A new row from the letter ``start`` on, or from the first one, if all fit."""
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
        """Whether the prompt leaves too little room to read an answer behind it."""
        return self._is_behind and self._room - self._taken < self._room // LITTLE

    def _end_of_row(self, start: int) -> int:
        """The index behind the last letter that fits on a row from ``start`` on."""
        used = self._taken if self._is_behind else 0
        for at in range(start, len(self._letters)):
            used += self._width(self._letters[at : at + 1])
            if used > self._room:
                return at
        return len(self._letters)

    def _move(self, old: int, new: int, row: Sequence[str]) -> str:
        """Move the cursor on ``row``. To the right, letters are written over themselves."""
        if new < old:
            return "\b" * self._width(row[new:old])
        return self._write(row[old:new])

    def _write(self, letters: Sequence[str]) -> str:
        return "".join(map(self._spell, letters))

    def _width(self, letters: Sequence[str]) -> int:
        return columns(self._write([letter[0] for letter in letters]))


def _on_last_row(taken: int, width: int) -> int:
    """The columns of its last row that a prompt of ``taken`` columns takes."""
    return taken and (taken - 1) % width + 1
