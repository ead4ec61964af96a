"""Parts of a whole: the name of each and, below it, its bar beside its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tui_voter.dialogue import Bar
from tui_voter.fullscreen.widgets.words import wrapped

EIGHTHS: Final = "▏▎▍▌▋▊▉█"
SHORTEST: Final = 8
"""Columns in which a bar still tells something."""
GAP: Final = 2
"""Columns before each figure."""


def drawn(rows: Sequence[Bar], width: int, *, dense: bool = False) -> Iterator[Content]:
    """The figures stand in columns of their own; without room for the bars, they stand alone.
    Unless it is ``dense``, a blank line parts a bar from the next name."""
    figures = [bar.values for bar in rows]
    columns = [max(map(cell_len, column)) for column in zip(*figures, strict=True)]
    room = width - sum(columns) - GAP * len(columns)
    for number, bar in enumerate(rows):
        if number and not dense:
            yield Content("")
        yield from map(Content, wrapped(bar.label, width))
        told = "".join(map(_to_the_right, bar.values, columns))
        if room < SHORTEST:
            yield Content(told)
        else:
            yield Content.styled(_bar(bar.share, room), "$mark") + Content(told)


def _to_the_right(text: str, width: int) -> str:
    return " " * (GAP + width - cell_len(text)) + text


def _bar(share: float, room: int) -> str:
    """In eighths of a column; what there is at all can be seen."""
    eighths = max(round(share * room * 8), share > 0)
    whole, rest = divmod(min(eighths, room * 8), 8)
    return (EIGHTHS[-1] * whole + (EIGHTHS[rest - 1] if rest else "")).ljust(room)
