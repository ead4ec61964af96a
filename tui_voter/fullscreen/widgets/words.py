"""Literal text: never markup, whatever it contains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget

from tui_voter.dialogue import FieldError, Text, told

TICK: Final = 1.0
"""Seconds between two looks at a text that holds a time."""
STILL: Final = 60
"""Looks of which one is shown where each change may be read aloud."""

PART: Final = 2000
"""Letters of one long line that are broken at a time, and that a row has at most."""
AT_ONCE: Final = 40_000
"""Letters that are laid out in one go: more than a screen has, and soon done."""
EACH: Final = 40
"""Letters that a line or a row counts as, with none in it."""

LEAST: Final = 8
"""Columns that a line is never broken to less than."""

_JOINED = str.maketrans("\xa0\u202f", "\ufdd0\ufdd1")
"""No-break spaces, and what stands for them while lines are broken: Textual takes them for any
other space, and begins lines with them. No text has these code points."""
_CODE: Final = re.compile(r"(?<!\S)[A-Z\d]+(?:-[A-Z\d]+)+(?!\S)")
_SPACED = {stand_in: space for space, stand_in in _JOINED.items()}


def lines_of(text: Content, width: int) -> list[Content]:
    """``text`` in lines of at most ``width`` columns; its own line breaks are kept."""
    if "\n" not in text.plain and text.cell_length <= width:
        return [text]
    joined = Content(text.plain.translate(_JOINED), [*text.spans])
    parts = joined.divide([*_behind_groups(text.plain, width)])
    lines = [line for part in parts for line in part.wrap(max(width, 1))]
    return [Content(line.plain.translate(_SPACED), [*line.spans]) for line in lines]


def _behind_groups(text: str, width: int) -> Iterator[int]:
    """Where a code that is longer than a line is broken: it is read group by group."""
    for code in _CODE.finditer(text):
        start = code.start()
        while (
            code.end() - start > width
            and (hyphen := text.rfind("-", start, start + width)) >= start
        ):
            start = hyphen + 1
            yield start


def wrapped(text: str, width: int) -> list[str]:
    """The same for a text without styles, in at least 8 columns."""
    return [*wrapping(text, width)]


def balanced(text: str, width: int) -> list[str]:
    """The same in as few lines, all of about one length: none has the last word or two alone."""
    lines = wrapped(text, width)
    while len(lines) > 1 and (room := max(map(cell_len, lines)) - 1) >= LEAST:
        narrower = wrapped(text, room)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def wrapping(text: str, width: int) -> Iterator[str]:
    """The same, each line only when it is asked for: whoever takes a few at a time is never long
    at it, however long the text is."""
    if "\n" not in text and len(text) <= PART and cell_len(text) <= width:
        yield text
        return
    width = max(width, LEAST)
    part = max(PART, 4 * width)
    for paragraph in text.split("\n"):
        rest = paragraph
        while len(rest) > part:
            space = rest.rfind(" ", part // 2, part)
            cut = space if space > 0 else part
            *lines, last = _broken(rest[:cut], width)
            yield from lines
            rest = rest[cut:]
            if lines:
                rest = last + rest  # that line may have room for more
            else:  # letters without a width of their own: no terminal needs more in one line
                yield last
        yield from _broken(rest, width)


def _broken(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text.rstrip(" ")]
    return [line.plain.rstrip(" ") for line in lines_of(Content(text), width)]


def in_a_row(errors: Iterable[FieldError], *rest: Text, between: str = " ") -> Text:
    """What is wrong, and what stands behind it: a text that holds a time if one of them does."""
    says = [error.says for error in errors]

    def text() -> str:
        return between.join([*(f"✗ {told(one)}" for one in says), *map(told, rest)])

    return text if any(callable(one) for one in (*says, *rest)) else text()


class Words(Widget):
    """Literal text, or content made of literal texts. One that holds a time is kept true: in
    the accessible theme once a minute, as the countdown is."""

    DEFAULT_CSS = "Words { height: auto; }"

    def __init__(self, text: Text | Content = "", *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._tells = text if callable(text) else None
        self._clock: Timer | None = None
        self._looks = 0
        self.content: str | Content = text() if callable(text) else text

    def on_mount(self) -> None:
        self._keep_true()

    def say(self, text: Text | Content) -> None:
        """Show ``text`` from now on; nothing is painted when it is there already, and nothing
        is laid out anew when it takes as many lines as the one before."""
        self._tells = text if callable(text) else None
        self._show(text() if callable(text) else text)
        if self._tells is not None or self._clock is not None:
            self._keep_true()

    def _keep_true(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        if self._tells is not None and self.is_running:
            self._looks = 0
            self._clock = self.set_interval(TICK, self._look)

    def _look(self) -> None:
        self._looks += 1
        still = self.screen.has_class("-accessible") and self._looks % STILL
        if self._tells is not None and not still:
            self._show(self._tells())

    def _show(self, text: str | Content) -> None:
        if self.content != text:
            before, self.content = self._height, text
            # Textual keeps the size of the text before where a layout was already asked for.
            self._box_model_cache.clear()
            self.refresh(layout=not before or self._height != before)

    @property
    def _height(self) -> int:
        """Lines that it takes; 0 where that does not tell its size, or it has none yet."""
        given, room = self.styles.width, self.size.width
        return 0 if given is not None and given.is_auto else len(self._lines(room))

    def _lines(self, width: int) -> list[Content]:
        text = self.content if isinstance(self.content, Content) else Content(self.content)
        return lines_of(text, width) if text and width else []

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return Content(str(self.content)).get_optimal_width({}, container.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))
