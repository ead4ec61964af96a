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


class HeadingRow(Widget):
    """The election at the left, the portal's host, never cut, at the right; a warning
    below them; then a rule, where there is room and nobody has to hear it.
    """

    def __init__(self, heading: Heading) -> None:
        super().__init__()
        self.heading = heading

    def show(self, heading: Heading) -> None:
        self.heading = heading
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        warning = Content(self.heading.warning)
        return len(self._lines(width)) + (warning.get_height({}, width) - 1 if warning else 0)

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        lines = self._names(width)
        if self.heading.warning:
            lines.append(Content.styled(self.heading.warning, "bold $fault"))
        if not (self.screen.has_class("-short") or self.screen.has_class("-accessible")):
            lines.append(Content.styled("─" * width, "$line"))
        return lines

    def _names(self, width: int) -> list[Content]:
        election = Content(self.heading.election or PROGRAM).stylize("bold")
        host = Content.styled(self.heading.host, "$muted")
        room = width - host.cell_length - 2
        if election.cell_length > room:
            if room < 16 and self.heading.host:
                return [election.truncate(width, ellipsis=True), host]
            election = election.truncate(max(room, 1), ellipsis=True)
        gap = max(width - election.cell_length - host.cell_length, 1)
        return [Content.assemble(election, " " * gap, host)]


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
