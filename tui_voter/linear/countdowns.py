"""What ends by itself: told on request, and unasked at the right moment."""

from __future__ import annotations

import asyncio
import contextlib
import math
from operator import itemgetter
from typing import Final

from tui_voter.countdown import Phase
from tui_voter.dialogue import Countdown, CountdownView, Heading, TimeWatch, told
from tui_voter.linear.commands import Command, pair
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.telling import Telling
from tui_voter.linear.waiting import Abandoned, Waiting, abandoned
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
        self._announced = _moment(countdown.view())

    def time(self) -> Remark:
        """The current time, which then counts as announced."""
        view = self.countdown.view()
        turned = view.phase != self._announced[0]
        self._announced = _moment(view)
        if turned and view.state:
            brief = _("Vote open") if view.phase is Phase.OPEN else _("Vote closed")
            return Remark(view.spoken, view.state, brief)
        return Remark(view.spoken, *_short(view))

    def left(self) -> float:
        """Seconds until the vote opens or closes; without end once it is closed."""
        left = self.countdown.view().left
        return left.total_seconds if left else math.inf

    def has_changed(self) -> bool:
        """Whether the vote has opened or closed since the time was last announced."""
        return self.countdown.view().phase != self._announced[0]

    def news(self) -> Remark | None:
        """The time, when the vote has turned or a milestone has passed since it was told."""
        phase, passed = _moment(self.countdown.view())
        old_phase, old_passed = self._announced
        if phase == old_phase and passed <= old_passed:
            self._announced = phase, passed
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


class TimeLimits:
    """What ends by itself wherever the voter is: the session, and the time until the vote."""

    def __init__(self, telling: Telling, waiting: Waiting) -> None:
        self._telling = telling
        self._waiting = waiting
        self._vote: Timekeeper | None = None
        self._session: TimeWatch | None = None

    @property
    def has_session(self) -> bool:
        """Whether there is a session, which can be extended."""
        return self._session is not None

    @property
    def has_any(self) -> bool:
        return bool(self._vote or self._session)

    def set_heading(self, before: Heading, heading: Heading) -> None:
        """From now on, the limits are those of ``heading``."""
        if heading.countdown != before.countdown:
            if self._vote is not None:
                self._vote.close()
            self._vote = heading.countdown and Timekeeper(heading.countdown)
        if heading.session != before.session:
            self._session = heading.session and TimeWatch(heading.session)

    def remark_for(self, remark: Remark | None, question: Question) -> Remark | None:
        """The remark of the next prompt, with what is due: the end of the session, or the time
        until the vote, unless the question tells that anyway. Only one of them fits in a prompt:
        the others are said."""
        vote = self._vote_news()
        for due in (self.session_ends(question), vote if question.news is None else None):
            if due is not None and remark is not None:
                self._telling.say(due.text)
            remark = remark or due
        return remark

    def notify_vote(self) -> None:
        """Say before a text of several parts what would stand behind its first one: the vote has
        turned, or a milestone has passed."""
        if (news := self._vote_news()) is not None:
            self._telling.notify(news.text)

    def _vote_news(self) -> Remark | None:
        return self._vote.news() if self._vote is not None else None

    def session_ends(self, question: Question) -> Remark | None:
        """That the session ends soon, once, and how it goes on."""
        if self._session is None or not self._session.due():
            return None
        left = self._session.limit.told
        extend = pair(Command.EXTEND.word, _("extend the session"))
        says = left if question.typing.secret else lambda: f"{left()} {extend}"
        return Remark(says, _("session ends soon"), _("expiring"))

    def keep_in_step(self) -> None:
        """Ask the portal for its time in the background, when that is due."""
        if self._vote is not None:
            self._vote.keep_in_step()

    async def synchronise(self, countdown: Countdown) -> None:
        """Ask the portal for its time, when that is due; Ctrl-C goes on without."""
        if countdown.sync_due():
            with contextlib.suppress(Abandoned):
                await self._waiting.wait_for(countdown.sync(), _("Asking the portal for the time…"))

    async def extend(self, scene: Scene) -> Remark:
        """More time for the session; the voter may have to sign in again."""
        if self._session is None:
            none = _("There is no session to extend: one begins when you sign in.")
            return Remark(none, _("no session"))
        try:
            outcome = await self._waiting.wait_for(
                self._session.limit.extend(), _("Asking the portal for more time…")
            )
        except Abandoned:
            return abandoned()
        self._telling.come_back(scene)
        return Remark(outcome.text, outcome.short)

    async def time(self, scene: Scene) -> Remark:
        """The time left for what is asked, for the session, and until the vote: what ends first
        is said first, and stands on the cursor's line."""
        ends: list[tuple[float, Remark]] = []
        if self._vote is not None:
            await self.synchronise(self._vote.countdown)
            ends.append((self._vote.left(), self._vote.time()))
        if self._session is not None:
            session = self._session.limit
            brief = session.brief()
            left = Remark(session.told, _("session {time}").format(time=brief), brief)
            ends.append((session.left(), left))
        known = [remark for _left, remark in sorted(ends, key=itemgetter(0))]
        texts = {remark.text for remark in known}  # a place may name the vote's as its own
        own = [
            each for each in (told(scene.delay), scene.time_left()) if each and each not in texts
        ]
        limits = [*(Remark(each, _("time above")) for each in own), *known]
        if not limits:
            return Remark(_("There is no time limit."), _("no time limit"), _("no limit"))
        if len(limits) == 1:
            return limits[0]
        self._telling.say(*(limit.text for limit in limits))
        return limits[0]._replace(says="")  # it was said
