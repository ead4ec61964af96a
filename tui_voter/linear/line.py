"""A line editor: what each key does, and what must be written to the terminal then.

Only letters and backspaces are written, so that the terminal's cursor stands on the letter being
edited: a screen reader says it, and a braille display shows it. In a window of the desktop, the
escape sequence that erases the rest of a row is also used. When the cursor leaves the row, that
part of the line is written on a new row; if the prompt leaves little room, the whole answer is.

A screen reader says the letter or word that the cursor reaches, and the last letter of a line when
it is deleted. After any other deletion it stays silent, or reads the whole row. The deleted text is
therefore written on a row of its own, with the edited line below it. In a window, readers say each
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
"""The most letters in a line and bytes in an answer: enough for a long email, and a limit to a
flood of input. The rest is dropped."""

LONGEST_SAID: Final = 60
"""The most deleted letters that are said; of a longer text, only their number is said."""

ERASE: Final = "\x1b[K"
"""The sequence that erases the rest of a row. It is needed in a window, where a reader would take
blanks for typed letters."""

UNLIMITED: Final = 1_000
"""Columns assumed for a row of unknown width."""

CRAMPED: Final = 4
"""If a prompt leaves less than one part in this many of its row, the answer has its own row from
the first letter on: if it moved there later, it would be heard twice."""


class Key(Enum):
    """An editing key."""

    LEFT = auto()
    RIGHT = auto()
    WORD_LEFT = auto()
    WORD_RIGHT = auto()
    HOME = auto()
    END = auto()
    BACKSPACE = auto()
    DELETE = auto()
    END_OF_INPUT = auto()
    """Ctrl-D: it ends the input on an empty line, and deletes a letter on any other."""
    DELETE_WORD = auto()
    """Deletes the word before the cursor."""
    DELETE_NEXT_WORD = auto()
    DELETE_TO_START = auto()
    DELETE_REST = auto()
    TAB = auto()
    """Inserts a space: pasted tables have tabs. A hidden answer ignores it, as nobody would hear
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
"""What a key becomes together with Ctrl or Alt."""
_CTRL_OR_ALT: Final = r"\d+;[3-8](?::[12])?\Z"
_RELEASED: Final = ":3"
"""The suffix with which some terminals report that a key was released."""
_INTRODUCERS: Final = "\x1b\x9b"
"""The characters that begin an escape sequence."""
_SEQUENCE: Final = (
    r"(?:\x1b\[|\x9b)(?:\[.|(?P<number>[0-?]*)[ -/]*(?P<letter>[@-Z\\-~]))"
    r"|\x1bO[0-9;]*(?P<other>[@-~])"
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)"
)
_INCOMPLETE: Final = (
    r"(?:\x1b\[|\x9b)(?:\[|[0-?]*[ -/]*)\Z|\x1b(?:O[0-9;]*)?\Z|\x1b[\]PX^_][^\x07\x1b\n]*\x1b?\Z"
)
"""Patterns of a whole and of an unfinished sequence, compiled only when one is typed."""


class Keys:
    """Splits typed text into letters and editing keys, and drops everything else."""

    def __init__(self) -> None:
        self._incomplete = ""  # a sequence whose end has not arrived yet

    def read(self, text: str, *, is_all: bool = False) -> Iterator[str | Key]:
        """The letters and keys in ``text``, which continues the text read before. If it ``is_all``,
        no more text follows that could complete a sequence."""
        before = len(self._incomplete)
        text, self._incomplete = self._incomplete + text, ""
        at = 0
        while at < len(text):
            sign = text[at]
            is_key = sign in _INTRODUCERS
            if is_key and (sequence := re.compile(_SEQUENCE).match(text, at)):
                at = sequence.end()
                if (key := _key(sequence)) is not None:
                    yield key
                continue
            if is_key and not is_all and re.compile(_INCOMPLETE).match(text, at):
                self._incomplete = text[at:][:LONGEST]
                return
            at += 1
            # Alt and a letter arrive as Escape and the letter at once, never in two reads.
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
    """The letters of a line that came from a pipe or a file, where editing keys are ignored."""
    signs = Keys().read(text, is_all=True)
    typed = (" " if sign is Key.TAB else sign for sign in signs)
    return "".join(sign for sign in typed if isinstance(sign, str))


