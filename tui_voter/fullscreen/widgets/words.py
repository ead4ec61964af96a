"""Widgets and functions for literal text, which is never parsed as markup."""

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
"""Seconds between two updates of a text that contains a time."""
STILL: Final = 60
"""The accessible theme shows one update in so many: readers may speak each change."""

PART: Final = 2000
"""The number of letters of a long line broken at a time, and the most in one row."""
AT_ONCE: Final = 40_000
"""The number of letters laid out at once: more than a screen shows, and quick to do."""
EACH: Final = 40
"""The number of letters that each line counts in addition to its own."""

LEAST: Final = 8
"""The least number of columns to which lines are broken."""

_JOINED = str.maketrans("\xa0\u202f", "\ufdd0\ufdd1")
"""No-break spaces, and code points that replace them while lines are broken: Textual would break
lines at them as at any other space. No text contains these code points."""
_CODE: Final = re.compile(r"(?<!\S)[A-Z\d]+(?:-[A-Z\d]+)+(?!\S)")
_SPACED = {stand_in: space for space, stand_in in _JOINED.items()}


def lines_of(text: Content, width: int) -> list[Content]:
    """``text`` in lines of at most ``width`` columns, keeping its own line breaks."""
    if "\n" not in text.plain and text.cell_length <= width:
        return [text]
    joined = Content(text.plain.translate(_JOINED), [*text.spans])
    parts = joined.divide([*_behind_groups(text.plain, width)])
    lines = [line for part in parts for line in part.wrap(max(width, 1))]
    return [Content(line.plain.translate(_SPACED), [*line.spans]) for line in lines]


def _behind_groups(text: str, width: int) -> Iterator[int]:
    """The offsets at which to break codes longer than a line: after their groups."""
    for code in _CODE.finditer(text):
        start = code.start()
        while (
            code.end() - start > width
            and (hyphen := text.rfind("-", start, start + width)) >= start
        ):
            start = hyphen + 1
            yield start


def wrapped(text: str, width: int) -> list[str]:
    """Text without styles in lines of at most ``width`` columns, but at least 8."""
    return [*wrapping(text, width)]


def balanced(text: str, width: int) -> list[str]:
    """The lines of :func:`wrapped`, but of about equal length, so that no word is left alone. What
    is joined by a no-break space counts as one word."""
    lines = wrapped(text, width)
    least = max(map(cell_len, text.split(" ")))  # any narrower, and a word would be cut
    while len(lines) > 1 and (room := max(map(cell_len, lines)) - 1) >= max(least, LEAST):
        narrower = wrapped(text, room)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def wrapping(text: str, width: int) -> Iterator[str]:
    """The lines of :func:`wrapped` one by one, so that a long text can be broken in parts without
    making a key wait."""
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
                rest = last + rest  # the last line may have room for more
            else:  # combining marks without width: no row needs more of them
                yield last
        yield from _broken(rest, width)


def _broken(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text.rstrip(" ")]
    return [line.plain.rstrip(" ") for line in lines_of(Content(text), width)]


def in_a_row(errors: Iterable[FieldError], *rest: Text, between: str = " ") -> Text:
    """The errors followed by ``rest``, as a text that is kept up to date if a part has a time."""
    says = [error.says for error in errors]

    def text() -> str:
        return between.join([*(f"✗ {told(one)}" for one in says), *map(told, rest)])

    return text if any(callable(one) for one in (*says, *rest)) else text()


class Words(Widget):
    """Literal text, or content made of literal texts. A text that contains a time is updated every
    second, in the accessible theme every minute."""

    DEFAULT_CSS = "Words { height: auto; }"

    def __init__(self, text: Text | Content = "", *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._live_text = text if callable(text) else None
        self._clock: Timer | None = None
        self._ticks = 0
        self.content: str | Content = text() if callable(text) else text

    def on_mount(self) -> None:
        self._restart_clock()

    def say(self, text: Text | Content) -> None:
        """Show ``text`` from now on. The widget is repainted only if the text differs, and laid out
        anew only if it needs another number of rows."""
        self._live_text = text if callable(text) else None
        self._show(text() if callable(text) else text)
        if self._live_text is not None or self._clock is not None:
            self._restart_clock()

    def _restart_clock(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        if self._live_text is not None and self.is_running:
            self._ticks = 0
            self._clock = self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        self._ticks += 1
        still = self.screen.has_class("-accessible") and self._ticks % STILL
        if self._live_text is not None and not still:
            self._show(self._live_text())

    def _show(self, text: str | Content) -> None:
        if self.content != text:
            before, self.content = self._height, text
            # Textual would keep the former text's size if a layout was already requested.
            self._box_model_cache.clear()
            self.refresh(layout=not before or self._height != before)

    @property
    def _height(self) -> int:
        """The rows that the text takes; 0 if the width depends on it, or is not known yet."""
        given, room, least = self.styles.width, self.size.width, self.styles.min_height
        if not room or (given is not None and given.is_auto):
            return 0
        return max(len(self._lines(room)), int(least.value) if least else 0)

    def _lines(self, width: int) -> list[Content]:
        text = self.content if isinstance(self.content, Content) else Content(self.content)
        return lines_of(text, width) if text and width else []

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return Content(str(self.content)).get_optimal_width({}, container.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))
