"""A background task of a form: a check, a submit, another captcha."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from textual.widget import Widget

from tui_voter.dialogue import Quit
from tui_voter.messages import gettext as _

SOON: Final = 3.0
"""Seconds of waiting after which a sentence says so."""
LONG: Final = 15.0
"""Seconds of waiting after which the way out is told."""


def way_out() -> str:
    """What is told who presses something, or waits for long, while an answer is on its way."""
    return _("No answer yet. Esc: stop waiting.")


class BackgroundTask:
    """Runs one coroutine at a time beside the keys.

    ``tell`` is called with a sentence when it takes long. ``ended`` is called when the task has
    ended; ``failed`` gets what a coroutine raised: a fault, or the :class:`Quit` of a question
    asked within.
    """

    def __init__(
        self,
        screen: Widget,
        *,
        tell: Callable[[str], None],
        ended: Callable[[], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._screen = screen
        self._tell = tell
        self._ended = ended
        self._failed = failed
        self._task: asyncio.Task[None] | None = None
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def under_way(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start; no other task may be running."""
        if self.under_way:
            work.close()
            raise RuntimeError("one task at a time")
        self._task = asyncio.create_task(self._run(work), name="background")
        self.watch()

    async def stop(self) -> None:
        """Cancel the task and wait until it has cleaned up."""
        task = self._task
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.wait({task})

    def watch(self) -> None:
        """Count the seconds from now (again, when a question within was answered)."""
        self.pause()
        if self.under_way:
            # Not set_timer: Textual's drops a one-shot timer that starts late.
            loop = asyncio.get_running_loop()
            self._timers = [
                loop.call_later(SOON, self._screen.call_next, self._soon),
                loop.call_later(LONG, self._screen.call_next, self._long),
            ]

    def pause(self) -> None:
        """Another question is in front: the voter is not waiting."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    def _soon(self) -> None:
        self._tell(_("Just a moment. Nothing is lost."))

    def _long(self) -> None:
        self._tell(way_out())

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (Exception, Quit) as error:  # noqa: BLE001 - handed on to who asked the question
            self._failed(error)
        finally:
            self._task = None  # from Python 3.12 on, Textual's tasks may end before they are kept
            self.pause()
            self._ended()
