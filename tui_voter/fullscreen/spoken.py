"""The spoken row: what a speech reader in a terminal window is told, in its own rows.

Such a reader (Orca, before any terminal that is made of VTE) speaks what was inserted into the
window's text since it looked last, all from the first letter that differs to the last one; after
some keys only where the cursor stands behind it. So nothing but the row may differ, all of it,
and the cursor stands at its end.

What changes elsewhere at the same time is painted first, together with a line that begins with a
tilde: Orca is silent about a text with such a line, which it takes for an editor's sign of
nothing. After the keys that move a cursor it is not; then all is painted at once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from rich.cells import cell_len
from textual.events import Key
from textual.geometry import Offset, Region, Size

from tui_voter.fullscreen.widgets.described import Described
from tui_voter.fullscreen.widgets.words import wrapped

ROWS: Final = 3
"""A blank one, and two for the text."""
APART: Final = 0.08
"""Seconds between two frames that the window's accessible text is to have one after the other."""
LEAST: Final = 18
"""Rows of a window that has some to spare."""
MOVES: Final = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
"""Keys that move a cursor."""


GOING_ON: Final = {"tab", "shift+tab"}
EXPECTED: Final = 0.3
"""Seconds within which what these keys change is painted at the latest."""
EDITING: Final = {*MOVES, "backspace", "delete"}


def speaks_here(size: Size) -> bool:
    """In a window that has the rows for it; on the console, readers follow the cursor."""
    return size.height >= LEAST and os.environ.get("TERM", "") not in {"linux", "dumb"}


def in_rows(told: Described, width: int) -> str:
    """All of it that has room in the rows: of what was typed and of what is wrong with it, which
    stand in the page, no more than that, so that what follows is told: what the next key does."""
    said, most = _said(told), (ROWS - 1) * _room(width)
    while not _fits(said, width):
        is_typed = len(told.holds) > len(told.error)
        longer = (told.holds if is_typed else told.error)[:most].rstrip(" …")
        kept = longer.rpartition(" ")[0] or longer[: len(longer) // 2]
        if not kept:
            break
        kept = f"{kept.rstrip()}…"
        told = replace(told, holds=kept) if is_typed else replace(told, error=kept)
        said = _said(told)
    return said


def _said(told: Described) -> str:
    return ", ".join(told.words())


def _fits(said: str, width: int) -> bool:
    """With what tells it apart from the text before. Where no rows are shown, all of it."""
    return not width or len(wrapped(f" {said}.", _room(width))) < ROWS


def _room(width: int) -> int:
    return max(width - 2, 8)


class SpokenRow:
    """Writes the row behind each frame."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._text = self._told = ""
        self._screen: object = None
        self._region = Region()
        self._lines: list[str] = []
        self._is_toggled = False
        self._later: asyncio.TimerHandle | None = None
        self._key = ""  # the voter's latest
        self.is_left = False
        """The voter types elsewhere: the cursor is there."""
        self.is_alone = True
        """Nothing else tells a speech reader of this."""

    def heed(self, key: Key, *, typed: bool) -> None:
        """The voter has pressed ``key``, where a text can be ``typed`` or not."""
        self._key = key.key
        self.is_left = typed and (key.is_printable or key.key in EDITING)
        if key.key in GOING_ON and self.is_alone:
            self._hush(EXPECTED)

    @property
    def end(self) -> Offset | None:
        """Where the cursor stands, behind what is told; None where it does not."""
        if (
            self.is_left
            or not self.is_alone
            or self._later is not None
            or not self._lines
            or not self._region
        ):
            return None
        return self._region.offset + Offset(cell_len(self._lines[-1]), len(self._lines))

    def paint(self, screen: object, region: Region, text: str) -> None:
        """A frame of ``screen`` has been painted, with ``region`` left blank for ``text``."""
        is_new, self._screen = screen is not self._screen, screen
        moved, self._region = region != self._region, region
        if text != self._text or is_new:
            self._text = text
            self.is_left = False
            self._tell_apart()
            self._lines = self._laid_out()
            if is_new:
                self.stop()
            elif self._key not in MOVES and self.is_alone:
                self._hush()
        elif moved:
            self._lines = self._laid_out()
        self._write(self._silence() if self._later is not None else self._row())

    def stop(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _tell_apart(self) -> None:
        """No text begins or ends like the one before it, so that all of it differs: a space before
        it where it would, and a full stop behind it where the one before has none."""
        before, told = self._told, self._text.rstrip(".")
        space = " " if told[:1] == before[:1] else ""
        stop = "" if before.endswith(".") else "."
        self._told = f"{space}{told}{stop}" if told else ""

    def _laid_out(self) -> list[str]:
        if not self._told:
            return []
        width = _room(self._region.width)
        lines = wrapped(self._told, width)
        if len(lines) >= ROWS:
            lines = [*lines[: ROWS - 2], f"{lines[ROWS - 2][: width - 1]}…"]
        return lines

    def _hush(self, seconds: float = APART) -> None:
        self.stop()
        self._later = asyncio.get_running_loop().call_later(seconds, self._speak)

    def _speak(self) -> None:
        self._later = None
        end = self.end
        self._write(self._row() + ("" if end is None else _at(end.x, end.y)))

    def _silence(self) -> str:
        """Another one each time, so that what differs has a line's end and a tilde behind it."""
        self._is_toggled = not self._is_toggled
        return self._painted(["~", "~"] if self._is_toggled else ["", "~", "~"])

    def _row(self) -> str:
        return self._painted(["", *self._lines])

    def _painted(self, lines: list[str]) -> str:
        lines = [*lines, *[""] * (ROWS - len(lines))]
        x, y = self._region.offset
        rows = (f"{_at(x, y + n)}\x1b[0m{line}\x1b[K" for n, line in enumerate(lines))
        return "".join(rows)


def _at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"
