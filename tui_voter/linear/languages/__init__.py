"""What each language abbreviates, in patterns, and how it is said.

They are tried in their order, each on the whole text. None may run through a text more than
once: a portal's may be long, and hostile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from tui_voter.contract.languages import Language
from tui_voter.linear.languages import english, french

Sign = tuple[str, str | Callable[[re.Match[str]], str]]
"""A pattern, and what is said instead of what it finds."""

_SIGNS: Final[Mapping[str, Sequence[Sign]]] = {
    Language.FR: french.SIGNS,
    Language.EN: english.SIGNS,
}


def same_as(word: str) -> str:
    """The form under which a command has this ``word``, which is folded; the word itself where it
    has no other."""
    return french.SAME.get(word, word)


@cache
def signs(language: str) -> Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]:
    """Those of ``language``, none where nobody has told them."""
    return [(re.compile(pattern), told) for pattern, told in _SIGNS.get(language, ())]
