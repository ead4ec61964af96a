"""What Enter would open, beside the list where the voter stands on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from tui_voter.dialogue import Countdown, Page, Refused
from tui_voter.fullscreen.widgets.reading import Reading
from tui_voter.fullscreen.widgets.words import Words


class Beside(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The page of one row, to be glanced at: whoever reads on opens it."""

    def __init__(self, preview: Callable[[str], Awaitable[Page]]) -> None:
        super().__init__()
        self._preview = preview
        self._key = ""
        """Of the row whose page is there."""

    async def show(self, key: str) -> None:
        """The page of the row of this key; nothing where there is no row. Who is called off before
        its end has shown nothing."""
        if key == self._key:
            return
        shown: Sequence[Widget] = ()
        if key:
            try:
                page = await self._preview(key)
            except Refused as refusal:
                shown = [Words(error.text, classes="prose") for error in refusal.errors]
            else:
                blocks = [block for block in page.blocks if not isinstance(block, Countdown)]
                shown = [Words(page.title, classes="title"), Reading(blocks)]
        if self.is_attached:
            self._key = key
            self.remove_children()
            self.mount(*shown)
            self.scroll_home(animate=False)
