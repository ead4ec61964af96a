"""Tell pasted text from typed text, whatever the pasted text contains.

A terminal brackets a paste in ``ESC[200~`` and ``ESC[201~``, and not every terminal
takes those marks out of the text itself. So the first end mark proves nothing: a paste
goes on until its end mark is the last thing that was received and nothing follows it
for :data:`QUIET` seconds. No key can be pressed and released in that time.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

START: Final = "\x1b[200~"
END: Final = "\x1b[201~"
QUIET: Final = 0.05
PATIENCE: Final = 40
"""Quiet spells after which a paste without an end is taken as it is (two seconds)."""
KEPT: Final = 65_536
"""Characters of a paste that are looked at: a long mail, and an end to a flood."""

ANSWER: Final = "\x1b]11;"

_BACKGROUND = re.compile(
    r"\x1b\]11;rgb:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)(?:\x07|\x1b\\)", re.IGNORECASE
)


class Pasted(NamedTuple):
    """A whole paste, without the marks."""

    text: str


class Background(NamedTuple):
    """The terminal's background, as it answered: dark or light."""

    dark: bool


class Reception:
    """A terminal's input in order: single keys, and whole pastes."""

    def __init__(self) -> None:
        self._held = ""
        self._pasting = False
        self._quiets = 0

    @property
    def waiting(self) -> bool:
        """Something is held back that :meth:`quiet` will give out."""
        return bool(self._held) or self._pasting

    def feed(self, data: str) -> list[str | Pasted | Background]:
        """What can be told so far; the rest is held back."""
        self._held += data
        self._quiets = 0
        if self._pasting:
            self._held = self._held[: KEPT + len(END)] + self._held[KEPT + len(END) :][-len(END) :]
            return []
        before, mark, after = self._held.partition(START)
        if mark:
            self._pasting, self._held = True, ""
            return [*self._keys(before), *self.feed(after)]
        hold = _unfinished(self._held)
        keys, self._held = (
            self._held[: len(self._held) - hold],
            self._held[len(self._held) - hold :],
        )
        return self._keys(keys)

    def quiet(self) -> list[str | Pasted | Background]:
        """Nothing came for :data:`QUIET` seconds: give out what is whole by now."""
        if not self._pasting:
            keys, self._held = self._held, ""
            return self._keys(keys)
        self._quiets += 1
        if not self._held.endswith(END) and self._quiets < PATIENCE:
            return []
        text, self._held, self._pasting = self._held, "", False
        return [Pasted(text.replace(START, "").replace(END, "")[:KEPT])]

    def _keys(self, data: str) -> list[str | Pasted | Background]:
        answer = _BACKGROUND.search(data)
        if answer is None:
            return [data] if data else []
        red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in answer.groups())
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        rest = data[: answer.start()] + data[answer.end() :]
        return [Background(dark), *([rest] if rest else [])]


def _unfinished(data: str) -> int:
    """How many characters at the end may be the beginning of a mark or an answer."""
    begun = data.rfind(ANSWER)
    if begun != -1 and len(data) - begun < 40 and not _BACKGROUND.search(data, begun):
        return len(data) - begun
    return next(
        (
            size
            for size in range(len(START) - 1, 0, -1)
            if data.endswith((START[:size], ANSWER[:size]))
        ),
        0,
    )


UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Pasted text on one line, without characters that a terminal would obey or hide."""
    return " ".join(_seen(text).split())


def several_lines(text: str) -> str:
    """The same with its line breaks kept, as ``\\n``."""
    return "\n".join(" ".join(_seen(line).split()) for line in text.splitlines())


def _seen(text: str) -> str:
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in UNSEEN)
