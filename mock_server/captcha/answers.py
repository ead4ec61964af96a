"""What counts as the same answer.

Case, accents, spaces, punctuation and a leading article do not matter, nor whether a
number is written in digits or in words of either language ("72", "7 2", "sept deux",
"soixante-douze").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from mock_server.captcha import english, french

_TOKENS: Final = re.compile(r"[^\W\d_]+|\d")
_ARTICLES: Final = french.ARTICLES | english.ARTICLES


def fold(text: str) -> str:
    """Without accents, case and compatibility forms."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def readings(answer: str) -> set[str]:
    """Everything that an answer can mean; one of them must be the accepted one."""
    tokens = _TOKENS.findall(fold(answer))
    found = {_digits(tokens, french.read_number), _digits(tokens, english.read_number)}
    if len(tokens) > 1 and tokens[0] in _ARTICLES:
        tokens = tokens[1:]
    found.add("".join(tokens))
    found.discard("")
    return found


def _digits(tokens: Sequence[str], read: Callable[[Sequence[str]], tuple[int, int] | None]) -> str:
    """The tokens as one row of digits; "" where they are not numbers alone."""
    digits, place = "", 0
    while place < len(tokens):
        if tokens[place].isdecimal():
            digits, place = digits + str(int(tokens[place])), place + 1
        elif number := read(tokens[place:]):
            digits, place = digits + str(number[0]), place + number[1]
        else:
            return ""
    return digits
