"""Text for a terminal: its width, and nothing that the terminal would act on."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

from tui_voter.contract.text import REPLACEMENT
from tui_voter.letters import SPELLED

_CONTROLS: Final = {
    code: REPLACEMENT for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"
}
_BOUND: Final = "\x00"
"""A space at which no line ends."""


def columns(text: str) -> int:
    """Columns that ``text``, one line, takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


_TILDE: Final = re.compile(r" (?=~)")
_SENTENCE: Final = re.compile(r" (?=~)|(?<=[.?!]) (?=\S)")


def broken(line: str, width: int) -> list[str]:
    """``line`` in pieces of at most ``width`` columns, broken at spaces; 0 is no limit. A
    word that is longer, a link say, stays whole. No piece begins with a tilde: Orca is silent
    about a text with such a line, which it takes for an editor's sign of nothing. Where it can be
    helped, none begins with a sentence: in a list that would pass for a heading."""
    if not width or columns(line) <= width:
        return [line]
    for bound in (_SENTENCE, _TILDE):
        pieces = textwrap.wrap(
            bound.sub(_BOUND, line),
            width,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        if all(columns(piece) <= width for piece in pieces):
            break
    return [piece.replace(_BOUND, " ") for piece in pieces]


def folded(text: str) -> str:
    """``text`` for comparing: without capitals, accents and typographic signs."""
    plain = "".join(SPELLED.get(c, c) for c in text.casefold())
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in parts if not unicodedata.combining(c))


def harmless(text: str) -> str:
    """``text`` with a visible sign for each character that a terminal would obey."""
    return text.translate(_CONTROLS)
