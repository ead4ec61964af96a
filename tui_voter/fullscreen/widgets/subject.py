"""A name that the voter is to compare letter by letter: alone, and as large as a terminal can."""

from __future__ import annotations

import re

from textual.content import Content
from textual.geometry import Size

from tui_voter.fullscreen.widgets.words import Words


class Subject(Words):
    """Bold on a ground of its own, the letters set apart where they have the room for it, so
    that "rn" is not taken for "m". A screen reader gets the name in one piece. A long name is
    broken after its dots."""

    def __init__(self, name: str) -> None:
        super().__init__(name, classes="subject")

    @property
    def _whole(self) -> str:
        """The name on one line, where there is no end to it."""
        name = str(self.content)
        return name if self.screen.has_class("-accessible") else " ".join(name)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return min(len(self._whole), container.width)

    def _lines(self, width: int) -> list[Content]:
        if not width or len(self._whole) <= width:
            return [Content(self._whole)] if width else []
        lines = [""]
        for label in re.findall(r"[^.]+\.?", str(self.content)):
            if lines[-1] and len(lines[-1] + label) > width:
                lines.append("")
            lines[-1] += label
        return [part for line in lines for part in Content(line).wrap(width)]
