"""The text of a page: titles, paragraphs, lists, facts and bars in a single widget.

A long statement may have a thousand of these blocks, and one widget for each would take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui_voter.dialogue import Bars, Dictation, Facts, Items, Prose, Title
from tui_voter.fullscreen.widgets.bars import LABELS, drawn
from tui_voter.fullscreen.widgets.words import AT_ONCE, EACH, wrapped, wrapping

BRIEF = 12
"""Labels of at most this width have their values beside them, even on a narrow screen."""
MEASURE = 72
"""The greatest length of a line of text: in longer lines the eye loses its way."""
SIGNS = 3
"""The least width of the column for the bullets or numbers of a list."""
GAP = "  "
TICK = "✓"
"""The sign of what is done."""
LARGE = "bold $ink on $field"
"""The style of words that are read from afar or letter by letter."""

Text = Title | Prose | Items | Facts | Dictation | Bars
"""The blocks of a page that never change; countdowns do."""


class Reading(Widget):
    """``blocks`` below one another, as literal text.

    The beginning is laid out at once and the rest between frames, and only lines in sight are
    painted, so that no key has to wait, however long the document is.
    """

    def __init__(self, blocks: Sequence[Text], *, outcome: bool = False) -> None:
        """``outcome`` is for what came of an act: its list is of what is done, and its only fact
        is what the voter keeps of it."""
        super().__init__(classes="prose")
        self._outcome = outcome
        self.blocks = [block for block in blocks if not _stands_above(block)]
        self._layout_key: object = None
        """The width and the screen's classes for which the text is laid out."""
        self._lines: list[Content] = []
        self._rest: Iterator[Content] = iter(())
        self._height = 0
        """The former number of lines, kept as the height until the text is laid out anew."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole text has been laid out and has its full height."""
        return not self._height and self.size.height == len(self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        classes = [self.screen.has_class(name) for name in ("-short", "-narrow", "-accessible")]
        if self._layout_key != (width, classes):
            self._layout_key = width, classes
            self._height = max(self._height, len(self._lines), 1)
            self._lines, self._rest = [], self._laid_out(width, *classes)
            self._lay_out()
        return max(self._height, len(self._lines))

    def _laid_out(
        self, width: int, dense: bool, narrow: bool, accessible: bool
    ) -> Iterator[Content]:
        lines = self._styled(width, dense, narrow, accessible)
        on_card = isinstance(self.parent, Widget) and self.parent.has_class("card")
        return map(_on_card, lines) if on_card and not accessible else lines

    def _styled(self, width: int, dense: bool, narrow: bool, accessible: bool) -> Iterator[Content]:
        for before, block in zip([None, *self.blocks], self.blocks, strict=False):
            is_one_list = {type(before), type(block)} == {Facts, Bars}
            if before is not None and not (dense or is_one_list):
                yield Content("")
            room = max(width if isinstance(block, Facts | Bars) else min(width, MEASURE), 8)
            if self._outcome and not accessible:
                match block:
                    case Items(texts):
                        yield from _ticked(texts, room)
                        continue
                    case Facts([(label, value)]):
                        yield from _kept(label, value, room)
                        continue
            yield from _lines(block, room, dense=dense, narrow=narrow, accessible=accessible)

    def _lay_out(self) -> None:
        """Lay out the next lines, and the rest after the next frame."""
        room = AT_ONCE
        for line in self._rest:
            self._lines.append(line)
            room -= EACH + len(line)
            if room < 0:
                self.call_after_refresh(self._go_on, self._rest)  # keys are handled meanwhile
                return
        self._height = 0

    def _go_on(self, rest: Iterator[Content]) -> None:
        if rest is self._rest and self.is_attached:
            self._lay_out()
            self.refresh(layout=True)

    # --- What is painted ----------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        line = self._lines[y] if y < len(self._lines) else Content("")
        (strip,) = Visual.to_strips(
            self, line, self.size.width, 1, self.visual_style, apply_selection=False
        )
        return strip


def _lines(
    block: Text, width: int, *, dense: bool, narrow: bool, accessible: bool
) -> Iterable[Content]:
    match block:
        case Title(text, level):
            style = "bold $mark" if level == 1 else "bold"
            return (Content.styled(line, style) for line in wrapping(text, width))
        case Prose(text):
            return map(Content, wrapping(text, width))
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
        case Dictation(words):
            if len(words) == 1:
                return _alone(words[0][0], width, accessible)
            return _large([word for word, _letters in words], width, accessible)
        case Bars(rows):
            if not accessible:
                return drawn(rows, width, dense=dense)
            return (line for bar in rows for line in _after(f"{bar.label}{GAP}", bar.said, width))


def _ticked(texts: Sequence[str], width: int) -> Iterator[Content]:
    """What is done, each with a tick."""
    for text in texts:
        yield from _beside(f"{TICK} ", "bold $met", text, width)


def _kept(label: str, value: str, width: int) -> Iterator[Content]:
    """A label, and its value as large as words that are copied by hand."""
    first = Content.styled(f"{label}{GAP}", "$muted")
    boxes = [Content.styled(f" {line} ", LARGE) for line in wrapped(value, width - 2)]
    if len(boxes) == 1 and first.cell_length + boxes[0].cell_length <= width:
        yield first + boxes[0]
        return
    yield from (Content.styled(line, "$muted") for line in wrapped(label, width))
    yield from boxes


def _on_card(line: Content) -> Content:
    """``line`` in the colour of a card's text, except for what has a background of its own."""
    return Content(line.plain, [span for span in line.spans if span.style == LARGE])


def _stands_above(block: Text) -> bool:
    """Whether the screen already shows the block elsewhere; a spoken voice spells it out."""
    return isinstance(block, Dictation) and block.stands_above


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
    column = longest if longest <= BRIEF else max(longest, LABELS)
    return _beside(label.ljust(column) + GAP, "$muted", value, width)


def _beside(sign: str, style: str, text: str, width: int) -> Iterator[Content]:
    """``text`` to the right of ``sign``, with all its lines in one column."""
    column = cell_len(sign)
    for number, line in enumerate(wrapping(text, max(width - column, 8))):
        first = Content.styled(sign, style) if not number else Content(" " * column)
        yield first + Content(line)


def _large(words: Sequence[str], width: int, accessible: bool) -> Iterator[Content]:
    """Numbered words in two columns if there is room, or one word a line for a braille display."""
    numbered = [f"{number}. {word}" for number, word in enumerate(words, 1)]
    column = max(map(cell_len, numbered), default=0) + 2 * len(GAP)
    columns = 1 if accessible or 2 * column > width else 2
    rows = -(-len(words) // columns)
    for row in range(rows):
        line = "".join(entry.ljust(column) for entry in numbered[row::rows])
        yield Content.styled(line if accessible else f" {line}"[:width], LARGE)


def _alone(name: str, width: int, accessible: bool) -> Sequence[Content]:
    """A name with its letters spaced out if there is room, so that "rn" does not look like "m".
    Screen readers get it without spaces. A long name is broken after its dots."""
    whole = name if accessible else " ".join(name)
    if len(whole) <= width:
        return [Content.styled(whole, LARGE)]
    lines = [""]
    for label in re.findall(r"[^.]+\.?", name):
        if lines[-1] and len(lines[-1] + label) > width:
            lines.append("")
        lines[-1] += label
    return [part.stylize(LARGE) for line in lines for part in Content(line).wrap(width)]


def _after(label: str, text: str, width: int) -> Iterator[Content]:
    """``label`` and ``text`` as one paragraph."""
    first, *rest = wrapped(label + text, width)
    yield Content(first).stylize("$muted", 0, len(label))
    yield from (Content(line) for line in rest)
