"""When a screen of Textual is at rest: nothing is queued, laid out, scrolled or painted any more.

Geometry that is read before is of two moments at once: until a scroll has been drawn, what was in
sight stands where it was, all else where it will be. No clock can tell, on a busy machine least of
all; what the framework has still to do tells it.
"""
# ruff: noqa: SLF001 Textual keeps to itself what it has still to do

from __future__ import annotations

import asyncio
from typing import Final

from textual.message_pump import MessagePump
from textual.widget import Widget

from tui_voter.fullscreen.screens.base import BaseScreen

MOST_ROUNDS: Final = 2_000
"""More than any screen takes: one that does not end moves by itself."""


class Restless(Exception):
    """A screen that never comes to rest."""


async def come_to_rest(frame: BaseScreen) -> None:
    """Wait until ``frame`` is at rest. Raises :class:`Restless`."""
    for _round in range(MOST_ROUNDS):
        await _all_handled(frame)
        if not frame.under_way and not any(map(_has_work, _pumps(frame))):
            return
    raise Restless(frame.page_title)


async def _all_handled(frame: BaseScreen) -> None:
    """Let every widget handle what it has been sent, and the screen be painted."""
    waits = [pump.call_later for pump in _pumps(frame)]
    for schedule in (*waits, frame.call_after_refresh):
        done = asyncio.Event()
        if schedule(done.set):
            await done.wait()
    await frame.app.animator.wait_until_complete()  # a jump is one too, of a single step


def _pumps(frame: BaseScreen) -> list[MessagePump]:
    return [frame.app, *frame.walk_children(with_self=True)]


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
