"""Prepare text for a terminal: measure and break it, and disarm control characters."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

from tui_voter.contract.text import REPLACEMENT

_CONTROLS: Final = {
    code: REPLACEMENT for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"
}
_NARROW: Final = re.compile("[\x00-\u02ff\u2000-\u2064]*")
"""Latin letters and punctuation, each of which takes one column."""
_NO_BREAK: Final = "\x00"
"""Stands for a space at which a line must not be broken."""


def columns(text: str) -> int:
    """The columns that ``text``, a single line, takes on a terminal."""
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


_TILDE: Final = re.compile(r" (?=~)")
_SENTENCE: Final = re.compile(r" (?=~)|(?<=[.?!]) (?=\S)")


def broken(line: str, width: int) -> list[str]:
    """``line`` broken at spaces into pieces of at most ``width`` columns; 0 means no limit. A
    longer word, such as a link, stays whole. No piece begins with a tilde: Orca takes such a line
    for an editor's mark of an empty line, and says nothing of the text. If possible, no piece
    begins with a sentence, which would sound like a heading in a list."""
    if not width or columns(line) <= width:
        return [line]
    for bound in (_SENTENCE, _TILDE):
        pieces = textwrap.wrap(
            bound.sub(_NO_BREAK, line),
            width,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        if all(columns(piece) <= width for piece in pieces):
            break
    return [piece.replace(_NO_BREAK, " ") for piece in pieces]


def harmless(text: str) -> str:
    """``text`` with each control character replaced by a visible sign."""
    return text.translate(_CONTROLS)
