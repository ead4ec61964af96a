"""The heading above and the keys below every screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from tui_voter.dialogue import Heading
from tui_voter.fullscreen.widgets.words import lines_of
from tui_voter.messages import gettext as _

PROGRAM = "tui-voter"
"""The name at the top while no election is known."""


BESIDE = 58
"""Columns in which the countdown has room at the right of the top line."""
BRIEF = 32
"""Columns that are kept for the countdown, whatever it says at the moment: at a whole hour it is
shorter, and the page is not to move then."""
COUNTED: Final = " · "
"""Between a form's title and the number of its answers that are to be corrected."""
SHORTEST = 16
"""Columns that the election's name needs at least to be known by."""


class HeadingRow(Widget):
    """The election at the left, the portal's host, never cut, at the right, always in this place;
    a warning below them; then a rule, where there is room and nobody has to hear it.

    Where a countdown runs, ``brief`` stands between them if it fits, else in the line of the
    warning or in one of its own. On a short screen the warning has one line, its short form, and
    a host of two lines takes that of ``brief``.

    The title of a page that is scrolled stands in the election's place meanwhile: nothing moves.
    Where the countdown has no room in the top line, the host gives way to a title that it would
    cut: the voter has to know what they confirm.
    """

    def __init__(self, heading: Heading, brief: str = "") -> None:
        super().__init__()
        self.heading = heading
        self.brief = brief
        self._title = ""

    def show(self, heading: Heading, brief: str = "") -> None:
        if (heading, brief) != (self.heading, self.brief):
            self.heading, self.brief = heading, brief
            # As it stands now, whatever was asked for before: a screen on its way may not have
            # heard of it, and the next minute would be painted into too few rows again.
            self.refresh(layout=self._is_outgrown)

    def fit(self) -> None:
        """Take the rows that it needs on a screen that became shorter or taller."""
        if self._is_outgrown:
            self.refresh(layout=True)

    @property
    def _is_outgrown(self) -> bool:
        return len(self._lines(self.size.width)) != self.size.height

    def entitle(self, title: str) -> None:
        """Show ``title`` in the election's place; "" brings that back."""
        if title != self._title:
            self._title = title
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width))

    @property
    def _warning(self) -> str:
        short = self.heading.short_warning if self.screen.has_class("-short") else ""
        return short or self.heading.warning

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        election = Content(self.heading.election or PROGRAM).stylize("bold")
        title = Content.styled(self._title, "bold $mark") if self._title else None
        host = Content.styled(self.heading.host, "$muted")
        brief = Content.styled(self.brief, "bold $mark")
        warning = Content.styled(self._warning, "bold $fault")
        short, accessible = self.screen.has_class("-short"), self.screen.has_class("-accessible")
        lines = _row(election, host, width, instead=title)
        spare = width - max(BRIEF - brief.cell_length, 0)
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


def _fits(left: Content, right: Content, width: int) -> bool:
    return left.cell_length + 2 + right.cell_length <= width


def _row(
    left: Content, right: Content, width: int, *, instead: Content | None = None
) -> list[Content]:
    """Both in one line, ``right`` at its end; ``left`` is cut, or both have a line. What is shown
    ``instead`` of ``left`` has its room."""
    room = width - right.cell_length - 2
    is_apart = bool(right) and room < min(SHORTEST, left.cell_length)
    gives_way = instead is not None and width < BESIDE and room < instead.cell_length
    columns = width if is_apart or gives_way else max(room, 1)
    shown = left.truncate(columns, ellipsis=True) if instead is None else _cut(instead, columns)
    if is_apart:
        return [shown, *lines_of(right, width)]
    if gives_way:
        return [shown]
    gap = max(width - shown.cell_length - right.cell_length, 1)
    return [Content.assemble(shown, " " * gap, right)]


