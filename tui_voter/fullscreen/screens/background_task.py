"""A background task of a question: a check, a submit, another captcha, more rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from textual.widget import Widget

from tui_voter.dialogue import Quit
from tui_voter.messages import gettext as _

SOON: Final = 3.0
"""Seconds after which the voter is told that it takes a moment."""
LONG: Final = 15.0
"""Seconds after which the voter is told how to stop waiting."""


def way_out() -> str:
    """The message for a voter who waits long, or presses a key, before the portal answers."""
    return _("No answer yet. Esc: stop waiting.")


class BackgroundTask:
    """Runs one coroutine at a time while the screen stays responsive.

    ``tell`` is called with a message when the task takes long, and ``ended`` when it has ended.
    ``failed`` gets an exception that the coroutine raised: a fault, or the :class:`Quit` of a
    question asked in it.
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
        """Start ``work``. Raises ``RuntimeError`` while another task is running."""
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
        """Count the seconds of waiting from now on, or again after a question in between."""
        self.pause()
        if self.under_way:
            # Textual's set_timer drops a timer that starts late.
            loop = asyncio.get_running_loop()
            self._timers = [
                loop.call_later(SOON, self._screen.call_next, self._soon),
                loop.call_later(LONG, self._screen.call_next, self._long),
            ]

    def pause(self) -> None:
        """Stop counting, because the voter has another question to answer meanwhile."""
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
        except (Exception, Quit) as error:  # noqa: BLE001 - passed on to the journey that asks
            self._failed(error)
        finally:
            self._task = None  # on Python 3.12 and later the task may end before start() has set it
            self.pause()
            self._ended()
