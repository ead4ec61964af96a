"""The rules by which answers count as equal.

Case, accents, spaces, punctuation and a leading article do not matter, nor whether a number is
written in digits or in words of any language ("72", "7 2", "sept deux", "soixante-douze").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from mock_server.captcha.families import WORDS
from mock_server.captcha.words import fold

_TOKENS: Final = re.compile(r"[^\W\d_]+|\d")
_ARTICLES: Final = frozenset(article for words in WORDS.values() for article in words.articles)


def readings(answer: str) -> set[str]:
    """Everything that an answer can mean; one of them must be the accepted one."""
    tokens = _TOKENS.findall(fold(answer))
    found = {_digits(tokens, words.read_number) for words in WORDS.values()}
    if len(tokens) > 1 and tokens[0] in _ARTICLES:
        tokens = tokens[1:]
    found.add("".join(tokens))
    found.discard("")
    return found


def _digits(tokens: Sequence[str], read: Callable[[Sequence[str]], tuple[int, int] | None]) -> str:
    """The tokens as one row of digits; "" if any of them is not a number."""
    digits, place = "", 0
    while place < len(tokens):
        if tokens[place].isdecimal():
            digits, place = digits + str(int(tokens[place])), place + 1
        elif number := read(tokens[place:]):
            digits, place = digits + str(number[0]), place + number[1]
        else:
            return ""
    return digits
