"""What is written for the eye, as it is heard: a screen reader spells some signs, and is silent
on others that carry meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tui_voter.dialogue import Verbatim
from tui_voter.linear.languages import Sign, signs
from tui_voter.messages import gettext as _
from tui_voter.messages import language


class Entry(Verbatim):
    """An entry of a list: its sentences stay on one line, or their rest would pass for a heading.
    What has lines of its own keeps them."""

    __slots__ = ()


def spoken(text: str) -> Verbatim:
    """``text`` with words and pauses in place of signs that are spelled or dropped; once it has
    them, or where the voter typed it, as it stands."""
    if isinstance(text, Verbatim):
        return text
    for mark, pattern, told in (*_SIGNS, *signs(language()), _ASIDE):
        if mark in text:
            text = re.sub(pattern, told, text)
    return Verbatim(text)


def saying(text: str, **parts: str | int) -> Verbatim:
    """``text`` with ``parts`` in its braces, each of them put into words by itself, or not."""
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
"""Those of every language, which come first."""
_ASIDE: Final[Sign] = "(", r"\s\(([^()]*)\)(?=([\s\u00a0]+\w)|[\s.,;:?!…»]|$)", _aside
_LETTER: Final = r"[^\W\d_]"
"""In brackets, it tells words from a smiley, the number of a list, or the (0) of a telephone."""
