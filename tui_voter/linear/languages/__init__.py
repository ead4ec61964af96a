"""The abbreviations of each language, as patterns, and how they are said in full.

The patterns are applied in order, each to the whole text, and only if the text contains the
pattern's mark: compiling all of them would take longer than saying the first question. Each must
run in linear time, as a portal's text may be long and hostile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tui_voter.contract.languages import Language
from tui_voter.linear.languages import english, french

Sign = tuple[str, str, str | Callable[[re.Match[str]], str]]
"""A mark that every match contains, the pattern, and its replacement."""

_SIGNS: Final[Mapping[str, Sequence[Sign]]] = {
    Language.FR: french.SIGNS,
    Language.EN: english.SIGNS,
}


def same_as(word: str) -> str:
    """The form of ``word`` that is a command's name: another gender in French, say, or the word
    itself. ``word`` is folded."""
    return french.SAME.get(word, word)


def signs(language: str) -> Sequence[Sign]:
    """The signs of ``language``; none for an unknown one."""
    return _SIGNS.get(language, ())
