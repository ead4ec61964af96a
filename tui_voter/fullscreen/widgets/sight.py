"""What must be in sight of a body that is longer than the screen, and the line to scroll to for it.

What the voter does only sets one value, of the kinds below. After each layout the body asks
:func:`line_to_show` for its first line in sight. The result depends on this layout and the one
before, not on how many frames were painted in between.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, NamedTuple

from textual.geometry import Size


class Keep(Enum):
    """What is kept in sight wherever it moves."""

    FOCUS = "the control that has the focus"
    NOTHING = "nothing, as the voter has scrolled: the body stays where they left it"


class Line(NamedTuple):
    """The line ``number`` is kept at the top, or as near to it as the text is long."""

    number: int


class Together(NamedTuple):
    """The first of these widgets is kept in sight, with as many of the others as there is room for,
    such as a refused answer, its error, and the button."""

    widgets: tuple[Any, ...]


Wanted = Keep | Line | Together
FOCUS: Final = Keep.FOCUS
NOTHING: Final = Keep.NOTHING
TOP: Final = Line(0)
END: Final = Line(1_000_000)
"""The end of a text of any length, also while its rest is still being laid out."""


class Span(NamedTuple):
    """The lines of a body from ``top`` to just before ``bottom``."""

    top: int
    bottom: int


class View(NamedTuple):
    """A body as it is laid out, and how far it is scrolled."""

    terminal: Size
    rows: int
    """The number of lines in sight."""
    lines: int
    """The number of all lines."""
    top: int
    """The number of lines scrolled out of sight above."""
    spans: tuple[Span, ...] = ()
    """First the lines that must be in sight, then those that should be if there is room."""

    @property
    def shows(self) -> bool:
        """Whether the lines that must be in sight are."""
        needed = self.spans[:1]
        return any(self.top <= top and bottom <= self.top + self.rows for top, bottom in needed)

    def nearest(self, line: int) -> int:
        """The first line in sight, as near to ``line`` as possible, at which the needed lines are
        in sight and as many of the others as there is room for."""
        if not self.spans:
            return line
        top, bottom = self.spans[0]
        for span in self.spans[1:]:
            above, below = min(top, span.top), max(bottom, span.bottom)
            if below - above <= self.rows:
                top, bottom = above, below
        return max(min(line, top), bottom - self.rows)


def line_to_show(wanted: Wanted, before: View | None, now: View) -> int:
    """The line to scroll to after the layout ``now``, which follows the layout ``before``.

    A new size of the terminal shows the focus anew, as far up as possible: there may be room again
    for what is above it. Where something else is wanted, the focus may be anywhere. But if it was
    in sight, it stays so when the body loses a row to the keys or to a message below it, and at
    any size if the voter has scrolled there.
    """
    is_resized = before is not None and before.terminal != now.terminal
    match wanted:
        case Line(number):
            start = max(0, min(number, now.lines - now.rows))
        case Keep.NOTHING:
            start = now.top
        case _:
            return now.nearest(0 if is_resized and now.spans else now.top)
    if before is None or not before.shows or before.top != now.top:
        return start
    stays = wanted is NOTHING if is_resized else now.lines <= before.lines
    return now.nearest(start) if stays else start
