"""The room for the projector: large figures, read from the back, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from gettext import gettext as _
from typing import ClassVar, Final

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


class Projector(ModalScreen[None]):
    """The countdown, how many are where all are to be now, and a bar for each step; above them what
    is said to all, and the ``way_in`` of a room, the command with its code; beside them, where
    there is room, the QR code of its ``page``. ``plain`` is whether figures and bars are words
    instead."""

    CSS = """
    Projector { background: $ground; color: $ink; padding: 1 2 0 2; }
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
    Projector #below { height: 1fr; }
    Projector #steps { width: 1fr; height: 100%; }
    Projector #page { width: auto; height: auto; margin-left: 3; }
    Projector #page > Static { width: auto; }
    Projector #code { color: #000000; background: #ffffff; }
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
        self._way_in = way_in
        self._page = page
        self._code_rows = as_rows(page) if page else []
        self._code = Static("\n".join(self._code_rows), id="code", markup=False)
        self._beside = Vertical(self._code, Static(page, markup=False), id="page")
        self._room: Room | None = None
        self._plain = False
        self._heading, self._left, self._aim, self._reached, self._of, self._steps = (
            Static(id=name, markup=False)
            for name in ("heading", "left", "aim", "reached", "of", "steps")
        )
        self._said = Static(id="said", markup=False)
        self._numbers = BigNumbers()

    def compose(self) -> ComposeResult:
        yield Static(self._election_name, id="election", markup=False)
        yield self._said
        if self._way_in:
            yield Static(self._way_in, id="way-in", markup=False)
        with Horizontal(id="now"):
            with Vertical():
                yield from (self._heading, self._numbers, self._left)
            with Vertical(id="goal"):
                yield from (self._aim, self._reached, self._of)
        with Horizontal(id="below"):
            yield from (self._steps, self._beside)
        yield Static(keys_line(self.keys()))

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
        scale = self._fitting(len(parts), name, digits)
        self._draw_countdown(self._room, left, scale)
        self._aim.update(name)
        self._of.update(_("of {count}").format(count=self._room.of(aim)))
        large = "\n".join([*_lines(scale, digits), *[""] * scale.blank])
        self._reached.update(digits if self._plain else large)
        rows = [(stage_name(stage), totals[stage], self._room.of(stage)) for stage in _STEPS]
        width, height = self._room_for_steps(scale)
        wanted = max(len(self._page), *map(len, self._code_rows), 0) + _GAP
        has_code = len(self._code_rows) < height and width >= 2 * wanted and not self._plain
        self._beside.display = bool(self._page) and has_code
        if self._beside.display:
            width -= wanted
        self._steps.update(_steps(rows, (width, height), plain=self._plain))

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

    def _fitting(self, parts: int, name: str, digits: str) -> Scale:
        """The largest scale with room for the ``parts`` of the countdown, beside the ``digits`` of
        those who are at the stage of that ``name``, and above the steps."""
        most, width = largest(self.app.size.height - 8), self.app.size.width - 8
        fits = [
            scale
            for scale in SCALES
            if scale.rows <= most.rows
            and parts * (scale.width("00") + 2 * scale.across) + max(scale.width(digits), len(name))
            <= width
        ]
        return fits[-1] if fits else SMALL

    def _room_for_steps(self, scale: Scale) -> tuple[int, int]:
        """The columns and rows of what stands below the large figures."""
        said = wrapped(self._room.announcement, self.app.size.width - 4) if self._room else ""
        notices = len(said.splitlines()) + bool(said) + (2 if self._way_in else 0)
        above = 1 + 2 + notices + 1 + scale.rows + scale.blank + 1 + 1
        return self.app.size.width - 4, self.app.size.height - above - 1


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
