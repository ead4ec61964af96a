"""What each language abbreviates, in patterns, and how it is said.

They are tried in their order, each on the whole text, if that has what they cannot do without:
compiling them all would take longer than saying the first question. None may run through a text
more than once: a portal's may be long, and hostile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tui_voter.contract.languages import Language
from tui_voter.linear.languages import english, french

Sign = tuple[str, str, str | Callable[[re.Match[str]], str]]
"""What stands in whatever a pattern finds, the pattern, and what is said instead of that."""

_SIGNS: Final[Mapping[str, Sequence[Sign]]] = {
    Language.FR: french.SIGNS,
    Language.EN: english.SIGNS,
}


def same_as(word: str) -> str:
    """The form under which a command has this ``word``, which is folded; the word itself where it
    has no other."""
    return french.SAME.get(word, word)


def signs(language: str) -> Sequence[Sign]:
    """Those of ``language``, none where nobody has told them."""
    return _SIGNS.get(language, ())
