"""Textual's parser of a terminal's input, made safe for terminals that send anything.

Unreadable input is dropped: a key in a format that was not requested, a number that is not a
character, or a reply to another program's question. In Textual's own parser the first two end the
program, and the third is typed into the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser, _re_mouse_event, _re_terminal_mode_response
from textual.keys import Keys
from textual.message import Message

SMALLEST: Final = (1, 1)
LARGEST: Final = (1000, 500)
"""Columns and rows: more than the largest screens have with the smallest letters."""

_WHOLE: Final = r"\x1b\[(?!\[|M)[0-?]*[ -/]*[@-~]"
"""A complete control sequence. ``ESC[[``, a key of the Linux console, and ``ESC[M``, an old mouse
report, are not complete yet. The first such sequence compiles the pattern."""


def bounded(columns: int, rows: int) -> tuple[int, int]:
    """The size, limited to what a terminal can have, as memory and time grow with it."""
    most, least = LARGEST, SMALLEST
    return (
        min(max(columns, least[0]), most[0]),
        min(max(rows, least[1]), most[1]),
    )


class KeyParser(XTermParser):
    """Textual's parser, which drops what it cannot read."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            keys = [*super()._sequence_to_key_events(sequence, alt)]
        except (ValueError, OverflowError):
            keys = []
        unknown = not keys and re.fullmatch(_WHOLE, sequence) and not _read_elsewhere(sequence)
        return [events.Key(Keys.Ignore, sequence)] if unknown else keys

    def parse_mouse_code(self, code: str) -> Message | None:
        try:
            return super().parse_mouse_code(code)
        except (ArithmeticError, ValueError):  # the terminal has reported an empty size
            return None


def _read_elsewhere(sequence: str) -> bool:
    """Whether Textual's parser reads ``sequence`` as something other than a key."""
    return bool(_re_mouse_event.match(sequence) or _re_terminal_mode_response.match(sequence))
