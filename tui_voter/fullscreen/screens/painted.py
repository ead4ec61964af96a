"""A screen as text, as the terminal shows it."""

from __future__ import annotations

from textual._compositor import Compositor
from textual.geometry import Offset, Region
from textual.strip import Strip


class Painted:
    """The lines of a screen as they are painted."""

    def __init__(self, compositor: Compositor) -> None:
        self._compositor = compositor

    @property
    def lines(self) -> list[Strip]:
        """All lines, from the top of the terminal to its bottom."""
        return self._compositor.render_strips()

    @property
    def text(self) -> str:
        """All lines as text, without styles."""
        return "\n".join(line.text.rstrip() for line in self.lines)

    @property
    def blank(self) -> Offset | None:
        """The start of a blank line, if there is one. A reader that follows the cursor has nothing
        to read there."""
        lines = (y for y, line in enumerate(self.lines) if not line.text.strip())
        return next((Offset(0, y) for y in lines), None)

    def first_line(self, region: Region) -> Offset | None:
        """The start of the first line in ``region`` that is not blank, as a blank one would leave a
        braille display empty. If all are blank, the start of the first; None without any lines."""
        lines = self.lines[region.y : region.bottom]
        written = (n for n, line in enumerate(lines) if line.text.strip())
        return Offset(region.x, region.y + next(written, 0)) if lines else None
