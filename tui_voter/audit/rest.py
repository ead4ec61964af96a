"""Wait until a Textual screen is at rest: nothing is left to queue, lay out, scroll or paint.

Geometry read earlier mixes two states: until a scroll is drawn, visible widgets are where they
were, and all others where they will be. No waiting time is long enough on a busy machine, so that
Textual's own lists of pending work are read instead.
"""
# ruff: noqa: SLF001 Textual's pending work is private

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

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
        await screen.app.animator.wait_until_complete()  # even a jump is an animation
        if not screen.under_way and not any(map(_has_work, _pumps(screen))):
            return
        await _all_handled(screen)
    raise Restless(screen.page_title)


async def _all_handled(screen: BaseScreen) -> None:
    """Wait until every widget has done its work, the screen is painted, and what comes of that is
    done."""
    await _each_done(screen)
    await _called_by(screen.call_after_refresh)
    await _each_done(screen)


async def _each_done(screen: BaseScreen) -> None:
    for pump in _pumps(screen):
        if _has_work(pump):
            await _called_by(pump.call_later)


async def _called_by(schedule: Callable[[Callable[[], None]], bool]) -> None:
    """Wait until what is scheduled is called; it never is where a widget goes."""
    called = asyncio.Event()
    if schedule(called.set):
        await called.wait()


def _pumps(screen: BaseScreen) -> list[MessagePump]:
    return [screen.app, *screen.walk_children(with_self=True)]


def _has_handled_all(pump: MessagePump) -> bool:
    """Whether ``pump`` waits for the next message, or for none any more."""
    if pump._closing or pump._closed:
        return True
    event: Any = pump._message_queue.ready_event
    return not event.is_set() and any(not each.done() for each in event._waiters)


def _has_work(pump: MessagePump) -> bool:
    if not _has_handled_all(pump) or pump._next_callbacks:
        return True
    if isinstance(pump, BaseScreen) and (pump._callbacks or pump._dirty_widgets):
        return True
    return isinstance(pump, Widget) and (
        pump._layout_required
        or pump._scroll_required
        or pump._repaint_required
        or pump._refresh_styles_required
    )
