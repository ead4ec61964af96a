"""A field for a text of several lines. Enter begins a new line, and Tab leaves the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from tui_voter.dialogue import PASTE_LIMIT, LongTextField, told
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.terminal.paste import several_lines
from tui_voter.fullscreen.widgets.described import Kind, Text
from tui_voter.fullscreen.widgets.line_input import Cut
from tui_voter.messages import ngettext

NEAR: Final = 200
"""The number of characters left is shown from this one on."""
CLOSE: Final = 20
"""From this number of characters left on, each is counted; before, only tens."""


class LongInput(TextArea, inherit_bindings=False):
    """Textual's TextArea, compact and still, without colours for code.

    It keeps at most ``limit`` characters, and of a paste at most :data:`PASTE_LIMIT`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"{shift}{key}", f"cursor_{way}({select})", show=False)
            for shift, select in (("", ""), ("shift+", "True"))
            for key, way in (
                ("up", "up"),
                ("down", "down"),
                ("left", "left"),
                ("right", "right"),
                ("home", "line_start"),
                ("end", "line_end"),
            )
        ),
        Binding("ctrl+left", "cursor_word_left", show=False),
        Binding("ctrl+right", "cursor_word_right", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+e", "cursor_line_end", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w", "delete_word_left", show=False),
        Binding("ctrl+u", "delete_to_start_of_line", show=False),
        Binding("ctrl+k", "delete_to_end_of_line", show=False),
        Binding("ctrl+underscore", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    def __init__(self, text: str, *, limit: int) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self._limit = limit
        self.cursor_blink = False

    @property
    def left(self) -> int:
        """The number of characters that may still be typed."""
        return self._limit - len(self.text)

    @property
    def entry_in_sight(self) -> Region:
        """The region that must be in sight for the voter to see the cursor."""
        return Region(0, self.cursor_screen_offset.y - self.region.y, 1, 1)

    def read(self) -> Text:
        """The text to read letter by letter."""
        start, end = (self._offset(*location) for location in self.selection)
        return Text(self.text, end, (min(start, end), max(start, end)))

    def _offset(self, row: int, column: int) -> int:
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def action_select_all(self) -> None:
        """Select the whole text. What is then done to it can be undone separately."""
        super().action_select_all()
        self.history.checkpoint()

    def edit(self, edit: Edit) -> EditResult:
        """Insert as much of a typed or pasted text as fits."""
        gone = len(self.get_text_range(*sorted((edit.from_location, edit.to_location))))
        edit.text = edit.text[: max(self.left + gone, 0)]
        return super().edit(edit)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        pasted = several_lines(event.text)
        room = min(self.left + len(self.selected_text), PASTE_LIMIT)
        self._replace_via_keyboard(pasted[:PASTE_LIMIT], *self.selection)
        self.scroll_cursor_visible()
        if pasted[room:]:
            self.call_next(self._tell_cut)  # after the change has been handled

    def _tell_cut(self) -> None:
        self.post_message(Cut(self, len(self.text)))

    def render_line(self, y: int) -> Strip:
        """Line ``y``, styled over the whole width, so that the underline shows the field's size."""
        strip = super().render_line(y)
        return strip.extend_cell_length(self.scrollable_content_region.width, self.rich_style)


class LongTextBox(FieldBox):
    """A text beside its label; near the limit, the number of characters left is shown."""

    field: LongTextField
    kind = Kind.LONG_TEXT
    stylesheet = "long_text.tcss"
    takes_enter = True

    def __init__(self, field: LongTextField) -> None:
        super().__init__(field)
        self.text = LongInput("\n".join(field.value.splitlines()), limit=field.limit)

    def compose_control(self) -> Iterable[Any]:
        yield self.text

    @property
    def control(self) -> Widget:
        return self.text

    @property
    def value(self) -> str:
        return self.text.text

    @property
    def is_below_label(self) -> bool:
        return self.screen.has_class("-narrow")

    def on_text_area_changed(self, event: LongInput.Changed) -> None:
        event.stop()
        self.changed()

    def edited(self) -> None:
        if not self.errors:
            self.note.say(" · ".join(filter(None, [told(self.field.hint), self._room()])))

    def _room(self) -> str:
        left = self.text.left
        if left > NEAR:
            return ""
        if left > CLOSE:
            left -= left % 10  # in tens, so that a screen reader does not announce every letter
        return ngettext("{n} character left", "{n} characters left", left).format(n=left)

    def restyle(self) -> None:
        super().restyle()
        # An empty text below its label would be a blank line on a braille display.
        bare = self.screen.has_class("-accessible") and self.screen.has_class("-narrow")
        self.text.placeholder = self.field.label if bare else ""
        self.edited()

    def on_mount(self) -> None:
        self.restyle()

    def on_resize(self) -> None:
        self.restyle()
