"""What a control is, apart from how it looks: what every screen reader is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What can be done with a control."""

    BUTTON = "button"
    TEXT = "text"
    LONG_TEXT = "long text"
    LINK = "link"
    HIDDEN = "hidden"
    ENTRY = "entry"
    """One of a list: it is gone to by arrows, and taken."""
    RADIO = "radio"
    """One of several, of which one is chosen."""

    @property
    def takes_text(self) -> bool:
        return self in {Kind.TEXT, Kind.LONG_TEXT, Kind.LINK, Kind.HIDDEN}


@dataclass(frozen=True)
class Described:
    """A control in words: ``name`` is its own, ``group`` that of what it belongs to."""

    name: str
    kind: Kind
    group: str = ""
    holds: str = ""
    """What was typed into it, or what else there is to say of an entry of a list."""
    state: str = ""
    chosen: bool | None = None
    error: str = ""
    remark: str = ""
    """What the next key does."""
    hint: str = ""
    place: str = ""


@dataclass(frozen=True)
class Text:
    """What can be read letter by letter, with the caret and what is selected."""

    content: str = ""
    caret: int = 0
    selected: tuple[int, int] = (0, 0)

    def around(self, offset: int, unit: str) -> tuple[str, int, int]:
        """The letter, word or line at ``offset``."""
        pattern = {"letter": r"[\s\S]", "word": r"\s*\S+\s*|\s+", "line": r"[^\n]*\n|[^\n]+\Z"}
        spans = [m.span() for m in re.finditer(pattern[unit], self.content)]
        for start, end in spans:
            if start <= offset < end:
                return self.content[start:end], start, end
        if unit == "line" and spans and not self.content.endswith("\n"):
            start, end = spans[-1]  # the caret stands behind its last letter
            return self.content[start:end], start, end
        return "", len(self.content), len(self.content)
