"""Text as it is: never markup, whatever it contains."""

from __future__ import annotations

import re

from rich import _wrap
from textual.content import Content
from textual.widgets._static import Static

# Rich, which wraps all texts, takes a no-break space for any other, and begins lines with it.
_wrap.re_word = re.compile(r"[^\S\xa0\u202f]*[\S\xa0\u202f]+[^\S\xa0\u202f]*")


class Words(Static):
    """Literal text, or content made of literal texts."""

    def __init__(self, text: str | Content = "", *, classes: str = "") -> None:
        super().__init__(text, markup=False, classes=classes)

    def say(self, text: str | Content) -> None:
        """Show ``text`` from now on; nothing is painted when it is there already."""
        if self.content != text:
            self.update(text)
