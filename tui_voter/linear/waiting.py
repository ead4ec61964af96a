"""Waiting for work: what is waited for is said, and Ctrl-C stops it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from typing import Final, TypeVar

from tui_voter.dialogue import Quit
from tui_voter.linear.keyboard import Keyboard
from tui_voter.linear.output import Output
from tui_voter.linear.prompts import Remark, clear_of
from tui_voter.linear.spelling import broken
from tui_voter.linear.telling import Telling
from tui_voter.messages import gettext as _

T = TypeVar("T")

HESITATION: Final = 1.0
"""Seconds without a prompt after which the cursor's line says what is waited for. Most waits end
before, and saying them would double what is heard."""

PATIENCE: Final = 3.0
"""Seconds after which a wait is said to last: silence would pass for a program that hangs."""


class Abandoned(Exception):
    """The voter ended a wait with Ctrl-C; what was waited for was cancelled."""


class Waiting:
    """Waits for work and says so on the cursor's line, once it lasts."""

    def __init__(self, keyboard: Keyboard, output: Output, telling: Telling) -> None:
        self._keyboard = keyboard
        self._output = output
        self._telling = telling
        self._awaited: list[str] = []  # what is waited for, the innermost last
        self._timers: Sequence[asyncio.TimerHandle] = ()

    async def wait_for(self, work: Awaitable[T], busy: str) -> T:
        """The result of ``work``, which may itself say and ask something. ``busy`` says what is
        going on: it is left on the cursor's line as soon as the work lasts.

        Ctrl-C cancels the work and raises :class:`Abandoned`; a second one leaves the
        program, should the work not end.
        """
        task = asyncio.ensure_future(work)
        is_abandoned = False

        def abandon() -> None:
            nonlocal is_abandoned
            is_abandoned = True
            self._keyboard.on_ctrl_c = leave
            task.cancel()

        leave = self._keyboard.on_ctrl_c
        self._awaited.append(busy)
        self.begin()
        with self._keyboard.ctrl_c_calls(abandon):
            try:
                return await task
            except asyncio.CancelledError:
                if is_abandoned:
                    raise Abandoned from None
                raise
            finally:
                self._awaited.pop()
                self.begin()

    def begin(self) -> None:
        """From now on, until something is asked, the voter waits."""
        for timer in self._timers:
            timer.cancel()
        later = asyncio.get_running_loop().call_later
        self._timers = later(HESITATION, self._say_what), later(PATIENCE, self._say_that_it_lasts)

    def _say_what(self) -> None:
        if not self._keyboard.is_read and not self._output.is_left:
            self._leave_cursor_on_busy()

    def _say_that_it_lasts(self) -> None:
        if self._keyboard.is_read:
            return
        lasts = _("One more moment; Ctrl+C stops.") if self._awaited else _("One more moment.")
        with contextlib.suppress(Quit):  # nobody reads it; what comes next will find out
            self._telling.say(lasts)
        self._leave_cursor_on_busy()

    def _leave_cursor_on_busy(self) -> None:
        """Leave the cursor where no reader takes the line for typed letters."""
        busy = self._awaited[-1] if self._awaited else _("Waiting for the portal…")
        width = self._output.width
        *lines, last = broken(busy, width)
        last = clear_of(last, self._output.column)[: width or None]
        with contextlib.suppress(Quit):  # nobody reads it; what comes next will find out
            self._output.leave("\n".join([*lines, last]))


def abandoned() -> Remark:
    """The remark after the voter ended a wait."""
    return Remark(_("Waiting was stopped; nothing is lost."), _("stopped"))
