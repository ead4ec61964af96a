"""Controls in words, independent of their looks, as every screen reader is told of them."""

from __future__ import annotations

import re
from enum import Enum

from tui_voter.tuples import NamedTuple


class Kind(Enum):
    """The kind of a control, which says how it is used."""

    BUTTON = "button"
    TEXT = "text"
    LONG_TEXT = "long text"
    LINK = "link"
    HIDDEN = "hidden"
    ENTRY = "entry"
    """An entry of a list, reached by arrows and selected by Enter."""
    RADIO = "radio"
    """An option of several, of which one is chosen."""

    @property
    def takes_text(self) -> bool:
        return self in {Kind.TEXT, Kind.LONG_TEXT, Kind.LINK, Kind.HIDDEN}


class Described(NamedTuple):
    """A control in words: its own ``name``, and the name of the ``group`` it belongs to."""

    name: str
    kind: Kind
    group: str = ""
    holds: str = ""
    """The text typed into the control, or the detail of an entry of a list."""
    state: str = ""
    chosen: bool | None = None
    error: str = ""
    remark: str = ""
    """What the next key will do."""
    hint: str = ""
    position: str = ""


class Text(NamedTuple):
    """A text to read letter by letter, with its caret and selection."""

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
            start, end = spans[-1]  # the caret is after the last letter
            return self.content[start:end], start, end
        return "", len(self.content), len(self.content)
