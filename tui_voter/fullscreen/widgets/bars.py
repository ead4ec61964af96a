"""Shares of a whole: for each, its name and, below it, a bar beside its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tui_voter.dialogue import Bar
from tui_voter.fullscreen.widgets.words import wrapped
from tui_voter.looks.bars import bar_of

SHORTEST: Final = 8
"""The least number of columns for a bar to be of use."""
GAP: Final = 2
"""The number of columns before each figure."""


def drawn(rows: Sequence[Bar], width: int, *, dense: bool = False) -> Iterator[Content]:
    """The lines of all shares. The figures form columns; the bars are left out if there is no room
    for them. Unless ``dense``, blank lines separate the shares."""
    figures = [bar.values for bar in rows]
    columns = [max(map(cell_len, column)) for column in zip(*figures, strict=True)]
    room = width - sum(columns) - GAP * len(columns)
    for number, bar in enumerate(rows):
        if number and not dense:
            yield Content("")
        yield from map(Content, wrapped(bar.label, width))
        aligned = "".join(map(_to_the_right, bar.values, columns))
        if room < SHORTEST:
            yield Content(aligned)
        else:
            yield Content.styled(bar_of(bar.share, room), "$mark") + Content(aligned)


def _to_the_right(text: str, width: int) -> str:
    return " " * (GAP + width - cell_len(text)) + text
