"""A preview beside a list: the page that Enter would open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from tui_voter.dialogue import Countdown, Page, Refused
from tui_voter.fullscreen.widgets.reading import Reading
from tui_voter.fullscreen.widgets.words import Words


class Beside(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The beginning of a row's page. It cannot be scrolled: to read on, the voter opens it."""

    def __init__(
        self,
        preview: Callable[[str], Awaitable[Page]],
        *,
        failed: Callable[[BaseException], None],
    ) -> None:
        """``failed`` is given an exception that ``preview`` raised, except that it was refused."""
        super().__init__()
        self._preview = preview
        self._failed = failed
        self._loading: asyncio.Task[None] | None = None
        self._key = ""
        """The key of the row whose page is shown, "" for none."""

    def show(self, key: str) -> None:
        """Show the page of the row with this key, or nothing for "", instead of one that is still
        loading."""
        self.stop()
        self._loading = asyncio.create_task(self._load(key), name="beside")

    def stop(self) -> None:
        """Leave the preview as it is, even if another is loading."""
        if self._loading is not None:
            self._loading.cancel()

    async def _load(self, key: str) -> None:
        try:
            await self._show(key)
        except Exception as error:  # noqa: BLE001 - passed on to the journey that asks
            self._failed(error)

    async def _show(self, key: str) -> None:
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
