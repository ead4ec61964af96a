"""The transcript of a braille display, which follows the cursor."""

from __future__ import annotations

import re
from typing import Final, cast

from textual.geometry import Offset
from textual.strip import Strip

from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.transcript import MASK, Kind, Record

MESSAGES: Final = ".notice, .trouble, .-fault .note, .status.-said"
"""The widgets with messages that may be away from the cursor."""
_SIDES: Final = re.compile(r"^\s*[│┃] ?|\s*[│┃]?\s*$")
"""Matches the sides of a card, and the blanks at the end of a row."""


class Listener:
    """Records the cursor's row and the new messages of each frame."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._row = ""
        self._messages: list[str] = []
        self._is_masked = False

    def look(self, screen: BaseScreen, spot: Offset | None) -> None:
        """Record what is new in the frame just painted, whose cursor is at ``spot``."""
        if screen.confidential:
            if not self._is_masked:
                self._record(Kind.ROW, MASK)
            self._is_masked, self._row = True, ""
            return
        self._is_masked = False
        messages = [str(words.content) for words in screen.query(MESSAGES).results(Words)]
        for text in messages:
            if text and text not in self._messages:
                self._record(Kind.MESSAGE, text)
        self._messages = messages
        row = "" if spot is None else _row(screen, spot.y)
        if row and row != self._row:
            self._row = row
            self._record(Kind.ROW, row)


def _row(screen: BaseScreen, y: int) -> str:
    """Row ``y`` of the screen as text, with secrets and links masked."""
    strip = next(iter(screen.painted.lines[y:]), Strip.blank(0))
    for box in cast("list[LineBox]", [*screen.query("SecretBox, LinkBox")]):
        region = box.line.region
        if box.line.value and region.y <= y < region.bottom:
            before, after = strip.crop(0, region.x).text, strip.crop(region.right).text
            return _SIDES.sub("", f"{before}{MASK}{after}")
    return _SIDES.sub("", strip.text)
