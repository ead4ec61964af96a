"""The heading at the top and the keys at the bottom of every screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from tui_voter.dialogue import Heading, Role
from tui_voter.fullscreen.keys import action
from tui_voter.fullscreen.widgets.words import lines_of
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

PROGRAM = "tui-voter"
"""The name at the top before an election is known."""


BESIDE = 58
"""The least width of a screen that has room for the countdown in the top line."""
BRIEF = 32
"""Columns reserved for the countdown, so that the page does not move when it becomes shorter."""
COUNTED: Final = " · "
"""The separator between a form's title and the number of answers to correct."""
SHORTEST = 16
"""The least number of columns in which an election's name can be recognised."""


class HeadingRow(Widget):
    """The election on the left, the portal's host, never cut, on the right; below them a rule
    unless the screen is short or the theme accessible. A warning is a badge beside the host; in the
    accessible theme it has its own line, in a short form on a short screen.

    ``brief``, the countdown's text, is placed between election and host if it fits, or else beside
    the warning or on its own line. On a short screen, ``brief`` is left out if the host needs a
    second line.

    While a page's title is scrolled out of sight, it replaces the election. The host is left out
    rather than cutting that title, because voters have to know what they confirm.
    """

    def __init__(self, heading: Heading, brief: str = "") -> None:
        super().__init__()
        self.heading = heading
        self.brief = brief
        self._title = ""

    def show(self, heading: Heading, brief: str = "") -> None:
        if (heading, brief) != (self.heading, self.brief):
            self.heading, self.brief = heading, brief
            # Compared with the current height, because a screen that was just opening may have
            # missed an earlier request for a layout.
            self.refresh(layout=self._is_outgrown)

    def fit(self) -> None:
        """Adapt the number of rows to a new size of the screen."""
        if self._is_outgrown:
            _lay_out_anew(self)

    @property
    def _is_outgrown(self) -> bool:
        return len(self._lines(self.size.width)) != self.size.height

    def show_title(self, title: str) -> None:
        """Show ``title`` in place of the election; "" restores the election."""
        if title != self._title:
            self._title = title
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        election = Content(self.heading.election or PROGRAM).stylize("bold")
        title = Content.styled(self._title, "bold $mark") if self._title else None
        host = Content.styled(self.heading.host, "$muted")
        brief = Content.styled(self.brief, "bold $mark")
        warning = Content("")
        short, accessible = self.screen.has_class("-short"), self.screen.has_class("-accessible")
        if self.heading.warning and accessible:
            warning = Content.styled(self.heading.warning[short], "bold $fault")
        elif self.heading.warning:
            badge = f" {self.heading.warning[-1]} "
            host = Content.assemble((badge, "bold reverse $muted"), " ", host)
        spare = width - (max(BRIEF - brief.cell_length, 0) if brief else 0)
        lines = _row(election, host, width, instead=title)
        if brief and width < BESIDE:
            if len(lines) < 2 or not short:
                lines.append(brief.truncate(width, ellipsis=True))
        elif brief and _fits(election, beside := Content.assemble(brief, "   ", host), spare):
            lines = _row(election, beside, width, instead=title)
        elif brief and warning and _fits(warning, brief, spare):
            lines += _row(warning, brief, width)
            warning = Content("")
        elif brief:
            lines += [brief] if accessible else _row(Content(""), brief, width)
        if warning:
            lines += lines_of(warning, width)
        if not (short or accessible):
            lines.append(Content.styled("─" * width, "$line"))
        return lines


def _lay_out_anew(row: Widget) -> None:
    """Have ``row`` laid out with its present height. Textual counts no second request before the
    first one is handled, and reuses the height of a layout in between."""
    row._layout_updates += 1  # noqa: SLF001 - the count that is part of the key of its cache
    row.refresh(layout=True)


def _fits(left: Content, right: Content, width: int) -> bool:
    return left.cell_length + 2 + right.cell_length <= width


def _row(
    left: Content, right: Content, width: int, *, instead: Content | None = None
) -> list[Content]:
    """``left`` and ``right`` at the two ends of one line, ``left`` cut if need be, or on two lines.
    ``instead`` replaces ``left``, without changing the number of lines."""
    room = width - right.cell_length - 2
    is_apart = bool(right) and room < min(SHORTEST, left.cell_length)
    gives_way = instead is not None and room < instead.cell_length
    columns = width if is_apart or gives_way else max(room, 1)
    shown = _cut(left if instead is None else instead, columns)
    if is_apart:
        return [shown, *lines_of(right, width)]
    if gives_way:
        return [shown]
    gap = max(width - shown.cell_length - right.cell_length, 1)
    return [Content.assemble(shown, " " * gap, right)]


