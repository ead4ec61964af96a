"""What is written for the eye, as it is heard: a screen reader spells some signs, and is silent
on others that carry meaning."""

from __future__ import annotations

import re
from typing import Final

from tui_voter.dialogue import Verbatim
from tui_voter.linear.languages import signs
from tui_voter.messages import gettext as _
from tui_voter.messages import language

_DOTS: Final = "•"
_MASKED_ADDRESS: Final = re.compile(rf"(?<![^\s@])([^\s{_DOTS}@]*){_DOTS}[^\s@]*@(\w[\w.-]*\w)")
_MASKED_WORD: Final = re.compile(rf"(\w){_DOTS}+")
_BETWEEN: Final = re.compile(r"(?<!\s)\s+·\s+")
_JOINT: Final = re.compile(r"(?<=[^\s\d.,;:?!…])[ \u00a0](?:[-–—→⇒➜][ \u00a0])(?=\S)")
_PLURAL: Final = re.compile(r"(?<=\w)\(s\)(?!\w)")
_ASIDE: Final = re.compile(r"\s\(([^()]*)\)(?=([\s\u00a0]+\w)|[\s.,;:?!…»]|$)")
_LETTER: Final = re.compile(r"[^\W\d_]")
"""In brackets, it tells words from a smiley, the number of a list, or the (0) of a telephone."""


class Entry(Verbatim):
    """An entry of a list: its sentences stay on one line, or their rest would pass for a heading.
    What has lines of its own keeps them."""

    __slots__ = ()


def spoken(text: str) -> Verbatim:
    """``text`` with words and pauses in place of signs that are spelled or dropped; once it has
    them, or where the voter typed it, as it stands."""
    if isinstance(text, Verbatim):
        return text
    text = _MASKED_ADDRESS.sub(_address, text)
    text = _MASKED_WORD.sub(r"\1.", text)
    text = _BETWEEN.sub(". ", text)
    text = _JOINT.sub(", ", text)
    text = _PLURAL.sub("s", text)
    for sign, told in signs(language()):
        text = sign.sub(told, text)
    return Verbatim(_ASIDE.sub(_aside, text))


def saying(text: str, **parts: str | int) -> Verbatim:
    """``text`` with ``parts`` in its braces, each of them put into words by itself, or not."""
    said = {name: spoken(part) if isinstance(part, str) else part for name, part in parts.items()}
    return Verbatim(spoken(text).format(**said))


def _address(found: re.Match[str]) -> str:
    """The start of an address whose rest is masked: "c, masked, at exemple.fr"."""
    return _("{start}, masked, at {host}").format(start=found[1], host=found[2])


def _aside(found: re.Match[str]) -> str:
    if not _LETTER.search(found[1]):
        return found[0]
    return f", {found[1]}" + ("," if found[2] else "")
