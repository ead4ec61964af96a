"""Check the full screen: the real program shows each screen, without a terminal.

The focus is put on one control after the other, as Tab does; then a form is refused with the
longest errors that the walk has met.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.geometry import Region
from textual.widget import Widget

from tui_voter.audit.heard import present
from tui_voter.audit.record import OPTIONS, ROWS, SEARCH, Shown
from tui_voter.audit.rest import come_to_rest
from tui_voter.audit.rules import Ledger, Rule
from tui_voter.dialogue import (
    BACK,
    PART,
    Batch,
    ChoiceField,
    Dialogue,
    FieldError,
    Form,
    Listing,
    Notice,
    Page,
    Refused,
    told,
)
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.fields.secret import MARKS, RulesList
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.screens.unasked import WaitingScreen
from tui_voter.fullscreen.widgets.body import Body
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.line_input import LineInput
from tui_voter.fullscreen.widgets.list_box import ListBox
from tui_voter.fullscreen.widgets.options import Numbered, Radio
from tui_voter.fullscreen.widgets.rows import Rows
from tui_voter.fullscreen.widgets.sight import TOP, Together
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.tuples import NamedTuple


class Look(NamedTuple):
    """A theme, and the size of the terminal."""

    theme: str
    dark: bool
    columns: int
    rows: int = 24

    def __str__(self) -> str:
        ground = "dark" if self.dark else "light"
        return f"fullscreen {self.theme} {ground} {self.columns}x{self.rows}"

    @property
    def accessible(self) -> bool:
        return self.theme == "accessible"

    def to_inspect(self, chain: Sequence[Widget]) -> Iterable[Widget]:
        """The controls to focus: all, or in the visual theme one of each kind, for its colours."""
        if self.accessible:
            return chain
        return {(type(widget), *sorted(widget.classes)): widget for widget in chain}.values()


LOOKS: Final = (
    Look("accessible", True, 80),
    Look("accessible", False, 40),
    Look("visual", True, 80),
    Look("visual", False, 80),
)
CONTRASTS: Final = {Rule.CONTRAST: 4.5, Rule.CONTRAST_HIGH: 7.0}
"""The least contrast of a text with its background."""
SIGN_CONTRAST: Final = 3.0
SIGNS: Final = frozenset("›✓✗●○█")
"""Signs that have a meaning without letters."""
VISIBLE: Final = 24
"""The columns of a name that its row must at least show."""
HAS_NAME: Final = re.compile(r"[^\W\d_]{2}")
"""Two letters, by which a name differs from a sign or the name of a key."""
PAUSE: Final = 0.005
"""Seconds between two checks whether a screen has come."""


async def inspect(screens: Sequence[Shown], look: Look, count: Callable[[], None]) -> list[Ledger]:
    """Check ``screens``, all in the current language; ``count`` is called after each."""
    seen: list[Ledger] = []
    trouble: list[BaseException] = []
    ended = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        try:
            for shown in screens:
                seen.append(await Inspection(program, dialogue, shown, look).run())
                count()
        except Exception as error:  # noqa: BLE001 raised again below, outside the program
            trouble.append(error)
        finally:
            ended.set()

    program = Program(journey, theme=look.theme, dark=look.dark)
    await program.begin()
    async with program.run_test(size=(look.columns, look.rows)):
        await ended.wait()
    await program.see_out()
    if trouble:
        raise trouble[0]
    return seen


class Inspection:
    """One screen while it is checked."""

    def __init__(self, program: Program, dialogue: Dialogue, shown: Shown, look: Look) -> None:
        self._program = program
        self._dialogue = dialogue
        self._shown = shown
        self._look = look
        self._ledger = Ledger(str(look))
        self._note = self._ledger.note

    async def run(self) -> Ledger:
        """Show the screen, check it, and leave it."""
        shown = self._shown
        self._dialogue.head(shown.heading)
        if shown.notices:
            self._dialogue.notify(Notice(max(shown.notices, key=len)))
        screen = shown.screen
        if isinstance(screen, Listing):
            screen = screen._replace(fetch=self._fetch)
        before = self._program.screen if self._program.is_running else None
        showing = asyncio.ensure_future(present(self._dialogue, screen))
        self._frame = await self._next_frame(before)
        await self._look_around()
        self._frame.answer(BACK)
        await showing
        return self._ledger

    async def _fetch(self, search: str, after: str) -> Batch:  # noqa: ARG002 all at once
        return Batch(self._shown.rows)

    async def _next_frame(self, before: object) -> QuestionScreen:
        while True:
            await asyncio.sleep(PAUSE)
            if not self._program.is_running:
                continue
            screen = self._program.screen
            waiting = screen is before or isinstance(screen, WaitingScreen)
            if not waiting and isinstance(screen, QuestionScreen) and screen.is_mounted:
                return screen

    # --- Looking

    async def _look_around(self) -> None:
        frame = self._frame
        await come_to_rest(frame)
        chain = frame.focus_chain
        self._check_order(chain)
        self._check_reachable(chain)
        self._look_at_texts()
        frame.news.take_as_read()  # else the first key would only move the cursor from a notice
        for widget in self._look.to_inspect(chain):
            frame.set_focus(widget)
            await come_to_rest(frame)
            name = self._name_of(widget)
            self._note(Rule.ON_FOCUS, not self._was_left(), name)
            if self._was_left():
                return
            if self._look.accessible:
                self._look_at_cursor(widget, is_first=widget is chain[0])
            self._look_at_state(widget)
            self._look_at_colours()
        await self._look_at_errors()
        if self._look.accessible:
            await self._try_keys(chain)

    def _check_order(self, chain: Sequence[Widget]) -> None:
        for one, other in pairwise(chain):
            keeps = (one.region.y, one.region.x) < (other.region.y, other.region.x)
            self._note(Rule.FOCUS_ORDER, keeps, self._name_of(other), self._name_of(one))

    def _check_reachable(self, chain: Sequence[Widget]) -> None:
        reached = {self._stop_of(widget) for widget in chain}
        for control in self._shown.controls():
            self._note(Rule.KEYBOARD, control.stop in reached, control.name)

    def _look_at_texts(self) -> None:
        """Check that each text has the room that it needs."""
        body = self._frame.query_one(Body)
        for words in body.query(Words):
            text = str(words.content)
            if not text or not _is_displayed(words):
                continue
            width = words.content_size.width
            needed = words.get_content_height(body.size, body.size, max(width, 1))
            beyond = words.region.right > body.region.right
            keeps = width > 0 and needed <= words.content_size.height and not beyond
            size = f"{width}x{words.content_size.height}"
            self._note(Rule.NOT_CUT, keeps, text[:40], size)
        for entries in body.query(ListBox):
            for place, entry in enumerate(entries.entries):
                lines = entries.painted(place)
                painted = _without_blanks("".join(lines))
                # The signs between the parts of a label are left out if each has its own line.
                keeps = all(_without_blanks(part) in painted for part in entry.label.split(PART))
                self._note(Rule.NOT_CUT, keeps, entry.label[:40], lines[-1])

    def _look_at_cursor(self, widget: Widget, *, is_first: bool) -> None:
        """Check that the cursor is on the control's row, and that the row has the name."""
        name, spot, screen = (
            self._name_of(widget),
            self._frame.painted.cursor_spot,
            self._shown.screen,
        )
        rows = self._program.text.splitlines()
        row = rows[spot.y].strip() if spot is not None and spot.y < len(rows) else ""
        regions = [self._frame.query_one(Body).region, _region_of(widget)]
        asks_nothing = isinstance(screen, Page) or (isinstance(screen, Form) and not screen.fields)
        if is_first and asks_nothing:
            del regions[1]  # a screen without a question is read first
        has_cursor = spot is not None and all(each.contains_point(spot) for each in regions)
        self._note(Rule.CURSOR, has_cursor, name, str(spot))
        if spot is None or not has_cursor:
            return
        if name or not HAS_NAME.search(row):
            stop = self._stop_of(widget) or type(widget).__name__
            self._note(Rule.NAME, bool(name.strip()), stop, row)
        if name and _region_of(widget).contains_point(spot):
            self._note(Rule.LABEL_ROW, _begins_in(name, row), name, row)

    def _look_at_state(self, widget: Widget) -> None:
        """Check that signs or words show the state of the focused control."""
        box = next((each for each in widget.ancestors if isinstance(each, FieldBox)), None)
        if box is None:
            return
        if isinstance(box.field, ChoiceField) and isinstance(widget, Radio):
            spots = widget.layout_in(widget.size.width).spots
            for place, option in enumerate(box.field.options):
                sign = self._painted(spots[place].translate(widget.content_region.offset))[:3]
                if sign:
                    keeps = sign == ("(x)" if option.key == box.value else "( )")
                    self._note(Rule.STATE_IN_WORDS, keeps, option.label, sign)
        for rules in box.query(RulesList):
            shown = self._painted(rules.region)
            if shown:
                marks = sum(map(shown.count, MARKS.values()))
                self._note(Rule.STATE_IN_WORDS, marks == len(rules.rules), box.field.label, shown)

    def _painted(self, region: Region) -> str:
        """The text painted in a region; "" if not all of it is visible."""
        if not self._frame.query_one(Body).region.contains_region(region):
            return ""
        rows = self._program.text.splitlines()[region.y : region.bottom]
        return " ".join(row[region.x : region.right] for row in rows)

    def _was_left(self) -> bool:
        """Whether the program has left this screen."""
        return self._frame.outcome.done() or self._program.screen is not self._frame

    async def _try_keys(self, chain: Sequence[Widget]) -> None:
        """Type a letter and a digit in each kind of control."""
        frame, kinds = self._frame, {type(widget): widget for widget in chain}
        for widget in kinds.values():
            frame.set_focus(widget)
            before = await self._text_from_the_top() if isinstance(widget, Button) else ""
            for key in "z9":
                self._program.post_message(events.Key(key, key))
            await come_to_rest(frame)
            gone, name = self._was_left(), self._name_of(widget)
            if isinstance(widget, Button):
                same = frame.focused is widget and await self._text_from_the_top() == before
                self._note(Rule.CHARACTER_KEYS, same and not gone, name)
            else:
                self._note(Rule.ON_INPUT, not gone, name)
            if gone:
                return

    async def _text_from_the_top(self) -> str:
        """The painted text, without the sentence that a key did nothing and the scroll that made
        room for it: neither counts as an effect."""
        if not self._was_left():
            self._frame.news.take_as_read()
            self._frame.news.say("")
            self._frame.body.want(TOP)
            await come_to_rest(self._frame)
        return self._program.text

    async def _look_at_errors(self) -> None:
        """Check that a refused field shows its error and has the focus, and that other errors are
        shown above."""
        frame = self._frame
        if not isinstance(frame, FormScreen):
            return
        for name, error in worst_of(self._shown.errors).items():
            frame.complain(Refused(error))
            await come_to_rest(frame)
            self._look_at_texts()
            self._look_at_colours()
            box = next((box for box in frame.boxes if box.errors), None)
            if box is not None:
                label = self._painted(box.label.region)
                says_so = _without_blanks(error.short) in _without_blanks(label)
                if not self._look.accessible:
                    says_so = says_so or bool(self._painted(box.note.region))
                keeps = says_so and frame.focused is box.control
                self._note(Rule.ERROR_ROW, keeps, name, f"{label} | {error.short}")
            place = frame.trouble if box is None else box.note
            painted = await self._text_in_sight(place)
            shown = _without_blanks(error.text) in _without_blanks(painted)
            self._note(Rule.ERROR_ROW, shown, name, f"{painted} | {error.text}")
            if box is not None and shown:
                self._note(Rule.STATE_IN_WORDS, "✗" in painted, name, painted)

    async def _text_in_sight(self, widget: Widget) -> str:
        """The text of a widget, once it is scrolled into view."""
        self._frame.body.want(Together((widget,)))
        await come_to_rest(self._frame)
        return self._painted(widget.region)

    def _look_at_colours(self) -> None:
        ground = self._frame.styles.background
        strips = self._frame._compositor.render_strips()  # noqa: SLF001 as in Program.text
        for segment in (segment for strip in strips for segment in strip):
            ratio = _contrast_of(segment, ground)
            least = {Rule.SIGN_CONTRAST: SIGN_CONTRAST} if SIGNS & {*segment.text} else {}
            if any(c.isalnum() for c in segment.text):
                least |= CONTRASTS
            for rule, wanted in least.items():
                text = segment.text.strip()[:40]
                self._note(rule, ratio >= wanted - 0.005, text, f"{ratio:.2f}:1")

    # --- What a widget is

    def _stop_of(self, widget: Widget) -> str:
        """The widget's stop of the focus (:class:`Control`); "" if it belongs to another widget."""
        if isinstance(self._frame, FormScreen):
            for box in self._frame.boxes:
                if box.control is widget:
                    return box.field.name
                if box in widget.ancestors:
                    return ""
        if isinstance(widget, Button):
            return widget.name or ""
        kinds = {Rows: ROWS, ListBox: OPTIONS, LineInput: SEARCH}
        return next((stop for kind, stop in kinds.items() if isinstance(widget, kind)), "")

    def _name_of(self, widget: Widget) -> str:
        """The name that the row of a focused widget must have."""
        if isinstance(widget, Button):
            return widget.label
        if isinstance(widget, ListBox):
            return widget.current.label if widget.current else self._empty()
        beside = widget.parent.query(".label") if isinstance(widget.parent, Widget) else ()
        for label in beside:
            return str(label.content) if isinstance(label, Words) else ""
        screen = self._shown.screen
        return screen.search_label if isinstance(screen, Listing) else ""

    def _empty(self) -> str:
        screen = self._shown.screen
        if not isinstance(screen, Listing):
            return ""
        return told(screen.empty)