class Line:
    """The letters typed so far, and the cursor's position among them.

    ``spell`` returns a letter as the terminal shows it; ``width`` is the number of columns of a
    row, 0 if unknown. Nothing of a ``hidden`` line is written: its last letters can be deleted, but
    the cursor does not move. ``in_window`` says that the terminal is a window of the desktop.
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
        self._room = (width or UNLIMITED) - 1  # the cursor stands on the row as well
        self._prompt_end = _on_last_row(columns(prompt), self._room + 1)
        self._is_after_prompt = True  # whether the row stands after the prompt, on the same row
        self._letters: list[str] = []
        self._at = 0
        self._row_start = 0  # the index of the first letter on the row
        self._row: Sequence[str] = ()  # the letters on the row
        self._cursor = 0  # the cursor's index on that row

    @property
    def text(self) -> str:
        return "".join(self._letters)

    @property
    def column(self) -> int:
        """The cursor's column."""
        before = self._prompt_end if self._is_after_prompt else 0
        return before if self._hidden else before + self._width(self._row[: self._cursor])

    def press(self, key: str | Key) -> str:
        """Insert a letter or apply an editing key. Returns what must be written then."""
        if isinstance(key, str):
            self._insert(key)
        elif key is Key.TAB and not self._hidden:
            self._insert(" ")
        elif self._hidden and key not in (Key.BACKSPACE, Key.DELETE_WORD, Key.DELETE_TO_START):
            return ""
        elif (deleted := self._edit(key)) and not self._hidden:
            heard = [Key.BACKSPACE] if self._at == len(self._letters) else []
            if self._in_window:
                heard = [Key.BACKSPACE, Key.DELETE]
            return self._redrawn() if key in heard else self._announced(deleted)
        return self._redrawn()

    def rewritten_after(self, prompt: str) -> str:
        """The text that writes the line again after a new ``prompt``."""
        self._prompt = prompt
        self._prompt_end = _on_last_row(columns(prompt), self._room + 1)
        return self._rewritten(0).removeprefix(f"\n{prompt}")

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
        """Apply an editing key. Returns the letters that it deleted."""
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
        deleted = "".join(self._letters[start:end])
        del self._letters[start:end]
        self._at = min(self._at, start)
        return deleted

    def _announced(self, deleted: str) -> str:
        """The text that writes what was ``deleted`` on its own row, and the edited line below."""
        name = deleted.strip() or _("space")
        if len(name) > LONGEST_SAID:
            name = _("{count} characters").format(count=len(name))
        said = _("{text}, deleted").format(text=self._spell(name))
        return f"\n{said}{self._rewritten(self._at - self._room // 2)}"

    # --- The row

    def _redrawn(self) -> str:
        """The text that turns the row as it was written into the row as it should be."""
        if self._hidden:
            return ""
        end = self._end_of_row(self._row_start)
        is_blank = not self._is_after_prompt and self._row_start == self._at == len(self._letters)
        is_cut = self._at == end < len(self._letters)
        is_first = self._is_cramped and bool(self._letters)
        if is_blank or is_cut or is_first or not self._row_start <= self._at <= end:
            near = self._row_start < end <= self._at <= end + self._room // 2
            return self._rewritten(min(end, self._at - 1) if near else self._at - self._room // 2)
        before, self._row = self._row, self._letters[self._row_start : end]
        cursor = self._at - self._row_start
        same = cursor
        if before != self._row:
            pairs = enumerate(zip(before, self._row, strict=False))
            short = min(len(before), len(self._row))
            same = next((at for at, (old, new) in pairs if old != new), short)
        written = self._move(self._cursor, same, before)
        if before != self._row:
            deleted = max(0, self._width(before[same:]) - self._width(self._row[same:]))
            blank = ERASE if self._in_window else " " * deleted + "\b" * deleted
            written += self._write(self._row[same:]) + (blank if deleted else "")
            written += self._move(len(self._row), cursor, self._row)
        self._cursor = cursor
        return written

    def _rewritten(self, start: int) -> str:
        """The text that writes a new row, from the letter ``start`` on or the whole line."""
        if self._hidden:
            return ""
        self._is_after_prompt = True
        if self._letters and self._is_cramped:
            self._is_after_prompt = False
        end = self._end_of_row(0)
        if not self._is_after_prompt and end == len(self._letters):
            start = 0
        if end > self._at or (start <= 0 and end == len(self._letters)):
            start = 0
        elif start <= 0:  # the cursor is beyond the first row
            start = max(end, self._at - self._room // 2)
        self._row_start, self._is_after_prompt = start, self._is_after_prompt and not start
        self._row = self._letters[start : self._end_of_row(start)]
        self._cursor = self._at - start
        written = "\n" + (self._prompt if self._is_after_prompt else "") + self._write(self._row)
        return written + self._move(len(self._row), self._cursor, self._row)

    @property
    def _is_cramped(self) -> bool:
        """Whether the prompt leaves too little room to read an answer after it."""
        return self._is_after_prompt and self._room - self._prompt_end < self._room // CRAMPED

    def _end_of_row(self, start: int) -> int:
        """The index after the last letter that fits on a row that begins at ``start``."""
        used = self._prompt_end if self._is_after_prompt else 0
        for at in range(start, len(self._letters)):
            used += self._width(self._letters[at : at + 1])
            if used > self._room:
                return at
        return len(self._letters)

    def _move(self, old: int, new: int, row: Sequence[str]) -> str:
        """The text that moves the cursor: backspaces, or the letters in between once more."""
        if new < old:
            return "\b" * self._width(row[new:old])
        return self._write(row[old:new])

    def _write(self, letters: Sequence[str]) -> str:
        return "".join(map(self._spell, letters))

    def _width(self, letters: Sequence[str]) -> int:
        return columns(self._write([letter[0] for letter in letters]))


def _on_last_row(taken: int, width: int) -> int:
    """The columns that a prompt of ``taken`` columns fills of its last row."""
    return taken and (taken - 1) % width + 1
