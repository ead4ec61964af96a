"""What is written for the eye, as it is heard: a screen reader spells some signs, and is silent
on others that carry meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from tui_voter.contract.languages import Language
from tui_voter.dialogue import Verbatim
from tui_voter.messages import gettext as _
from tui_voter.messages import language, ngettext

_DOTS: Final = "•"
_MASKED_ADDRESS: Final = re.compile(rf"(?<![^\s@])([^\s{_DOTS}@]*){_DOTS}[^\s@]*@(\w[\w.-]*\w)")
_MASKED_WORD: Final = re.compile(rf"(\w){_DOTS}+")
_BETWEEN: Final = re.compile(r"(?<!\s)\s+·\s+")
_ASIDE: Final = re.compile(r"\s\(([^()]*)\)(?=([\s\u00a0]+\w)|[\s.,;:?!…»]|$)")
_LETTER: Final = re.compile(r"[^\W\d_]")
"""In brackets, it tells words from a smiley, the number of a list, or the (0) of a telephone."""

_FRENCH_HOUR: Final = re.compile(r"\b0?(\d{1,2})[ \u00a0]?h(?:[ \u00a0]?(\d\d))?\b")
_FRENCH_DAY: Final = re.compile(r"\b0([1-9])(?=[ \u00a0][a-zéû]+[ \u00a0]\d{4}\b)")


def spoken(text: str) -> Verbatim:
    """``text`` with words and pauses in place of signs that are spelled or dropped; once it has
    them, or where the voter typed it, as it stands."""
    if isinstance(text, Verbatim):
        return text
    text = _MASKED_ADDRESS.sub(_address, text)
    text = _MASKED_WORD.sub(r"\1.", text)
    text = _BETWEEN.sub(". ", text)
    text = _TIMES.get(language(), str)(text)
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


def _french_times(text: str) -> str:
    """ "8 heures" for "8 h" and "08h00", "1er décembre" for "01 décembre"."""
    text = _FRENCH_HOUR.sub(_french_hour, text)
    return _FRENCH_DAY.sub(lambda day: "1er" if day[1] == "1" else day[1], text)


def _french_hour(found: re.Match[str]) -> str:
    hours = int(found[1])
    told = ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return told if found[2] in (None, "00") else f"{told} {found[2]}"


_TIMES: Final[Mapping[str, Callable[[str], str]]] = {Language.FR: _french_times}
"""By language, how the times that it abbreviates are said."""
