"""The abbreviations of each language, as patterns, and how they are said in full.

Each language has a module, whose name is its code, with its ``SIGNS``, and with ``SAME``: another
form of a command's word, another gender say, and the one that is the command's name, both folded. A
module is loaded when its language is spoken, and the others when a word is typed that may be one of
theirs.

The patterns are applied in order, each to the whole text, and only if the text contains the
pattern's mark: compiling all of them would take longer than saying the first question. Each must
run in linear time, as a portal's text may be long and hostile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from tui_voter.contract.languages import LANGUAGES

Sign = tuple[str, str, str | Callable[[re.Match[str]], str]]
"""A mark that every match contains, the pattern, and its replacement."""


def signs(language: str) -> Sequence[Sign]:
    """The signs of ``language``."""
    found: Sequence[Sign] = _module(language).SIGNS
    return found


def same_as(word: str) -> str:
    """The form of ``word`` that is a command's name, in whatever language, or the word itself.
    ``word`` is folded."""
    names = (_module(language).SAME.get(word) for language in LANGUAGES)
    return next(filter(None, names), word)


def _module(language: str) -> Any:
    return import_module(f"{__name__}.{language}")
