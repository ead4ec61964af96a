"""A line to type in. It never copies a secret, and a paste never ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from tui_voter.fullscreen.terminal.paste import one_line
from tui_voter.fullscreen.widgets.described import Described, Kind, Text
from tui_voter.messages import gettext as _


class Cut(Message):
    """Of what was pasted the end is missing: no more of it fits into ``answer``."""

    def __init__(self, answer: Widget, kept: int) -> None:
        super().__init__()
        self.answer = answer
        self._kept = kept

    @property
    def text(self) -> str:
        return _("Your text was cut at {limit} characters: check how it ends.").format(
            limit=self._kept
        )

    @property
    def short(self) -> str:
        return _("cut at {limit}").format(limit=self._kept)


class LineInput(Input):
    """Textual's Input, compact and still.

    ``take`` turns a pasted text into what is kept of it, and says whether that takes
    the place of the whole answer. An answer that the voter comes to is selected, hidden or not,
    and what is typed takes its place; so does :meth:`replace_next` with the answer of now. A key
    that deletes empties it, one that moves the cursor keeps it, to be corrected; what was replaced
    can be brought back.
    Without ``select`` one goes on typing, as in a search.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+underscore", "bring_back", show=False),
    ]

    class Entered(Message):
        """Enter was pressed. It carries no text."""

    class Changes(Message):
        """What the next key would do to the answer is another thing now."""

    def __init__(
        self,
        value: str = "",
        *,
        limit: int,
        secret: bool = False,
        take: Callable[[str], tuple[str, bool]] | None = None,
        select: bool = True,
        label: str = "",
    ) -> None:
        super().__init__(password=secret, max_length=limit, select_on_focus=False, compact=True)
        self._label = label
        # Not as an argument: its watchers want a screen, and this may be for the first one.
        self.set_reactive(Input.value, value)
        self.set_reactive(Input.selection, Selection.cursor(len(value)))
        self._initial_value = False  # it is there: else the first move would not scroll to it
        self._secret = secret
        self._take = take
        self._select = select
        self._replaced = ""
        """What the voter can bring back."""
        self.cursor_blink = False

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        if self._select and not event.from_app_focus:  # back from another window one types on
            self.replace_next()

    def replace_next(self) -> None:
        """The voter is to type it again: the next key takes the whole answer's place."""
        if self.value:
            self._replaced = self.value
            self.selection = Selection(len(self.value), 0)  # its start stays in sight

    def action_select_all(self) -> None:
        self.replace_next()

    def begin_anew(self) -> None:
        """Something else is asked: the answer of before is gone for good."""
        self.value = self._replaced = ""

    @property
    def is_replaced_next(self) -> bool:
        return bool(self.value) and len(self.selected_text) == len(self.value)

    @property
    def can_bring_back(self) -> bool:
        return self._replaced not in ("", self.value)

    def action_bring_back(self) -> None:
        """The answer that was replaced."""
        if self.can_bring_back:
            self.value = self._replaced
            self.action_end()

    def watch_selection(self, before: Selection, now: Selection) -> None:
        if before.is_empty != now.is_empty:
            self.post_message(self.Changes())

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def paste(self, pasted: str) -> None:
        """Keep of it what fits, and tell that it is not all."""
        text, whole = self._take(pasted) if self._take else (one_line(pasted), False)
        start, end = (0, len(self.value)) if whole else sorted(self.selection)
        room = self.max_length - (len(self.value) - (end - start)) if self.max_length else len(text)
        if text[:room]:
            self.replace(text[:room], start, end)
        if text[room:]:
            self.call_next(self._tell_cut)  # behind the change
        if whole:
            self.cursor_position = 0  # where a link shows its host

    def _tell_cut(self) -> None:
        self.post_message(Cut(self, len(self.value)))

    def render_line(self, y: int) -> Strip:
        """The whole width of the answer in its style, so that an underline shows all of it. The
        last cell is the cursor's: two hidden answers that are equal look so, wherever it is. Of
        one that is read it shows there that it goes on."""
        strip, width = super().render_line(y), self.scrollable_content_region.width
        at_end = self.cursor_screen_offset.x == self.content_region.right - 1
        if self.password and self.content_width > width and not at_end:
            strip = strip.crop(0, width - 1)
        elif not (self.password or at_end or self.screen.has_class("-accessible")) and (
            self.content_width - 1 > self.scroll_offset.x + width
        ):
            more = Strip([Segment("…", self.rich_style)])
            strip = Strip.join([strip.crop(0, width - 1), more])
        return strip.extend_cell_length(width, self.rich_style)

    def described(self) -> Described:
        """What it is, where it is no form's field."""
        state = "" if self.value else _("empty")
        return Described(self._label, Kind.TEXT, holds=self.value, state=state)

    def read(self) -> Text | None:
        """What stands in it, letter by letter, unless it is hidden."""
        if self._secret:
            return None
        start, end = sorted(self.selection)
        return Text(self.value, self.cursor_position, (start, end))

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the hardware cursor stands. Textual's own is one column further at the end of
        an answer, and so outside of a field that is full."""
        before = self._position_to_cell(self.cursor_position)
        return self.content_region.offset + Offset(before - self.scroll_offset.x, 0)

    def on_resize(self) -> None:
        """Keep the cursor in sight, also where there is less room than the answer takes."""
        self.virtual_size = Size(self.content_width, 1)  # it does not know the first answer yet
        cursor = Region(self._cursor_offset, 0, 1, 1)
        self.scroll_to_region(cursor, force=True, animate=False, immediate=True)

    async def action_submit(self) -> None:
        self.post_message(self.Entered())

    def action_copy(self) -> None:
        if not self._secret:
            super().action_copy()

    def action_cut(self) -> None:
        if not self._secret:
            super().action_cut()

    def restricted(self) -> None:
        """The answer is full. No bell: the form tells what is wrong with it."""
