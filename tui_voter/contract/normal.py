"""One form for what different keyboards and files write differently: a Mac takes "é" apart."""

from __future__ import annotations

import unicodedata
from typing import Final


def normal_password(text: str) -> str:
    """A password as it is judged, compared and hashed: NFKC (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", text)


def normal_name(text: str) -> str:
    """A name as it is kept and shown: NFC, which changes no letter."""
    return unicodedata.normalize("NFC", text)


def is_special(sign: str) -> bool:
    """Whether it is a special character of a password: neither a letter or a digit, nor a mark
    upon one."""
    return not sign.isalnum() and not unicodedata.combining(sign)


_APOSTROPHES: Final = "'\N{RIGHT SINGLE QUOTATION MARK}"


def count_words(text: str) -> int:
    """The words of a phrase, whatever is between them; what an apostrophe joins is one, and a
    number is none."""
    apart = "".join(" " if is_special(c) and c not in _APOSTROPHES else c for c in text)
    return sum(any(map(str.isalpha, word)) for word in apart.split())