def _cut(title: Content, width: int) -> Content:
    """``title`` in so many columns, cut before its end: that says how much is to be corrected, or
    which of several ballots this is."""
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

    ``needed`` ones (the way on, the way back, help) stand there however small the screen is.
    Help names ``all_names``, where there are several, and alone those that are only ``in_help``.
    """

    name: str
    does: str
    action: str
    needed: bool = False
    all_names: str = ""
    in_help: bool = False


HELP: Final = "app.help"
"""The action of the key of help."""
QUIT: Final = "app.quit"
"""That of the key that leaves the program."""


class KeysRow(Widget):
    """The keys that work here; a click on one does what the key does."""

    auto_links = False

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self.keys = _shown(keys)

    def show(self, keys: Sequence[Key]) -> None:
        if (shown := _shown(keys)) != self.keys:
            self.keys = shown
            self.refresh(layout=True)

    def fit(self) -> None:
        """Take the rows that it needs on a screen that became shorter or taller."""
        if self._height(self.keys, self.size.width) != self.size.height:
            self.refresh(layout=True)

    def height_of(self, *actions: str) -> int:
        """The rows that are taken by the keys for these ``actions`` alone, beside the others."""
        others = [key for key in self.keys if key.action not in actions]
        return self.size.height - self._height(others, self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._height(self.keys, width)

    def render(self) -> RenderResult:
        return self._content(self.keys, self.size.width)

    def _height(self, keys: Sequence[Key], width: int) -> int:
        return self._content(keys, width).plain.count("\n") + 1

    def _content(self, keys: Sequence[Key], width: int) -> Content:
        """As many keys as fit in one line, or two where there is room, and more lines where what
        is needed takes them: no word of it is cut. Help names all keys, and says here that there
        are more."""
        least = 1 if self.screen.has_class("-short") else 2
        lines = _lines(keys, width)
        if len(lines) > 1:
            fewer = _leading_on(keys, _("help, other keys") if width >= BESIDE else _("help…"))
            if len(lines) > least:
                lines = _lines(_fitting(fewer, width, least), width)
            else:  # the last is the least: no second line for it
                for some in (fewer, _leading_on(keys, _("help…"))):
                    if _width(some[:-1], GAP) <= width:
                        lines = [some[:-1]]
                        break
        gap = 3 if len(lines) == 1 and _width(lines[0], 3) <= width else GAP
        return Content("\n").join(row for line in lines for row in _rows(line, width, gap))


def _shown(keys: Sequence[Key]) -> Sequence[Key]:
    """Those of the footer."""
    return [key for key in keys if not key.in_help]


def _leading_on(keys: Sequence[Key], does: str) -> list[Key]:
    """``keys``, with help that names those that the footer leaves out."""
    return [key._replace(does=does) if key.action == HELP else key for key in keys]


GAP = 2
"""Columns between two keys, at least."""


def _entry(key: Key) -> Content:
    words = Content.assemble((key.name, "bold $mark"), " ", (key.does, "$muted"))
    return words.stylize(Style.from_meta({"@click": key.action}))


def _width(keys: Sequence[Key], gap: int) -> int:
    return sum(cell_len(f"{key.name} {key.does}") + gap for key in keys) - gap


def _lines(keys: Sequence[Key], width: int) -> list[list[Key]]:
    lines: list[list[Key]] = [[]]
    for key in keys:
        if lines[-1] and not _is_beside(lines[-1], key, width):
            lines.append([])
        lines[-1].append(key)
    return lines


def _height(keys: Sequence[Key], width: int) -> int:
    """The rows that they take."""
    return sum(len(_rows(line, width)) for line in _lines(keys, width))


def _is_beside(keys: Sequence[Key], key: Key, width: int) -> bool:
    """Whether ``key`` has room behind those, or at the end of the rows that one of them takes."""
    beside = _width([*keys, key], GAP)
    if _width(keys, GAP) <= width or beside <= width:
        return beside <= width
    return len(_rows([*keys, key], width)) == len(_rows(keys, width))


def _rows(keys: Sequence[Key], width: int, gap: int = GAP) -> list[Content]:
    """One line of keys, and the rows that it takes."""
    return lines_of(Content(" " * gap).join(map(_entry, keys)), width)


def _fitting(keys: Sequence[Key], width: int, least: int) -> list[Key]:
    """The needed keys, in as many lines as they take, and of the others those that fit, the first
    ones first: into ``least`` lines, or beside the needed ones."""
    chosen = [key for key in keys if key.needed]
    most = max(least, _height(chosen, width))
    for key in keys:
        more = [each for each in keys if each in chosen or each is key]
        if _height(more, width) <= most:
            chosen = more
        elif key.action == QUIT:
            break  # what follows is less needed than the way out, however short it is
    return chosen
