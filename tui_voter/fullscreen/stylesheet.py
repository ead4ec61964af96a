"""A stylesheet of which each file is parsed once for each theme.

Textual's own parses all files again for each one that a screen brings, and for each change of
theme; the audit, which opens a program for each screen, would parse them a thousand times.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

Parsed = LRUCache[tuple[object, ...], list[RuleSet]]
"""The rules of each file, by the arguments with which it was parsed."""


@lru_cache(maxsize=16)
def parsed_with(_colours: frozenset[tuple[str, str]]) -> Parsed:
    """What was parsed with the colours of one theme, in this process."""
    return LRUCache(128)


class ParsedOnce(Stylesheet):
    """The rules of the screens that were opened so far."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = parsed_with(frozenset(variables.items()))

    def set_variables(self, variables: dict[str, str]) -> None:
        self._parse_cache = LRUCache(1)  # Textual empties what it finds here
        super().set_variables(variables)
        self._parse_cache = parsed_with(frozenset(variables.items()))

    def reparse(self) -> None:
        """Parse what was added. Textual does this on a copy, so that a file with an error changes
        nothing; the program's own files have none."""
        self.parse()

    def prepare(self, paths: Iterable[Path]) -> None:
        """Parse files that a later screen brings: only that screen adds their rules, so that until
        then no widget is compared with them, and no change of theme parses them again."""
        for path in paths:
            self._parse_rules(path.read_text("utf-8"), (str(path), ""))
