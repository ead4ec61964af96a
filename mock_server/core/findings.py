"""Whatever is wrong with some files, gathered by those who read them and told at once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Final

from mock_server.core.errors import Fault
from mock_server.core.files import read_text
from mock_server.core.terminal import shown
from tui_voter.contract.text import CUT
from tui_voter.contract.text import shown as shown_in_line

Words = Callable[[], str]
"""A sentence that is made when it is told: a file can have millions of mistakes."""

MOST_TOLD: Final = 50
"""The most findings that are told one by one."""

_MOST_POSSIBLE: Final = 5
_LONGEST_READ: Final = 40
_NEAR: Final = 0.7
"""How alike two words are that are taken for each other (difflib)."""


class Findings:
    """What is wrong, in the order of the files as they were first met, and of their lines. However
    many there are, only the first are kept, and the number of all."""

    def __init__(self, within: Path | None = None) -> None:
        """``within`` is the folder outside of which no file is read."""
        self.within = within
        self.count = 0
        self._first: list[tuple[int, int, int, Words]] = []
        self._files: dict[Path, int] = {}
        self.remarks: list[str] = []
        """Sentences that tell no mistake, and may explain some."""

    def add(self, path: Path, words: Words, line: int = 0) -> None:
        """Add a sentence that names the file, and the line where there is one."""
        self.count += 1
        place = self._files.setdefault(path, len(self._files))
        self._first.append((place, line, self.count, words))
        if len(self._first) > 2 * MOST_TOLD:
            self._first = heapq.nsmallest(MOST_TOLD, self._first)

    def wrong(self, path: Path, what: str, line: int = 0) -> None:
        """Add what is wrong with a file, or with one of its lines, in a sentence that names
        neither."""
        told = _("{path}, line {line}: {what}") if line else _("{path}: {what}")
        self.add(path, partial(told.format, path=path, line=line, what=what), line)

    def text_of(self, path: Path) -> str | None:
        """The text of a file; None if it cannot be read, which is then among the findings."""
        try:
            return read_text(path, self.within)
        except Fault as fault:
            self.add(path, partial(str, fault))
            return None

    def told(self, path: Path) -> Fault:
        """One fault that tells all of this file or folder, a sentence a line: their number, the
        remarks, and the mistakes; beyond :data:`MOST_TOLD`, how many more there are."""
        first = heapq.nsmallest(MOST_TOLD, self._first)
        heading = ngettext(
            "There is {count} mistake in {path}; nothing was changed.",
            "There are {count} mistakes in {path}; nothing was changed.",
            self.count,
        ).format(count=self.count, path=path)
        lines = [heading, *self.remarks, *(words() for *_place, words in first)]
        if rest := self.count - len(first):
            more = ngettext("And {count} more.", "And {count} more.", rest)
            lines.append(more.format(count=rest))
        return Fault(shown("\n".join(lines)))


def short(text: str, longest: int = _LONGEST_READ) -> str:
    """What was read, as a sentence quotes it: without control signs, and cut if it is long."""
    return shown_in_line(text if len(text) <= longest else text[: longest - 1] + CUT)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of the known words that ``word`` was probably meant to be, if there is one."""
    by_key = {item.casefold(): item for item in known}
    found = get_close_matches(word.casefold(), by_key, n=1, cutoff=_NEAR)
    return by_key[found[0]] if found else None


def no_such(what: str, word: str, known: Iterable[str]) -> str:
    """Says that there is no such word, and which there are, the nearest first. ``what`` is the
    sentence that names it, without an end."""
    by_key = {item.casefold(): item for item in known}
    if not by_key:
        return f"{what}."
    keys = list(by_key)
    text = _("{what}; possible: {known}.")
    if word:
        keys = get_close_matches(short(word).casefold(), keys, _MOST_POSSIBLE, 0)
        text = _("{what}; possible, the nearest first: {known}.")
    more = [CUT] if len(by_key) > _MOST_POSSIBLE else []
    first = [by_key[key] for key in keys[:_MOST_POSSIBLE]]
    return text.format(what=what, known=listed([*first, *more]))


def listed(words: Iterable[str]) -> str:
    return ", ".join(words)
