"""Rewrite text for the ear: a screen reader spells out some signs, and skips others that carry
meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tui_voter.dialogue import Verbatim
from tui_voter.linear.languages import Sign, signs
from tui_voter.messages import gettext as _
from tui_voter.messages import language


class Entry(Verbatim):
    """An entry of a list. Its sentences stay on one line, as one on a line of its own would sound
    like a heading; its own line breaks are kept."""

    __slots__ = ()


def spoken(text: str) -> Verbatim:
    """``text`` with words and pauses for signs that would be spelled out or skipped. A
    :class:`Verbatim` text, such as one already rewritten or typed by the voter, is not changed."""
    if isinstance(text, Verbatim):
        return text
    for mark, pattern, said in (*_SIGNS, *signs(language()), _ASIDE):
        if mark in text:
            text = re.sub(pattern, said, text)
    return Verbatim(text)


def saying(text: str, **parts: str | int) -> Verbatim:
    """``text`` formatted with ``parts``, all rewritten by :func:`spoken`."""
    said = {name: spoken(part) if isinstance(part, str) else part for name, part in parts.items()}
    return Verbatim(spoken(text).format(**said))


def _address(found: re.Match[str]) -> str:
    """The start of an address whose rest is masked: "c, masked, at exemple.fr"."""
    return _("{start}, masked, at {host}").format(start=found[1], host=found[2])


def _aside(found: re.Match[str]) -> str:
    if not re.search(_LETTER, found[1]):
        return found[0]
    return f", {found[1]}" + ("," if found[2] else "")


_DOTS: Final = "•"
_SIGNS: Final[Sequence[Sign]] = (
    (_DOTS, rf"(?<![^\s@])([^\s{_DOTS}@]*){_DOTS}[^\s@]*@(\w[\w.-]*\w)", _address),
    (_DOTS, rf"(\w){_DOTS}+", r"\1."),
    ("·", r"(?<!\s)\s+·\s+", ". "),
    ("", r"(?<=[^\s\d.,;:?!…])[ \u00a0](?:[-–—→⇒➜][ \u00a0])(?=\S)", ", "),
    ("(s)", r"(?<=\w)\(s\)(?!\w)", "s"),
)
"""The signs of every language, which are replaced first."""
_ASIDE: Final[Sign] = "(", r"\s\(([^()]*)\)(?=([\s\u00a0]+\w)|[\s.,;:?!…»]|$)", _aside
_LETTER: Final = r"[^\W\d_]"
"""A letter: brackets without one hold a smiley, a list's number or a phone number's (0)."""
