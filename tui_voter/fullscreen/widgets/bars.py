"""Shares of a whole: for each, its name and, below it, a bar beside its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tui_voter.dialogue import Bar
from tui_voter.fullscreen.widgets.words import wrapped
from tui_voter.looks.bars import bar_of

LABELS: Final = 24
"""The columns of labels that stand beside something; longer ones stand above it."""
SHORTEST: Final = 8
"""The least number of columns for a bar to be of use."""
GAP: Final = 2
"""The number of columns before each figure."""


def drawn(rows: Sequence[Bar], width: int, *, dense: bool = False) -> Iterator[Content]:
    """The lines of all shares. The figures form columns; the bars are left out if there is no room
    for them. Labels stand beside their bars if all of them are short; if not, blank lines separate
    the shares, unless ``dense``."""
    figures = [bar.values for bar in rows]
    columns = [max(map(cell_len, column)) for column in zip(*figures, strict=True)]
    room = width - sum(columns) - GAP * len(columns)
    beside = room - LABELS - GAP
    is_beside = beside >= SHORTEST and all(cell_len(bar.label) <= LABELS for bar in rows)
    for number, bar in enumerate(rows):
        aligned = "".join(map(_to_the_right, bar.values, columns))
        if is_beside:
            label = Content.styled(set_cell_size(bar.label, LABELS + GAP), "$muted")
            yield label + bar_of_whole(bar.share, beside, "$line") + Content(aligned)
            continue
        if number and not dense:
            yield Content("")
        yield from map(Content, wrapped(bar.label, width))
        if room < SHORTEST:
            yield Content(aligned)
        else:
            yield bar_of_whole(bar.share, room) + Content(aligned)


def _to_the_right(text: str, width: int) -> str:
    return " " * (GAP + width - cell_len(text)) + text


def bar_of_whole(share: float, room: int, style: str = "$mark") -> Content:
    """A bar of ``room`` columns, and a line from its end to that of the whole."""
    bar = bar_of(share, room).rstrip()
    return Content.styled(bar, style) + Content.styled("─" * (room - len(bar)), "$line")
