"""Text as it is: never markup, whatever it contains."""

from __future__ import annotations

import re

from rich import _wrap
from rich.cells import cell_len
from textual.content import Content
from textual.widgets._static import Static

# Rich, which wraps all texts, takes a no-break space for any other, and begins lines with it.
_wrap.re_word = re.compile(r"[^\S\xa0\u202f]*[\S\xa0\u202f]+[^\S\xa0\u202f]*")


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; its own line breaks are kept."""
    if "\n" not in text and cell_len(text) <= width:
        return [text]
    return [line.plain.rstrip(" ") for line in Content(text).wrap(max(width, 8))]


class Words(Static):
    """Literal text, or content made of literal texts."""

    def __init__(self, text: str | Content = "", *, classes: str = "") -> None:
        super().__init__(text, markup=False, classes=classes)

    def say(self, text: str | Content) -> None:
        """Show ``text`` from now on; nothing is painted when it is there already, and nothing
        is laid out anew when it takes as many lines as the one before."""
        if self.content != text:
            before = self._lines
            self.update(text, layout=False)
            if not before or self._lines != before:
                self.refresh(layout=True)

    @property
    def _lines(self) -> int:
        """Lines that it takes; 0 where that does not tell its size, or it has none yet."""
        given, room = self.styles.width, self.size.width
        if not room or (given is not None and given.is_auto):
            return 0
        return self.visual.get_height(self.styles, room)  # type: ignore[arg-type] # as Textual
