"""A field for one line of text."""

from __future__ import annotations

from typing import Any

from tui_voter.dialogue import TextField
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.widgets.line_input import LineInput


class TextBox(LineBox):
    """A line of text. An initial text is selected, so that typing replaces it."""

    def __init__(self, field: TextField[Any]) -> None:
        super().__init__(field, LineInput(field.value, limit=field.limit))
