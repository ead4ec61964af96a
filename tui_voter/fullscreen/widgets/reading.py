"""The text of a page: titles, paragraphs, lists and facts, in one widget however long it is.

A statement or an answer may have a thousand of them, and a widget for each takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui_voter.dialogue import Facts, Items, Prose, Title
from tui_voter.fullscreen.widgets.words import wrapped

LABELS = 24
"""Columns of the labels of facts, at least, where their values stand in one column."""
BRIEF = 12
"""Columns of labels that stay beside their values on a narrow screen."""
SIGNS = 3
"""Columns of the signs or numbers of a list, at least."""
GAP = "  "

Text = Title | Prose | Items | Facts
"""The blocks of a page that stay as they are."""


class Reading(Widget):
    """``blocks`` below one another, as literal text."""

    def __init__(self, blocks: Sequence[Text]) -> None:
        super().__init__(classes="prose")
        self.blocks = blocks
        self._laid_out: tuple[object, Content] = (None, Content(""))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._content(width).plain.count("\n") + 1

    def render(self) -> RenderResult:
        return self._content(self.size.width)

    def _content(self, width: int) -> Content:
        """All of it in lines of ``width`` columns; kept until the room or the look changes."""
        looks = [self.screen.has_class(name) for name in ("-short", "-narrow", "-accessible")]
        before, content = self._laid_out
        if before != (width, looks):
            dense, narrow, accessible = looks
            lines: list[Content] = []
            for block in self.blocks:
                if lines and not dense:
                    lines.append(Content(""))
                lines += _lines(block, max(width, 8), narrow=narrow, accessible=accessible)
            content = Content("\n").join(lines)
            self._laid_out = (width, looks), content
        return content


def _lines(block: Text, width: int, *, narrow: bool, accessible: bool) -> Iterable[Content]:
    match block:
        case Title(text, level):
            style = "bold $mark" if level == 1 else "bold"
            return (Content.styled(line, style) for line in wrapped(text, width))
        case Prose(text):
            return map(Content, wrapped(text, width))
        case Items(texts, numbered):
            signs = [f"{n}." if numbered else "–" for n in range(1, len(texts) + 1)]
            column = max(SIGNS, *map(cell_len, signs)) if signs else SIGNS
            return (
                line
                for sign, text in zip(signs, texts, strict=True)
                for line in _beside(sign.rjust(column) + " ", "$mark", text, width)
            )
        case Facts(rows):
            longest = max((cell_len(label) for label, _value in rows), default=0)
            return (
                line
                for label, value in rows
                for line in _fact(label, value, width, longest, narrow, accessible)
            )


def _fact(
    label: str, value: str, width: int, longest: int, narrow: bool, accessible: bool
) -> Iterable[Content]:
    if accessible:  # a braille display shows the start of a row: the value follows its label
        return _after(f"{label}{GAP}", value, width)
    if narrow and longest > BRIEF:
        return [
            *(Content.styled(line, "$muted") for line in wrapped(label, width)),
            *map(Content, wrapped(value, width)),
        ]
    column = longest if narrow else max(longest, LABELS)
    return _beside(label.ljust(column) + GAP, "$muted", value, width)


def _beside(sign: str, style: str, text: str, width: int) -> Iterator[Content]:
    """``text`` at the right of ``sign``, all its lines in one column."""
    column = cell_len(sign)
    for number, line in enumerate(wrapped(text, max(width - column, 8))):
        first = Content.styled(sign, style) if not number else Content(" " * column)
        yield first + Content(line)


def _after(label: str, text: str, width: int) -> Iterator[Content]:
    """``text`` behind its ``label``, as one paragraph."""
    first, *rest = wrapped(label + text, width)
    yield Content(first).stylize("$muted", 0, len(label))
    yield from (Content(line) for line in rest)
