"""QR codes: on paper, and in the characters of a screen."""

from __future__ import annotations

from io import BytesIO
from itertools import zip_longest
from typing import Final

import segno

_QUIET: Final = 2
"""The modules around a code on a screen, which is light itself; paper has four."""
_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def as_svg(link: str, title: str) -> str:
    """A link as SVG for a page. ``title`` says what it is to whoever cannot see it and has the link
    itself beside it."""
    svg = BytesIO()
    segno.make(link, error="m", micro=False).save(
        svg,
        kind="svg",
        scale=4,
        border=4,
        xmldecl=False,
        svgns=True,
        title=title,
        svgclass="code",
        lineclass=None,
        omitsize=True,
    )
    return svg.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def as_rows(link: str) -> list[str]:
    """A link in characters, each of which has two modules: dark ones are painted."""
    code = segno.make(link, error="l", micro=False)
    lines = [list(line) for line in code.matrix_iter(border=_QUIET)]
    blank = [0] * len(lines[0])
    pairs = zip_longest(lines[::2], lines[1::2], fillvalue=blank)
    return ["".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs]
