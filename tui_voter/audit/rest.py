"""Wait until a Textual screen is at rest: nothing is left to queue, lay out, scroll or paint.

Geometry read earlier mixes two states: until a scroll is drawn, visible widgets are where they
were, and all others where they will be. No waiting time is long enough on a busy machine, so that
Textual's own lists of pending work are read instead.
"""
# ruff: noqa: SLF001 Textual's pending work is private

from __future__ import annotations

import asyncio
from typing import Final

from textual.message_pump import MessagePump
from textual.widget import Widget

from tui_voter.fullscreen.screens.base import BaseScreen

MOST_ROUNDS: Final = 2_000
"""More rounds than any screen needs: one that takes more never stops moving."""


class Restless(Exception):
    """A screen that never comes to rest."""


async def come_to_rest(screen: BaseScreen) -> None:
    """Wait until ``screen`` is at rest. Raises :class:`Restless`."""
    for _round in range(MOST_ROUNDS):
        await _all_handled(screen)
        if not screen.under_way and not any(map(_has_work, _pumps(screen))):
            return
    raise Restless(screen.page_title)


async def _all_handled(screen: BaseScreen) -> None:
    """Wait until every widget has handled its messages, and the screen is painted."""
    waits = [pump.call_later for pump in _pumps(screen)]
    for schedule in (*waits, screen.call_after_refresh):
        done = asyncio.Event()
        if schedule(done.set):
            await done.wait()
    await screen.app.animator.wait_until_complete()  # even a jump is an animation


def _pumps(screen: BaseScreen) -> list[MessagePump]:
    return [screen.app, *screen.walk_children(with_self=True)]


def _has_work(pump: MessagePump) -> bool:
    if not pump._message_queue.empty() or pump._next_callbacks:
        return True
    if isinstance(pump, BaseScreen) and (pump._callbacks or pump._dirty_widgets):
        return True
    return isinstance(pump, Widget) and (
        pump._layout_required
        or pump._scroll_required
        or pump._repaint_required
        or pump._refresh_styles_required
    )
