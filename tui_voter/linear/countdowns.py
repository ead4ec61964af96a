"""A countdown in the linear voice: kept in step with the portal, announced at the right moment."""

from __future__ import annotations

import asyncio
from typing import Final

from tui_voter.countdown import Phase
from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.linear.prompts import Remark
from tui_voter.messages import gettext as _

MILESTONES: Final = (86_400, 3_600, 600, 60)
"""Seconds left at which the time is told unasked, with the next prompt."""


class Timekeeper:
    """A countdown, and what has been announced of it."""

    def __init__(self, countdown: Countdown) -> None:
        self.countdown = countdown
        self._syncing: asyncio.Task[None] | None = None
        self._told = _moment(countdown.view())

    def time(self) -> Remark:
        """The current time, which then counts as announced."""
        view = self.countdown.view()
        turned = view.phase != self._told[0]
        self._told = _moment(view)
        return Remark(view.spoken, (turned and view.state) or _short(view))

    def has_turned(self) -> bool:
        """Whether the vote has opened or closed since the time was last announced."""
        return self.countdown.view().phase != self._told[0]

    def news(self) -> Remark | None:
        """The time, when the vote has turned or a milestone has passed since it was told."""
        phase, passed = _moment(self.countdown.view())
        told_phase, told_passed = self._told
        if phase == told_phase and passed <= told_passed:
            self._told = phase, passed
            return None
        return self.time()

    def keep_in_step(self) -> None:
        """Ask the portal for its time in the background, when that is due."""
        if self.countdown.sync_due() and (self._syncing is None or self._syncing.done()):
            self._syncing = asyncio.ensure_future(self.countdown.sync())

    def close(self) -> None:
        """Cancel the background request."""
        if self._syncing is not None:
            self._syncing.cancel()


def _moment(view: CountdownView) -> tuple[Phase, int]:
    """The phase, and how many milestones towards its end have passed."""
    left = view.left
    passed = [left.total_seconds <= milestone for milestone in MILESTONES] if left else ()
    return view.phase, sum(passed)


def _short(view: CountdownView) -> str:
    """The time as a braille line can hold it: "43 j 22 h 38 min"."""
    if view.left is None:
        return view.state
    units = (_("{n} d"), _("{n} h"), _("{n} min"), _("{n} s"))
    parts = [unit.format(n=number) for number, unit in zip(view.left, units, strict=True)]
    first = next((n for n, number in enumerate(view.left) if number), len(parts) - 1)
    return " ".join(parts[first : first + 3])
