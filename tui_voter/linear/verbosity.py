"""How much is said: everything, what is not known yet, or the least that is enough."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum

from tui_voter.dialogue import Detailed, Hint
from tui_voter.linear.spelling import folded
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language


class Level(StrEnum):
    """How much. Whatever it is, errors, limits of time and what cannot be undone are told."""

    LEARNING = gettext_noop("learning")
    """All there is."""
    NORMAL = gettext_noop("normal")
    """Texts in short, and hints until they were put to use."""
    BRIEF = gettext_noop("brief")
    """No hints: where one is, what is asked, and what is typed."""

    @property
    def word(self) -> str:
        """In the voter's language."""
        return _(self.value)


Keep = Callable[[str, Collection[str]], str]
"""Keeps a level, "" for the one that is kept, and the marks of the hints that are known; "" once
that is done, or why it cannot be."""


class Verbosity:
    """The level, and the hints that the voter knows: those that were said with a question that
    was answered."""

    def __init__(
        self,
        level: str = Level.LEARNING,
        known: Collection[str] = (),
        keep: Keep = lambda _level, _known: "",
    ) -> None:
        self.level = Level(level)
        self._known = set(known)
        self._keep = keep
        self._said: set[str] = set()  # since the last answer

    def said(self, text: str) -> str:
        """``text`` as it is said now, which a hint then was; "" where it is not."""
        if isinstance(text, Hint):
            short = "" if self.level is Level.BRIEF or self._knows(text) else text.short
            self._said.update([_mark(text)] * bool(short or self._tells_all))
            return text if self._tells_all else short
        if isinstance(text, Detailed) and not self._tells_all:
            return text.short
        return text

    @property
    def _tells_all(self) -> bool:
        return self.level is Level.LEARNING

    def _knows(self, hint: Hint) -> bool:
        return _mark(hint) in self._known

    def put_to_use(self) -> str:
        """A question was answered, and so the hints said with it are known; "" once that is
        kept, or why it cannot be."""
        new, self._said = self._said - self._known, set()
        if not new:
            return ""
        self._known |= new
        return self._keep("", sorted(self._known))

    def change(self, level: Level) -> str:
        """Say so much from now on; "" once that is kept, or why it cannot be."""
        self.level = level
        return self._keep(level, sorted(self._known))


def level_of(word: str) -> Level | None:
    """The level that a word of any language names."""
    return next((one for one in Level if folded(word) in _words(one)), None)


def _words(level: Level) -> Iterator[str]:
    return map(folded, in_every_language(level.value))


def in_full(text: str) -> str:
    """``text`` as it is said when it is asked for."""
    return str(text) if isinstance(text, Detailed) else text


def _mark(hint: Hint) -> str:
    """What the preferences know a hint by."""
    return f"{zlib.crc32(hint.encode()):08x}"
