"""What frames every screen: the heading above, the keys below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from tui_voter.dialogue import Heading

PROGRAM = "tui-voter"
"""The name at the top while no election is known."""


BESIDE = 58
"""Columns in which the countdown has room at the right of the top line."""
SHORTEST = 16
"""Columns that the election's name needs at least to be known by."""


class HeadingRow(Widget):
    """The election at the left, the portal's host, never cut, at the right; a warning
    below them; then a rule, where there is room and nobody has to hear it.

    Where a countdown runs, ``brief`` stands at the right of the top line, and the host gives
    way to it: it stands in the rule. On a narrow screen ``brief`` has a line of its own.
    """

    def __init__(self, heading: Heading, brief: str = "") -> None:
        super().__init__()
        self.heading = heading
        self.brief = brief

    def show(self, heading: Heading, brief: str = "") -> None:
        self.heading = heading
        self.brief = brief
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        warning = Content(self.heading.warning)
        return len(self._lines(width)) + (warning.get_height({}, width) - 1 if warning else 0)

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        election = Content(self.heading.election or PROGRAM).stylize("bold")
        host = Content.styled(self.heading.host, "$muted")
        brief = Content.styled(self.brief, "bold $mark")
        ruled = not (self.screen.has_class("-short") or self.screen.has_class("-accessible"))
        aside = Content("")
        if not brief:
            lines = _row(election, host, width)
        elif width < BESIDE:
            lines = [*_row(election, host, width), brief.truncate(width, ellipsis=True)]
        elif _fits(together := Content.assemble(election, "   ", host), brief, width):
            lines = _row(together, brief, width)
        elif ruled and host.cell_length + 2 <= width:
            lines, aside = _row(election, brief, width), host
        else:
            lines = [*_row(election, brief, width), host]
        if self.heading.warning:
            lines.append(Content.styled(self.heading.warning, "bold $fault"))
        if ruled:
            gap = " " if aside else ""
            line = "─" * (width - aside.cell_length - len(gap))
            lines.append(Content.assemble((line, "$line"), gap, aside))
        return lines


def _fits(left: Content, right: Content, width: int) -> bool:
    return left.cell_length + 2 + right.cell_length <= width


def _row(left: Content, right: Content, width: int) -> list[Content]:
    """Both in one line, ``right`` at its end; ``left`` is cut, or both have a line."""
    if not _fits(left, right, width):
        room = width - right.cell_length - 2
        if room < SHORTEST and right:
            return [left.truncate(width, ellipsis=True), right]
        left = left.truncate(max(room, 1), ellipsis=True)
    gap = max(width - left.cell_length - right.cell_length, 1)
    return [Content.assemble(left, " " * gap, right)]


class Key(NamedTuple):
    """A key of the footer: its name, what it does, and the action that a click runs."""

    name: str
    does: str
    action: str


class KeysRow(Widget):
    """The keys that work here; a click on one does what the key does."""

    ALLOW_SELECT = False
    auto_links = False

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self.keys = keys

    def show(self, keys: Sequence[Key]) -> None:
        if keys != self.keys:
            self.keys = keys
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._content(width).plain.count("\n") + 1

    def render(self) -> RenderResult:
        return self._content(self.size.width)

    def _content(self, width: int) -> Content:
        """As many keys as fit in one line, or two where there is room."""
        entries = [
            Content.assemble((key.name, "bold $mark"), " ", (key.does, "$muted")).stylize(
                Style.from_meta({"@click": key.action})
            )
            for key in self.keys
        ]
        if _width(entries, 2) > width >= _width(entries[:-1], 2):
            entries.pop()  # the last is the least, and the help names it
        gap = 3 if _width(entries, 3) <= width else 2
        lines: list[list[Content]] = [[]]
        for entry in entries:
            if lines[-1] and _width([*lines[-1], entry], gap) > width:
                if len(lines) == 2 or self.screen.has_class("-short"):
                    break
                lines.append([])
            lines[-1].append(entry)
        return Content("\n").join(Content(" " * gap).join(line) for line in lines)


def _width(entries: Sequence[Content], gap: int) -> int:
    return sum(entry.cell_length + gap for entry in entries) - gap
