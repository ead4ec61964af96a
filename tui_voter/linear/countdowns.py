"""Time limits, of the session and of the vote: said on request, and unasked as they come near."""

from __future__ import annotations

import asyncio
import contextlib
import math
from operator import itemgetter
from typing import Final

from tui_voter.conversation.ways import missing, own
from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import Countdown, CountdownView, Heading, Role, TimeWatch, told
from tui_voter.linear.commands import pair, word_of
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.telling import Telling
from tui_voter.linear.waiting import Abandoned, Waiting, abandoned
from tui_voter.messages import gettext as _

SHORT: Final = 18
"""The most columns of a time in a prompt."""

MILESTONES: Final = (86_400, 3_600, 600, 60)
"""Seconds left at which the next prompt says the time unasked."""


class Timekeeper:
    """A countdown, and the state in which it was last announced."""

    def __init__(self, countdown: Countdown) -> None:
        self.countdown = countdown
        self._syncing: asyncio.Task[None] | None = None
        self._announced = _moment(countdown.view())

    def time(self) -> Remark:
        """The remark with the current time, which then counts as announced."""
        view = self.countdown.view()
        turned = view.phase != self._announced[0]
        self._announced = _moment(view)
        if turned and view.state:
            brief = _("Vote open") if view.phase is Phase.OPEN else _("Vote closed")
            return Remark(view.spoken, view.state, brief)
        return Remark(view.spoken, *_short(view))

    def left(self) -> float:
        """Seconds until the vote opens or closes; infinity once it has closed."""
        return _seconds(self.countdown.view())

    def has_changed(self) -> bool:
        """Whether the vote has opened or closed since the time was last announced."""
        return self.countdown.view().phase != self._announced[0]

    def news(self) -> Remark | None:
        """A remark with the time, if it has reached a new phase or milestone since the last."""
        phase, passed = _moment(self.countdown.view())
        old_phase, old_passed = self._announced
        if phase == old_phase and passed <= old_passed:
            self._announced = phase, passed
            return None
        return self.time()

    def keep_in_step(self) -> None:
        """Ask the portal for its time in the background, if that is due."""
        if self.countdown.sync_due() and (self._syncing is None or self._syncing.done()):
            self._syncing = asyncio.ensure_future(self.countdown.sync())

    def close(self) -> None:
        """Cancel the background request."""
        if self._syncing is not None:
            self._syncing.cancel()


def _moment(view: CountdownView) -> tuple[Phase, int]:
    """The phase, and how many milestones have passed in it."""
    return view.phase, sum(_seconds(view) <= milestone for milestone in MILESTONES)


def _seconds(view: CountdownView) -> float:
    numbers = [number for number, _unit in view.parts]
    return Span(*numbers).total_seconds if numbers else math.inf


def _short(view: CountdownView) -> tuple[str, str]:
    """The time in two units ("43 jours 22 heures") if a braille line can hold them, and in one."""
    first = next((at for at, (number, _unit) in enumerate(view.parts) if number), None)
    if first is None:
        return view.state, ""
    parts = [f"{number} {unit}" for number, unit in view.parts[first : first + 2]]
    both = " ".join(parts)
    return (both if columns(both) <= SHORT else parts[0]), parts[0]


class TimeLimits:
    """The time limits that hold wherever the voter is: of the session and of the vote."""

    def __init__(self, telling: Telling, waiting: Waiting) -> None:
        self._telling = telling
        self._waiting = waiting
        self._vote: Timekeeper | None = None
        self._session: TimeWatch | None = None

    @property
    def has_any(self) -> bool:
        """Whether there is a limit that may be told unasked."""
        return bool(self._vote or self._session)

    def set_heading(self, before: Heading, heading: Heading) -> None:
        """Replace the limits by those of ``heading``."""
        if heading.countdown != before.countdown:
            if self._vote is not None:
                self._vote.close()
            self._vote = heading.countdown and Timekeeper(heading.countdown)
        if heading.session != before.session:
            self._session = heading.session and TimeWatch(heading.session)

    def remark_for(self, remark: Remark | None, question: Question) -> Remark | None:
        """The remark of the next prompt: ``remark``, or else the session's end or the time until
        the vote if they are due. A prompt has room for one of them: the others are said. A question
        may tell the vote's itself."""
        vote = self._vote_news()
        for due in (self.session_ends(question), None if question.tells_vote else vote):
            if due is not None and remark is not None:
                self._telling.say(due.text)
            remark = remark or due
        return remark

    def notify_vote(self) -> None:
        """Say before a text of several parts that the vote has opened or closed or a milestone has
        passed. The prompt would say it only after the first part."""
        if (news := self._vote_news()) is not None:
            self._telling.notify(news.text)

    def _vote_news(self) -> Remark | None:
        return self._vote.news() if self._vote is not None else None

    def session_ends(self, question: Question) -> Remark | None:
        """A remark, made once, that the session ends soon and how to extend it."""
        if self._session is None or not self._session.due():
            return None
        left = self._session.limit.told
        extend = pair(word_of(Role.EXTEND), own(Role.EXTEND).label)
        says = left if question.slashes else lambda: f"{left()} {extend}"
        return Remark(says, _("session ends soon"), _("expiring"))

    def keep_in_step(self) -> None:
        """Ask the portal for its time in the background, if that is due."""
        if self._vote is not None:
            self._vote.keep_in_step()

    async def synchronise(self, countdown: Countdown) -> None:
        """Ask the portal for its time, if that is due; Ctrl-C skips it."""
        if countdown.sync_due():
            with contextlib.suppress(Abandoned):
                await self._waiting.wait_for(countdown.sync(), _("Asking the portal for the time…"))

    async def extend(self, scene: Scene) -> Remark | None:
        """Extend the session, if any, for which the voter may have to sign in again."""
        if self._session is None:
            return None
        try:
            outcome = await self._waiting.wait_for(
                self._session.limit.extend(), _("Asking the portal for more time…")
            )
        except Abandoned:
            return abandoned()
        self._telling.come_back(scene)
        return Remark(outcome.text, outcome.short)

    async def time(self, scene: Scene) -> Remark | None:
        """The time left for the current question, for the session, and until the vote. The first
        one to end is said first, and is in the prompt."""
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
        texts = {remark.text for remark in known}  # a place's own may be the vote's
        running = told(scene.delay), scene.time_left(), *self._telling.heading.limits()
        own = [each for each in dict.fromkeys(running) if each and each not in texts]
        limits = [*(Remark(each, _("time above")) for each in own), *known]
        if not limits:  # what was limited at first may be no more
            none = missing(Role.TIME, self._telling.heading, "")
            return Remark(*none) if none is not None else None
        if len(limits) == 1:
            return limits[0]
        self._telling.say(*(limit.text for limit in limits))
        return limits[0]._replace(says="")  # the sentence was just said
