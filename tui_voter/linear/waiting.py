"""Waiting for work: what is waited for is said, and Ctrl-C stops it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from functools import partial
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
        self._timers = (
            later(HESITATION, self._say_busy),
            later(PATIENCE, partial(self._say_busy, lasts=True)),
        )

    def _say_busy(self, *, lasts: bool = False) -> None:
        """Leave the cursor on what is waited for, where no reader takes it for typed letters."""
        if self._keyboard.is_read:
            return
        stops = _("One more moment; Ctrl+C stops.") if self._awaited else _("One more moment.")
        busy = self._awaited[-1] if self._awaited else _("Waiting for the portal…")
        width = self._output.width
        *lines, last = broken(busy, width)
        with contextlib.suppress(Quit):  # nobody reads it; what comes next will find out
            self._telling.say(stops if lasts else "")
            last = clear_of(last, self._output.column)[: width or None]
            self._output.leave("\n".join([*lines, last]))


def abandoned() -> Remark:
    """The remark after the voter ended a wait."""
    return Remark(_("Waiting was stopped; nothing is lost."), _("stopped"))
