"""Making untrusted text safe to show in a terminal: one rule for everything from outside."""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
CUT: Final = "…"
"""The end of a text that was longer than it may be."""

_EMOJI: Final = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]{0,2}"
)
_EMOJI_SEQUENCE: Final = f"{_EMOJI}(?:\u200d{_EMOJI}){{0,8}}|[0-9#*]\ufe0f\u20e3"

_INVISIBLE: Final = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero-width, separators, bidi
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # fillers, variation selectors, BOM
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, noncharacters
    "\U000110bd\U000110cd\U00013430-\U00013455"  # controls of rare scripts
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # of shorthand and of music
    "\U000e0000-\U000e0fff"  # tags, further variation selectors
)
_UNSAFE: Final = f"[{_INVISIBLE}]"
_SAFE_OR_NOT: Final = f"({_EMOJI_SEQUENCE})|[{_INVISIBLE}]"
"""Patterns, which the first use compiles: that takes time, and no first question needs them."""


def is_shown(text: str) -> bool:
    """Whether there is nothing in ``text`` that a terminal would act on, or not show."""
    return (text.isascii() and text.isprintable()) or re.search(_UNSAFE, text) is None


def shown(text: str, *, lines: bool = False) -> str:
    """``text`` as it may be shown: whatever a terminal would act on, or not show, becomes
    a visible U+FFFD, one for each character; emoji sequences stay whole. Where a text may
    have ``lines``, newlines stay, and only they."""
    if is_shown(text):
        return text
    if lines:
        text = text.replace("\r\n", "\n")
    return re.sub(_SAFE_OR_NOT, lambda found: _replaced(found, lines), text)


def _replaced(found: re.Match[str], lines: bool) -> str:
    if found[1]:
        return found[1]
    return "\n" if lines and found[0] == "\n" else REPLACEMENT
