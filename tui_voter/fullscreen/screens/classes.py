"""The classes of a screen that its styles depend on, for its theme and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from textual.geometry import Size

from tui_voter.looks.themes import Look

WIDTHS: Final = [(0, "-narrow"), (60, "-broad"), (78, "-wide")]
HEIGHTS: Final = [(0, "-short"), (18, "-usual"), (32, "-tall")]
"""The least number of columns or rows of each class. Textual sets them when the size changes."""
ROOMY: Final = Size(78, 38)
"""The least size of a screen on which parts of a form that belong together stand on a card. The
accessible theme has none."""


def classes(look: Look, size: Size) -> Mapping[str, bool]:
    """Each class, and whether a screen of this size has it."""
    sizes = dict(chain(_reached(size.width, WIDTHS), _reached(size.height, HEIGHTS)))
    roomy = size.width >= ROOMY.width and size.height >= ROOMY.height and not look.accessible
    own = {"-accessible": look.accessible, "-mono": look.colourless, "-roomy": roomy}
    return {**own, **sizes}


def _reached(size: int, points: list[tuple[int, str]]) -> Iterator[tuple[str, bool]]:
    last = [name for least, name in points if size >= least][-1]
    yield from ((name, name == last) for _least, name in points)
