"""A countdown in the linear voice: kept in step with the portal, announced at the right moment."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from tui_voter.countdown import Phase
from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.linear.prompts import Remark
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

SHORT: Final = 18
"""Columns of a time."""

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
        if turned and view.state:
            brief = _("Vote open") if view.phase is Phase.OPEN else _("Vote closed")
            return Remark(view.spoken, view.state, brief)
        return Remark(view.spoken, *_short(view))

    def left(self) -> float:
        """Seconds until the vote opens or closes; without end once it is closed."""
        left = self.countdown.view().left
        return left.total_seconds if left else math.inf

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


def _short(view: CountdownView) -> tuple[str, str]:
    """The time as a braille line can hold it, in one unit or two: "43 jours 22 heures"."""
    first = next((at for at, (number, _unit) in enumerate(view.parts) if number), None)
    if first is None:
        return view.state, ""
    parts = [f"{number} {unit}" for number, unit in view.parts[first : first + 2]]
    both = " ".join(parts)
    return (both if columns(both) <= SHORT else parts[0]), parts[0]
