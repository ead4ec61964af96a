"""A preview beside a list: the page that Enter would open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from tui_voter.dialogue import Countdown, Page, Refused
from tui_voter.fullscreen.widgets.reading import Reading
from tui_voter.fullscreen.widgets.words import Words


class Beside(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The beginning of a row's page. It cannot be scrolled: to read on, the voter opens it."""

    def __init__(self, preview: Callable[[str], Awaitable[Page]]) -> None:
        super().__init__()
        self._preview = preview
        self._key = ""
        """The key of the row whose page is shown, "" for none."""

    async def show(self, key: str) -> None:
        """Show the page of the row with this key, or nothing for "". A call that is cancelled
        leaves the preview as it was."""
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