def _is_displayed(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def _region_of(widget: Widget) -> Region:
    """Where a control stands, or the option of a menu that is apart from the others."""
    apart = widget.apart() if isinstance(widget, Numbered) else None
    is_apart = isinstance(widget, Numbered) and apart is not None and widget.index == apart[0]
    return apart[1].region if apart is not None and is_apart else widget.region


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _begins_in(name: str, row: str) -> bool:
    """Whether ``row`` has ``name``, or its start if it continues below."""
    words, painted = name.split(), " ".join(row.split())
    first = " ".join(words[:2]) if len(" ".join(words)) > 12 else " ".join(words)
    return bool(words) and first[:VISIBLE] in painted  # a longer word is broken where the row ends


def worst_of(errors: Iterable[FieldError]) -> dict[str, FieldError]:
    """For each field, an error with its longest sentence and its longest short form."""
    worst: dict[str, FieldError] = {}
    for error in errors:
        so_far = worst.get(error.field, error)
        text = max(so_far.text, error.text, key=len)
        worst[error.field] = FieldError(error.field, text, max(so_far.short, error.short, key=len))
    return worst


# --- Contrast, as WCAG computes it


def _contrast_of(segment: Segment, ground: Color) -> float:
    style = segment.style
    if style is None:
        return 1.0
    text = Color.from_rich_color(style.color) if style.color else ground
    behind = Color.from_rich_color(style.bgcolor) if style.bgcolor else ground
    return contrast(text, behind)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two opaque colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
