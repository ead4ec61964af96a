"""Textual's parser of a terminal's input, for a terminal that may send anything.

What cannot be read is dropped: a report of a key in a form that was not asked for, a number
that is no character, a reply to a question that another program asked. Textual's own ends
the program for the first two, and types the third into the field.
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
"""Columns and rows: more than the largest screens have, in the smallest letters."""

_WHOLE: Final = re.compile(r"\x1b\[(?!\[|M)[0-?]*[ -/]*[@-~]")
"""A control sequence to its end. ``ESC[[`` and ``ESC[M`` go on: keys of the Linux console, and
an old form of mouse."""


def bounded(columns: int, rows: int) -> tuple[int, int]:
    """A size that a terminal can have: what a larger one takes in memory and time has no end."""
    most, least = LARGEST, SMALLEST
    return (
        min(max(columns, least[0]), most[0]),
        min(max(rows, least[1]), most[1]),
    )


class KeyParser(XTermParser):
    """Textual's parser, without its faults."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            keys = [*super()._sequence_to_key_events(sequence, alt)]
        except (ValueError, OverflowError):
            keys = []
        unknown = not keys and _WHOLE.fullmatch(sequence) and not _read_elsewhere(sequence)
        return [events.Key(Keys.Ignore, sequence)] if unknown else keys

    def parse_mouse_code(self, code: str) -> Message | None:
        try:
            return super().parse_mouse_code(code)
        except (ArithmeticError, ValueError):  # where the terminal told a size of nothing
            return None


def _read_elsewhere(sequence: str) -> bool:
    """Whether Textual's parser reads it, once it is no key."""
    return bool(_re_mouse_event.match(sequence) or _re_terminal_mode_response.match(sequence))
