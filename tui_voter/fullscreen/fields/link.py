"""A field for a link."""

from __future__ import annotations

from typing import Any

from tui_voter.dialogue import LinkField
from tui_voter.fullscreen.fields.base import LineBox
from tui_voter.fullscreen.terminal.paste import one_line
from tui_voter.fullscreen.widgets.described import Kind
from tui_voter.fullscreen.widgets.line_input import LineInput


class LinkBox(LineBox):
    """A link, which is found in any pasted text, even a whole email."""

    kind = Kind.LINK
    takes_stray_pastes = True

    def __init__(self, field: LinkField[Any]) -> None:
        line = LineInput(field.value, limit=field.limit, take=self._take)
        super().__init__(field, line)
        self._find = field.find

    def _take(self, pasted: str) -> tuple[str, bool]:
        found = self._find(pasted)
        return (found, True) if found else (one_line(pasted), False)
