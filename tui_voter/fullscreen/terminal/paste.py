"""Tell pasted text from typed text, whatever the pasted text contains.

A terminal puts a paste between ``ESC[200~`` and ``ESC[201~``, but not every terminal removes these
marks from the text itself. Therefore the first end mark proves nothing: a paste ends only with an
end mark that nothing follows for :data:`QUIET` seconds, too short a time to press a key in.

The rest of a paste may arrive even later. Therefore the first input after a paste is held back: if
another end mark follows, it was the rest of the paste; if not, it was keys.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tui_voter.tuples import NamedTuple

START: Final = "\x1b[200~"
END: Final = "\x1b[201~"
QUIET: Final = 0.05
PATIENCE: Final = 40
"""The quiet spells after which a paste without an end is accepted (two seconds)."""
CONFIRMED: Final = 5
"""The quiet spells after which input after a paste counts as keys (a quarter of a second)."""
KEPT: Final = 65_536
"""The most characters of a paste that are kept: enough for a long email."""

_REPLY: Final = r"\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]{26,}[ -/]*[@-~]"
"""A terminal's replies to questions, of which only the one for its background was asked, and
reports that are longer than any meaningful one. Patterns are compiled by the first input."""
_BEGUN: Final = r"\x1b(?:[\]P_^X][^\x07\x1b]{,4096}\x1b?|\[[0-?]{,4096}[ -/]*)\Z"
_ACTS: Final = r"[\0-\x1f\x7f-\x9f]"
"""The control characters: keys that do more than write, or the start of their sequences."""
_BACKGROUND: Final = r"(?i)\x1b\]11;rgb:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})[\x07\x1b]"


class Pasted(NamedTuple):
    """A whole paste, without its marks."""

    text: str


class Background(NamedTuple):
    """The terminal's reply about its background, which is dark or light."""

    dark: bool


class Reception:
    """A terminal's input in order, split into keys, whole pastes and replies."""

    def __init__(self) -> None:
        self._held = ""
        self._pasting = False
        self._behind_paste = False
        """Whether a paste seems to have ended, and no input after it has counted as keys yet."""
        self._quiets = 0

    @property
    def waiting(self) -> bool:
        """Whether something is held back that :meth:`quiet` may return."""
        return bool(self._held) or self._pasting

    def feed(self, data: str) -> list[str | Pasted | Background]:
        """Take more input, and return what is certain so far; the rest is held back."""
        self._held += data
        self._quiets = 0
        if self._pasting:
            self._held = self._held[: KEPT + len(END)] + self._held[KEPT + len(END) :][-len(END) :]
            return []
        before, mark, after = self._held.partition(START)
        if self._behind_paste and (mark or END in before):
            self._behind_paste = False
            if END in before or re.search(_ACTS, before.replace("\t", "")):
                self._pasting = True  # the paste had not ended
                return self.feed("")
        if mark:
            self._pasting, self._held = True, ""
            return [*self._keys(before), *self.feed(after)]
        if self._behind_paste:
            self._held = self._held[:KEPT]
            return []
        hold = _unfinished(self._held)
        keys, self._held = (
            self._held[: len(self._held) - hold],
            self._held[len(self._held) - hold :],
        )
        return self._keys(keys)

    def quiet(self) -> list[str | Pasted | Background]:
        """Return what is complete after another :data:`QUIET` seconds without input."""
        self._quiets += 1
        if not self._pasting:
            if self._behind_paste and re.search(_ACTS, self._held):
                if self._quiets < CONFIRMED:
                    return []
                self._behind_paste = False
            keys, self._held = self._held, ""
            if len(keys) > len("\x1b]") and re.match(_BEGUN, keys) and not keys.startswith("\x1b["):
                return []  # an incomplete reply; two characters may be Alt and a key
            return self._keys(keys)
        text, mark, keys = self._held.rpartition(END)
        goes_on = not mark or START in keys or re.search(_BEGUN, keys)  # or is incomplete
        if goes_on:
            spells, text, keys = PATIENCE, self._held, ""
        else:
            spells = CONFIRMED if keys else 1
        if self._quiets < spells:
            return []
        self._held, self._pasting, self._behind_paste = "", False, not keys
        pasted = Pasted(text.replace(START, "").replace(END, "")[:KEPT])
        return [pasted, *self._keys(keys)]

    def _keys(self, data: str) -> list[str | Pasted | Background]:
        """The keys in ``data``, and the reply about the background; other replies are dropped."""
        backgrounds: list[str | Pasted | Background] = [
            Background(_is_dark(*answer.groups())) for answer in re.finditer(_BACKGROUND, data)
        ]
        keys = re.sub(_REPLY, "", data)
        return [*backgrounds, *([keys] if keys else [])]


def _is_dark(*parts: str) -> bool:
    red, green, blue = (int(part, 16) / float(16 ** len(part) - 1) for part in parts)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.5


def _unfinished(data: str) -> int:
    """The number of characters at the end that may begin a mark or a reply."""
    if begun := re.search(_BEGUN, data):
        return len(data) - begun.start()
    return next((size for size in range(len(START) - 1, 0, -1) if data.endswith(START[:size])), 0)


UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Pasted text on one line, without control characters and invisible ones."""
    return " ".join(_seen(text).split())


def several_lines(text: str) -> str:
    """Pasted text with its line breaks as ``\\n``, without control and invisible characters."""
    return "\n".join(" ".join(_seen(line).split()) for line in text.splitlines())


def _seen(text: str) -> str:
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in UNSEEN)
