"""The live countdown in large digits, with a bar for the time that has passed, and the dates in
columns.

In the accessible theme it is a sentence without seconds, repainted once a minute, because a screen
reader would read every second aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui_voter.dialogue import Countdown, CountdownView, Dates
from tui_voter.fullscreen.host import Host
from tui_voter.fullscreen.widgets.bars import bar_of_whole
from tui_voter.fullscreen.widgets.body import Body
from tui_voter.fullscreen.widgets.words import Words, balanced
from tui_voter.looks.big_numbers import SMALL, BigNumbers, Scale, largest, largest_in
from tui_voter.messages import gettext as _

GAP: Final = "  "
SHORTEST: Final = 20
"""The least number of columns of a bar that has its dates beside it."""


class CountdownBlock(Widget):
    """One :class:`Countdown`, updated every second."""

    def __init__(self, countdown: Countdown) -> None:
        super().__init__()
        self._countdown = countdown
        self._heading = Words(classes="over")
        self._numbers = BigNumbers()
        self._plain = Words(classes="plain")
        self._passed = Words(classes="passed")
        self._lines = Words(classes="hours")
        self._seen: CountdownView | None = None
        self._room: Size | None = None
        """The size of the screen for which the digits have a size."""

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._numbers
        yield self._plain
        yield self._passed
        yield self._lines

    def on_mount(self) -> None:
        self.app.app_resume_signal.subscribe(self, lambda _app: self._look())
        self.screen.screen_layout_refresh_signal.subscribe(self, self._fit)
        self._leave = self._host.pulse.follow(self._countdown, self._show)

    def on_unmount(self) -> None:
        self._leave()

    @property
    def _host(self) -> Host:
        return cast("Host", self.app)

    def on_resize(self, _event: events.Resize) -> None:
        self._begin()
        self.restyle()

    def _begin(self) -> None:
        """On a screen of another size than before, use large digits where they fit, or else a line
        or two of text."""
        if self._room != self.app.size:
            self._room = self.app.size
            self.set_class(self._room.width < 48 or self._room.height < 16, "-plain")
            self._draw_in(largest(self._room.height))

    def _fit(self, screen: Screen[Any]) -> None:
        """Use the largest digits with which the page is not longer than the screen."""
        self._begin()  # the block itself may be as large as before
        if self._numbers.size:
            taken = self._numbers.size.height + (self._numbers.most is not SMALL)
            room = taken - screen.query_one(Body).lacks
            self._draw_in(min(largest_in(room), largest(self.app.size.height)))

    def _draw_in(self, scale: Scale) -> None:
        self._numbers.most = scale
        self.set_class(scale is SMALL, "-small")

    def restyle(self) -> None:
        """Show everything anew after a change of theme or size."""
        self._seen = None
        self._look()

    def _look(self) -> None:
        self._show(self._countdown.view())

    def _show(self, view: CountdownView) -> None:
        before = self._seen
        still = self._host.look.accessible
        if still and before is not None and _in_sight(view) == _in_sight(before):
            return  # the text without seconds is still the same
        self._seen = view
        self._heading.say(view.heading)
        self.set_class(not view.parts, "-over")
        self._numbers.show(view.parts)
        if still or self.has_class("-plain"):  # if hidden, this would cost a layout every second
            self._plain.say(_in_words(view, seconds=not still))
        width = self.size.width
        self._passed.say(_bar(view, width))
        if before is None or before.lines != view.lines:
            self._lines.say(Content("\n").join(_rows(view, width, in_columns=not still)))


def _bar(view: CountdownView, width: int) -> Content:
    """The time that has passed as a bar, between its two ends if there is room."""
    if view.passed is None:
        return Content("")
    start, share, end = view.passed
    room = width - cell_len(f"{start}{GAP}{GAP}{end}")
    if room < SHORTEST:
        return bar_of_whole(share, width)
    return Content(f"{start}{GAP}") + bar_of_whole(share, room) + Content(f"{GAP}{end}")


def _rows(view: CountdownView, width: int, *, in_columns: bool) -> Iterator[Content]:
    """The dates in columns, if wanted and if there is room, and the sentences without any."""
    dates = [row for _sentence, rows in view.lines for row in rows]
    columns = [max(map(cell_len, column)) for column in zip(*dates, strict=True)]
    in_columns = in_columns and sum(columns) + 2 * len(GAP) <= width
    for sentence, rows in view.lines:
        if in_columns and rows:
            yield from _table(rows, columns)
        else:
            for part in sentence.split("\n"):
                yield from map(Content, balanced(part, width) if width else [part])


def _table(rows: Dates, columns: Sequence[int]) -> Iterator[Content]:
    first, second, third = columns
    for label, date, hour in rows:
        yield Content.styled(set_cell_size(label, first) + GAP, "$muted") + Content(
            f"{set_cell_size(date, second)}{GAP}{hour:>{third}}"
        )


def _in_sight(view: CountdownView) -> tuple[str, Sequence[tuple[int, str]], Sequence[Any]]:
    return view.heading, view.parts[:-1], view.lines


def _in_words(view: CountdownView, *, seconds: bool) -> str:
    if not seconds and view.parts and not any(number for number, _unit in view.parts[:-1]):
        return _("less than a minute")
    parts = view.parts if seconds else view.parts[:-1]
    space = "\N{NO-BREAK SPACE}" if seconds else " "  # so that no line begins with a unit
    return "  ".join(f"{number}{space}{unit}" for number, unit in parts)
