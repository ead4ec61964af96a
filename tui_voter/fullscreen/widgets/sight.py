"""What must be in sight of a body that is longer than the screen, and the line to scroll to for it.

What the voter does only sets one value, of the kinds below. After each layout the body asks
:func:`line_to_show` for its first line in sight. The result depends on that value and this layout
alone, never on what was in sight before, unless the voter has scrolled by hand.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

from tui_voter.tuples import NamedTuple


class Keep(Enum):
    """What is kept in sight wherever it moves."""

    FOCUS = "the control that has the focus"
    NOTHING = "nothing: the body stays where the voter scrolled it, or pressed the mouse on it"


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

    rows: int
    """The number of lines in sight."""
    lines: int
    """The number of all lines."""
    top: int
    """The number of lines scrolled out of sight above."""
    spans: tuple[Span, ...] = ()
    """First the lines that must be in sight, then those that should be if there is room."""
    covered: int = 0
    """How many more lines would be in sight without the message below."""

    def from_line(self, number: int) -> View:
        """The same body, scrolled to the line ``number`` if its text is long enough."""
        return self._replace(top=max(0, min(number, self.lines - self.rows)))

    @property
    def shows(self) -> bool:
        """Whether the lines that must be in sight are."""
        needed = self.spans[:1]
        return any(self.top <= top and bottom <= self.top + self.rows for top, bottom in needed)

    @property
    def highest(self) -> int:
        """The first line in sight, as far up as possible, at which the needed lines are in sight
        and as many of the others as there is room for."""
        top, bottom = self.spans[0]
        for span in self.spans[1:]:
            above, below = min(top, span.top), max(bottom, span.bottom)
            if below - above <= self.rows:
                top, bottom = above, below
        return max(0, bottom - self.rows)


def line_to_show(wanted: Wanted, view: View) -> int:
    """The line to scroll to in the layout ``view``.

    What has the focus is shown as far up as possible, below as much of what stands above it. Where
    a line is wanted, the focus may be anywhere; but a message does not cover what has the focus.
    """
    match wanted:
        case Line(number):
            bare = view._replace(rows=view.rows + view.covered).from_line(number)
            start = view.from_line(number).top
            return max(start, view.spans[0].bottom - view.rows) if bare.shows else start
        case Keep.NOTHING:
            return view.top
        case _:
            return view.highest if view.spans else view.top
