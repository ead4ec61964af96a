"""The room for the projector: large figures, read from the back, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from gettext import gettext as _
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mock_server.core.times import write_span
from mock_server.training.asides import Key, keys_line, wrapped
from mock_server.training.goals import Goals
from mock_server.training.qr import as_rows
from mock_server.training.room import Room, Stage
from mock_server.training.words import counted_down, stage_name
from tui_voter.looks.bars import bar_of
from tui_voter.looks.big_numbers import SCALES, SMALL, BigNumbers, Scale, largest

_STEPS: Final = (Stage.OPENED, Stage.PASSWORD, Stage.ACTIVE, Stage.VOTED, Stage.FINISHED)
"""The stages that every learner goes through."""
_GAP: Final = 3


class _Place(NamedTuple):
    """How large the figures are; whether the goal stands below the countdown, not beside it; their
    columns; the columns and rows of the steps; and whether there is room for the QR code."""

    scale: Scale
    is_stacked: bool
    of_now: int
    of_steps: tuple[int, int]
    has_code: bool = False


class Projector(ModalScreen[None]):
    """The countdown, how many are where all are to be now, and a bar for each step; above them what
    is said to all, and the ways into a room: ``way_in``, the command with its code, and the address
    of its ``page``, whose QR code stands beside the steps or, where they leave no room, beside
    all. ``plain`` is whether figures and bars are words instead."""

    CSS = """
    Projector { background: $ground; color: $ink; padding: 1 2 0 2; layers: all over; }
    Projector #election { text-style: bold; height: 2; }
    Projector #way-in { color: $mark; text-style: bold; margin-bottom: 1; }
    Projector #said { text-style: bold reverse; height: auto; margin-bottom: 1; }
    Projector #now { height: auto; margin-bottom: 1; }
    Projector #now > Vertical { height: auto; width: 1fr; }
    Projector #now > #goal { margin-left: 4; }
    Projector #now > #goal, #goal > Static { width: auto; }
    Projector #heading, Projector #aim { text-style: bold; }
    Projector #reached { color: $met; height: auto; }
    Projector #of { color: $muted; }
    Projector BigNumbers { width: 1fr; height: auto; }
    Projector #steps { height: 1fr; }
    Projector #now.-stacked { layout: vertical; }
    Projector #now.-stacked > #goal { margin: 0; }
    Projector #code { layer: over; width: auto; color: #000000; background: #ffffff; }
    BigNumbers > .big-numbers--number { color: $mark; }
    BigNumbers > .big-numbers--last, BigNumbers > .big-numbers--unit { color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,escape", "dismiss", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("f6", "app.themes", show=False),
    ]

    def __init__(self, goals: Goals, name: str, way_in: str, page: str) -> None:
        super().__init__()
        self._goals = goals
        self._election_name = name
        self._ways_in = [way for way in (way_in, page) if way]
        self._code_rows = as_rows(page) if page else []
        self._code = Static("\n".join(self._code_rows), id="code", markup=False)
        self._room: Room | None = None
        self._plain = False
        self._heading, self._left, self._aim, self._reached, self._of, self._steps = (
            Static(id=name, markup=False)
            for name in ("heading", "left", "aim", "reached", "of", "steps")
        )
        self._said = Static(id="said", markup=False)
        self._numbers = BigNumbers()
        self._now = Horizontal(id="now")

    def compose(self) -> ComposeResult:
        yield Static(self._election_name, id="election", markup=False)
        yield self._said
        if self._ways_in:
            yield Static("\n".join(self._ways_in), id="way-in", markup=False)
        with self._now:
            with Vertical():
                yield from (self._heading, self._numbers, self._left)
            with Vertical(id="goal"):
                yield from (self._aim, self._reached, self._of)
        yield self._steps
        yield Static(keys_line(self.keys()))
        yield self._code

    @staticmethod
    def keys() -> list[Key]:
        return [
            Key("p", _("back"), "screen.dismiss", about=_("Back to the learners.")),
            Key("f6", _("theme"), "app.themes", "F6", _("Choose the colours."), in_line=False),
            Key("question_mark", _("help"), "app.help", "?", _("This help; F1 as well.")),
        ]

    def show(self, room: Room, *, plain: bool) -> None:
        """Show the room as it is now."""
        self._room, self._plain = room, plain
        self._draw()

    def on_resize(self, _event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._room is None:
            return
        totals, said = self._room.totals(), self._room.announcement
        self._said.display = bool(said)
        self._said.update(wrapped(said, self.app.size.width - 4))
        aim, left = self._goals.goal(self._room), self._goals.time_left(self._room)
        name, digits = stage_name(aim), str(totals[aim])
        parts = counted_down(left) if left is not None else []
        place = self._place(len(parts), name, digits)
        scale = place.scale
        self._draw_countdown(self._room, left, scale)
        self._aim.update(name)
        self._of.update(_("of {count}").format(count=self._room.of(aim)))
        large = "\n".join([*_lines(scale, digits), *[""] * scale.blank])
        self._reached.update(digits if self._plain else large)
        self._now.set_class(place.is_stacked, "-stacked")
        self._now.styles.width = place.of_now
        self._code.display = place.has_code
        if self._code_rows:
            rows, columns = len(self._code_rows), len(self._code_rows[0])
            size = self.app.size
            self._code.styles.offset = (size.width - 4 - columns, size.height - 2 - rows)
        rows_of_steps = [(stage_name(each), totals[each], self._room.of(each)) for each in _STEPS]
        self._steps.update(_steps(rows_of_steps, place.of_steps, plain=self._plain))

    def _draw_countdown(self, room: Room, left: timedelta | None, scale: Scale) -> None:
        if self._goals.next_turn(room) is None:
            heading = _("The vote is closed")
        elif left is None:
            heading = _("The portal’s clock is stopped")
        elif room.portal_time < self._goals.election.opens_at:
            heading = _("The vote opens in")
        else:
            heading = _("The vote closes in")
        self._heading.update(heading)
        self._numbers.display = left is not None and not self._plain
        self._left.display = left is not None and self._plain
        if left is not None:
            self._numbers.most = scale
            self._numbers.show(counted_down(left))
            self._left.update(write_span(left))

    def _place(self, parts: int, name: str, digits: str) -> _Place:
        """Where all has room: the ``parts`` of the countdown, beside or above the ``digits`` of
        those who are at the stage of that ``name``; the steps below; and the code."""
        width, height = self.app.size.width - 4, self._rows_below()
        beside = self._placed(width, parts, name, digits)
        if not self._code_rows or self._plain:
            return beside
        rows, columns = len(self._code_rows), len(self._code_rows[0]) + _GAP
        if rows <= beside.of_steps[1] and width >= 2 * columns:
            steps = (width - columns, beside.of_steps[1])
            return beside._replace(of_steps=steps, has_code=True)
        narrow = self._placed(width - columns, parts, name, digits)
        has_code = rows <= height and narrow.of_steps[1] >= len(_STEPS)
        return narrow._replace(has_code=True) if has_code else beside

    def _placed(self, width: int, parts: int, name: str, digits: str) -> _Place:
        """The place without a code, in so many columns, and in the largest scale that fits."""
        most, figure = largest(self.app.size.height - 8), len(name)
        fits = [
            scale
            for scale in SCALES
            if scale.rows <= most.rows
            and parts * (scale.width("00") + 2 * scale.across) + max(scale.width(digits), figure)
            <= width - 4
        ]
        scale = fits[-1] if fits else SMALL
        rows = scale.rows + scale.blank + 2
        rows = rows + 1 if fits else 2 * rows + 1
        return _Place(scale, not fits, width, (width, self._rows_below() - rows))

    def _rows_below(self) -> int:
        """The rows below the ways in."""
        said = wrapped(self._room.announcement, self.app.size.width - 4) if self._room else ""
        notices = len(said.splitlines()) + bool(said)
        ways_in = len(self._ways_in) + bool(self._ways_in)
        return self.app.size.height - 1 - 2 - notices - ways_in - 1


def _lines(scale: Scale, digits: str) -> list[str]:
    return [scale.draw_all(digits, y) for y in range(scale.rows)]


def _steps(rows: Sequence[tuple[str, int, int]], room: tuple[int, int], *, plain: bool) -> Content:
    """A bar for each step, with its name and, large if there is room, how many reached it of those
    who can."""
    width, height = room
    if plain:
        return Content("\n".join(f"{name} {reached} / {count}" for name, reached, count in rows))
    each = (height + 1) // len(rows)  # below the last one, nothing need be blank
    names = max(len(name) for name, _reached, _count in rows)
    is_large = each > SMALL.rows
    figures = [
        _lines(SMALL, str(reached)) if is_large else [str(reached)]
        for _name, reached, _count in rows
    ]
    figure = max(len(lines[0]) for lines in figures)
    length = max(width - names - figure - 2 * _GAP, 1)
    told: list[Content] = []
    for (name, reached, count), lines in zip(rows, figures, strict=True):
        bar = bar_of(reached / count if count else 0, length)
        for y, line in enumerate(lines):
            is_bar = y < max(len(lines) - 1, 1)
            told.append(
                Content.assemble(
                    ((name if not y else "").ljust(names + _GAP), "bold"),
                    (bar if is_bar else " " * length, "$mark on $field" if is_bar else ""),
                    (" " * _GAP + line.rjust(figure), "bold"),
                )
            )
        told += [Content("")] * min(each - len(lines), 2)
    return Content("\n").join(told[:height])
