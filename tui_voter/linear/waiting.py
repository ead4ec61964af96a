"""Wait for work, say what the wait is for, and let Ctrl-C stop it."""

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
"""Seconds without a prompt after which the cursor's line says what the wait is for. Most waits are
shorter, and announcing them would double what is heard."""

PATIENCE: Final = 3.0
"""Seconds after which the voter is told that the wait lasts: silence would seem like a hang."""


class Abandoned(Exception):
    """The voter ended a wait with Ctrl-C, which cancelled the work."""


class Waiting:
    """Waits for work, and says so on the cursor's line if it takes long."""

    def __init__(self, keyboard: Keyboard, output: Output, telling: Telling) -> None:
        self._keyboard = keyboard
        self._output = output
        self._telling = telling
        self._awaited: list[str] = []  # what the waits are for, the innermost last
        self._timers: Sequence[asyncio.TimerHandle] = ()

    async def wait_for(self, work: Awaitable[T], busy: str) -> T:
        """Wait for ``work``, and return its result. The work may itself say and ask something.
        ``busy`` says what is going on, on the cursor's line if the work takes long.

        Ctrl-C cancels the work and raises :class:`Abandoned`. A second Ctrl-C leaves the program,
        in case the work does not end.
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
        """Start timing: from now on the voter waits, until the next prompt."""
        for timer in self._timers:
            timer.cancel()
        later = asyncio.get_running_loop().call_later
        self._timers = (
            later(HESITATION, self._say_busy),
            later(PATIENCE, partial(self._say_busy, lasts=True)),
        )

    def _say_busy(self, *, lasts: bool = False) -> None:
        """Say what the wait is for, with the cursor where no reader takes it for typed letters."""
        if self._keyboard.is_asking:
            return
        stops = _("One more moment; Ctrl+C stops.") if self._awaited else _("One more moment.")
        busy = self._awaited[-1] if self._awaited else _("Waiting for the portal…")
        width = self._output.width
        *lines, last = broken(busy, width)
        with contextlib.suppress(Quit):  # the next write or read raises it again
            self._telling.say(stops if lasts else "")
            last = clear_of(last, self._output.column)[: width or None]
            self._output.leave("\n".join([*lines, last]))


def abandoned() -> Remark:
    """The remark after a wait that the voter ended."""
    return Remark(_("Waiting was stopped; nothing is lost."), _("stopped"))
