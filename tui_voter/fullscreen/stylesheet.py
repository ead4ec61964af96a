"""A stylesheet of which each file is parsed once for each theme.

Textual's own parses all files again for each one that a screen brings.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.css.stylesheet import Stylesheet


class ParsedOnce(Stylesheet):
    """The rules of the screens that were opened so far."""

    def reparse(self) -> None:
        """Parse what was added. Textual does this on a copy, so that a file with an error changes
        nothing; the program's own files have none."""
        self.parse()

    def prepare(self, paths: Iterable[Path]) -> None:
        """Parse files that a later screen brings: only that screen adds their rules, so that until
        then no widget is compared with them, and no change of theme parses them again."""
        for path in paths:
            self._parse_rules(path.read_text("utf-8"), (str(path), ""))
