"""An input line. It never copies a secret, and a paste never submits it."""

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
    """The end of a paste was cut off, because it did not fit into ``answer``."""

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
    """Textual's Input, compact and without a blinking cursor.

    ``take`` returns the part of a paste to keep, and whether it replaces the whole answer. With
    ``select``, an answer is selected whenever the voter comes to it, and :meth:`replace_next`
    selects it at other times: typing replaces it, a deleting key empties it, and a key that moves
    the cursor keeps it. A replaced answer can be brought back. Without ``select``, as in a search,
    the voter goes on typing at its end.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+underscore", "bring_back", show=False),
    ]

    class Entered(Message):
        """Enter was pressed. The message carries no text, which may be secret."""

    class Changes(Message):
        """The effect of the next key on the answer has changed."""

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
        self.label = label
        # Set without watchers: they need a screen, and there may be none yet.
        self.set_reactive(Input.value, value)
        self.set_reactive(Input.selection, Selection.cursor(len(value)))
        self._initial_value = False  # or else Textual would not scroll to the cursor's first move
        self._secret = secret
        self._take = take
        self._select = select
        self._replaced = ""
        """The answer that the voter can bring back, "" for none."""
        self.cursor_blink = False

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        if self._select and not event.from_app_focus:  # not on return from another window
            self.replace_next()

    def replace_next(self) -> None:
        """Select the whole answer, so that the next typed key replaces it."""
        if self.value:
            self._replaced = self.value
            self.selection = Selection(len(self.value), 0)  # this keeps the start in sight

    def action_select_all(self) -> None:
        self.replace_next()

    def begin_anew(self) -> None:
        """Empty the line for a new question; the former answer cannot be brought back."""
        self.value = self._replaced = ""

    @property
    def is_replaced_next(self) -> bool:
        return bool(self.value) and len(self.selected_text) == len(self.value)

    @property
    def can_bring_back(self) -> bool:
        return self._replaced not in ("", self.value)

    def action_bring_back(self) -> None:
        """Restore the answer that was replaced."""
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
        """Insert as much of ``pasted`` as fits, and report a cut."""
        text, whole = self._take(pasted) if self._take else (one_line(pasted), False)
        start, end = (0, len(self.value)) if whole else sorted(self.selection)
        room = self.max_length - (len(self.value) - (end - start)) if self.max_length else len(text)
        if text[:room]:
            self.replace(text[:room], start, end)
        if text[room:]:
            self.call_next(self._tell_cut)  # after the change has been handled
        if whole:
            self.cursor_position = 0  # so that the host of a link is in sight

    def _tell_cut(self) -> None:
        self.post_message(Cut(self, len(self.value)))

    def render_line(self, y: int) -> Strip:
        """Line ``y``, styled over the whole width so that the underline shows the field's size. The
        last cell is left to the cursor, so that equal hidden answers look alike wherever it is; in
        other fields an ellipsis there shows that the answer goes on."""
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
        """The line in words, for one that is not part of a form's field."""
        state = "" if self.value else _("empty")
        return Described(self.label, Kind.TEXT, holds=self.value, state=state)

    def read(self) -> Text | None:
        """The text to read letter by letter, or None if it is hidden."""
        if self._secret:
            return None
        start, end = sorted(self.selection)
        return Text(self.value, self.cursor_position, (start, end))

    @property
    def cursor_screen_offset(self) -> Offset:
        """The position of the hardware cursor. At the end of an answer, Textual's own is one column
        further, which is outside a full field."""
        before = self._position_to_cell(self.cursor_position)
        return self.content_region.offset + Offset(before - self.scroll_offset.x, 0)

    def on_resize(self) -> None:
        """Keep the cursor in sight, even if the answer is longer than the field."""
        self.virtual_size = Size(self.content_width, 1)  # not set yet for the first answer
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
        """Do not ring the bell at a key that no longer fits."""