def _cut(title: Content, width: int) -> Content:
    """``title`` in ``width`` columns. Its end is kept, as it says how many answers are to be
    corrected, which ballot this is, or of which year an election."""
    _name, dot, count = title.plain.rpartition(COUNTED)
    _rest, space, word = title.plain.rpartition(" ")
    end = dot + count if dot else space + word
    room = width - cell_len(end)
    if title.cell_length <= width or room < (2 if dot else width // 2):
        return title.truncate(width, ellipsis=True)
    start = title[: len(title) - len(end)]
    return Content.assemble(start.truncate(room, ellipsis=True), title[len(start) :])


class Key(NamedTuple):
    """A key of the footer: its name, what it does, and the action that a click runs.

    ``needed`` keys (to go on, to go back, help) are shown however small the screen is. Help shows
    ``all_names`` if there are several, and also the keys that are only ``in_help``.
    """

    name: str
    does: str
    action: str
    needed: bool = False
    all_names: str = ""
    in_help: bool = False


class KeysRow(Widget):
    """The footer with the keys that work; clicking a key's name has the same effect.

    In the accessible theme it names as many as fit. Elsewhere it names at most four besides help,
    which has them all: the needed ones first, and none that a button of the page has on its label.
    """

    auto_links = False

    def __init__(self, keys: Sequence[Key], on_buttons: Collection[str]) -> None:
        """``on_buttons`` are the names of keys that buttons of the page have on their labels."""
        super().__init__()
        self.keys = keys
        self._on_buttons = on_buttons

    def show(self, keys: Sequence[Key]) -> None:
        if keys != self.keys:
            self.keys = keys
            _lay_out_anew(self)

    def fit(self) -> None:
        """Adapt the number of rows to a new size of the screen."""
        if self._height(self.keys, self.size.width) != self.size.height:
            _lay_out_anew(self)

    def height_of(self, *actions: str) -> int:
        """The number of rows that are there only for the keys of these ``actions``."""
        others = [key for key in self.keys if key.action not in actions]
        return self.size.height - self._height(others, self.size.width)

    def spared_by(self, keys: Sequence[Key]) -> int:
        """The number of rows fewer that there would be with these ``keys``."""
        return self.size.height - self._height(keys, self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._height(self.keys, width)

    def render(self) -> RenderResult:
        return self._content(self.keys, self.size.width)

    def _height(self, keys: Sequence[Key], width: int) -> int:
        return self._content(keys, width).plain.count("\n") + 1

    def _content(self, keys: Sequence[Key], width: int) -> Content:
        most = 1 if self.screen.has_class("-short") else 2
        does = next((key.does for key in keys if key.action == action(Role.HELP)), "")
        helps = [_("{help}, other keys").format(help=does), f"{does}…"]
        if width < BESIDE:
            helps = [_("help…")]
        return _arranged(tuple(self._chosen(keys)), width, most, tuple(helps))

    def _chosen(self, keys: Sequence[Key]) -> Sequence[Key]:
        """Those of ``keys`` that the footer names if they fit."""
        shown = [key for key in keys if not key.in_help]
        if self.screen.has_class("-accessible"):
            return shown
        helps = [key for key in shown if key.action == action(Role.HELP)]
        others = [key for key in shown if key not in helps and key.name not in self._on_buttons]
        chosen = helps + sorted(others, key=lambda key: not key.needed)[:HINTS]
        return sorted(filter(chosen.__contains__, shown), key=lambda key: not key.needed)


@lru_cache(maxsize=64)
def _arranged(keys: Sequence[Key], width: int, most: int, helps: Sequence[str]) -> Content:
    """As many ``keys`` as fit into ``most`` lines, one or two. The needed keys may take more lines,
    as they are never cut. If keys are left out, the help key says so, by the first of ``helps``
    that has room. It is remembered: each layout asks for it several times."""
    lines = _lines(keys, width)
    if len(lines) > most:
        lines = _lines(_fitting(_with_help_saying(keys, helps[0]), width, most), width)
    elif len(lines) > 1:  # the last key is the least important: it gets no second line
        for some in (_with_help_saying(keys, says) for says in helps):
            if _width(some[:-1], GAP) <= width:
                lines = [some[:-1]]
                break
    gap = 3 if len(lines) == 1 and _width(lines[0], 3) <= width else GAP
    return Content("\n").join(row for line in lines for row in _rows(line, width, gap))


def _with_help_saying(keys: Sequence[Key], does: str) -> list[Key]:
    """``keys``, with the help key labelled ``does``."""
    return [key._replace(does=does) if key.action == action(Role.HELP) else key for key in keys]


HINTS: Final = 4
"""The most keys that the footer names besides that of help."""
GAP = 2
"""The least number of columns between two keys."""


def _entry(key: Key) -> Content:
    words = Content.assemble((key.name, "bold $mark"), " ", (key.does, "$muted"))
    return words.stylize(Style.from_meta({"@click": key.action}))


def _width(keys: Sequence[Key], gap: int) -> int:
    return sum(cell_len(f"{key.name} {key.does}") + gap for key in keys) - gap


def _lines(keys: Sequence[Key], width: int) -> list[list[Key]]:
    lines: list[list[Key]] = [[]]
    for key in keys:
        if lines[-1] and not _fits_beside(lines[-1], key, width):
            lines.append([])
        lines[-1].append(key)
    return lines


def _height(keys: Sequence[Key], width: int) -> int:
    """The number of rows that ``keys`` take."""
    return sum(len(_rows(line, width)) for line in _lines(keys, width))


def _fits_beside(keys: Sequence[Key], key: Key, width: int) -> bool:
    """Whether ``key`` fits after ``keys`` without adding a row."""
    beside = _width([*keys, key], GAP)
    if _width(keys, GAP) <= width or beside <= width:
        return beside <= width
    return len(_rows([*keys, key], width)) == len(_rows(keys, width))


def _rows(keys: Sequence[Key], width: int, gap: int = GAP) -> list[Content]:
    """The rows of one line of keys; a single key may be longer than a row."""
    return lines_of(Content(" " * gap).join(map(_entry, keys)), width)


def _fitting(keys: Sequence[Key], width: int, least: int) -> list[Key]:
    """All needed keys, and as many others as fit into ``least`` lines, or into the lines of the
    needed keys if these are more. Earlier keys have priority."""
    chosen = [key for key in keys if key.needed]
    most = max(least, _height(chosen, width))
    for key in keys:
        more = [each for each in keys if each in chosen or each is key]
        if _height(more, width) <= most:
            chosen = more
        elif key.action == action(Role.QUIT):
            break  # no later key may be shown without the one that quits
    return chosen
