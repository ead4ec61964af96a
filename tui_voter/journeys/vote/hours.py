"""*Je vote*: the countdown to the opening of the vote, and to its closing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import Election
from tui_voter.countdown import Phase, PortalClock, Span, VoteTimes
from tui_voter.dialogue import Action, Countdown, CountdownView, Dialogue, Notice, Page, Role
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.shared.moments import (
    duration,
    local_hours,
    local_time,
    moment,
    opening_hours,
    short,
    short_moment,
    zone_name,
    zone_of,
)
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

TOLD_SKEW = timedelta(minutes=2)
"""A local clock that is further off than this is told."""

JUST_NOW = 10.0
"""Seconds for which a check of the clock counts as just done."""

RETRY_AFTER = 10.0
"""Seconds until a portal that did not answer is asked again."""


class VoteCountdown:
    """The times of the vote, kept in step with the portal, in words."""

    def __init__(self, portal: Portal, election: Election, here: Here, clock: PortalClock) -> None:
        """``clock`` has been set to the time at which the portal told the ``election``."""
        self._portal = portal
        self._here = here
        self._clock = clock
        self._reachable = True
        self._asked_at = clock.elapsed() - clock.age()
        self._until: datetime | None = None
        self._take(election)

    @property
    def election(self) -> Election:
        """The election as the portal told it last."""
        return self._election

    def now(self) -> datetime:
        """The portal's time."""
        return self._clock.now()

    @property
    def phase(self) -> Phase:
        """Whether this voter can vote: not yet, now, still, or no longer."""
        return self._times.phase(self.now())

    def lasts_until(self, until: datetime) -> None:
        """From now on it is known until when the portal takes this voter's ballots."""
        self._until = until
        self._take(self._election)

    def _take(self, election: Election) -> None:
        self._election = election
        self._times = VoteTimes(
            election.opens_at, election.closes_at, election.time_zone, self._until
        )
        self._phase_at_sync = self._times.phase(election.portal_time)
        self._hours = [
            opening_hours(self._times),
            *filter(None, [local_hours(self._times, self._here.zone, self._here.name)]),
        ]

    def block(self) -> Countdown:
        return Countdown(view=self.view, sync_due=self.sync_due, sync=self.sync)

    def sync_due(self) -> bool:
        """Whether to ask the portal again: its interval is over, it failed a while ago, or
        the vote has just turned and the portal decides."""
        wait: float = self._election.refresh_in
        if not self._reachable:
            wait = RETRY_AFTER
        elif self._times.phase(self._clock.now()) != self._phase_at_sync:
            wait = min(wait, RETRY_AFTER)
        return self._clock.elapsed() - self._asked_at >= wait

    async def sync(self) -> None:
        """Ask the portal for its time and the hours of the vote. A failure shows in the view."""
        asked = self._asked_at = self._clock.elapsed()
        try:
            election = await self._portal.election()
        except PortalError:
            self._reachable = False
        else:
            self._clock.set(election.portal_time, asked, election.speed)
            self._take(election)
            self._reachable = True

    def view(self) -> CountdownView:
        now = self._clock.now()
        phase = self._times.phase(now)
        heading = {
            Phase.BEFORE: _("The vote opens in"),
            Phase.OPEN: _("The vote is open. It closes in"),
            Phase.GRACE: _("The vote has closed. You signed in before: you can still vote for"),
            Phase.CLOSED: _("The vote is closed."),
        }[phase]
        turn = self._times.next_turn(now)
        lines = [*self._hours, *self.clock_lines()]
        if turn is None:
            state, brief = _("The vote is closed"), _("Vote closed")
            return CountdownView(phase, None, heading, heading, lines, state=state, brief=brief)
        left = Span.between(now, turn)
        spoken = _("{heading} {duration}.").format(
            heading=heading,
            duration=duration(left, to_the_second=not (left.days or left.hours)),
        )
        brief = {
            Phase.BEFORE: _("Opens in {time}"),
            Phase.OPEN: _("Closes in {time}"),
            Phase.GRACE: _("{time} left to vote"),
        }[phase]
        states = {Phase.OPEN: _("The vote is open"), Phase.GRACE: _("The vote is closed")}
        return CountdownView(
            phase,
            left,
            heading,
            spoken,
            lines,
            units=_units(left),
            state=states.get(phase, ""),
            brief=brief.format(time=short(left)),
        )

    def spoken(self) -> str:
        """How the vote stands and for how long, in one sentence."""
        return self.view().spoken

    def until(self) -> str:
        """Until when this voter may vote, as long as they can; otherwise how the vote stands."""
        now = self._clock.now()
        told = {
            Phase.OPEN: _("You can vote until {closing} ({zone})."),
            Phase.GRACE: _(
                "The vote has closed. You signed in before: you can still vote until {closing} "
                "({zone})."
            ),
        }.get(self._times.phase(now))
        closing = self._times.next_turn(now)
        if told is None or closing is None:
            return self.spoken()
        zone = self._times.time_zone
        told = told.format(closing=moment(closing, zone_of(zone)), zone=zone_name(zone))
        here = local_time(closing, self._times, self._here.zone, self._here.name)
        return f"{told} {here}".rstrip()

    def in_short(self, when: datetime) -> str:
        """A moment for a menu, with its zone where the voter's clock has another time."""
        zone = self._times.time_zone
        told = short_moment(when, zone_of(zone))
        if not local_time(when, self._times, self._here.zone, self._here.name):
            return told
        return _("{moment}, {zone}").format(moment=told, zone=zone_name(zone))

    def outcome(self) -> str:
        """What is said once the voter has had the clock checked."""
        if self._reachable:
            return _("Checked.")
        return _("The portal is not responding.")

    def _checked(self, age: float) -> str:
        """When the portal's clock was last heard (``age`` in seconds)."""
        if self._reachable and age < JUST_NOW:
            return _("The portal’s clock has just been checked.")
        # Not to the second: the line would change all the time.
        ago = _minutes(int(age // 60)) if age >= 60 else _("less than a minute")
        if self._reachable:
            return _("The portal’s clock was checked {ago} ago.").format(ago=ago)
        return _(
            "The portal is not responding; the countdown continues. The portal’s clock was "
            "checked {ago} ago."
        ).format(ago=ago)

    def clock_lines(self) -> list[str]:
        """The sentences about the portal's clock and the computer's."""
        lines = [self._checked(self._clock.age())]
        if not self._election.real_time:
            return [*lines, _("The portal’s clock has been set for training or testing.")]
        skew = self._clock.skew()
        if abs(skew) > TOLD_SKEW:
            told = duration(
                Span.between(self._clock.now(), self._clock.now() + abs(skew)), to_the_second=False
            )
            lines.append(
                (
                    _(
                        "Your computer’s clock is fast by {time}: the countdown follows the "
                        "portal’s."
                    )
                    if skew > timedelta(0)
                    else _(
                        "Your computer’s clock is slow by {time}: the countdown follows the "
                        "portal’s."
                    )
                ).format(time=told)
            )
        return lines


def _minutes(n: int) -> str:
    return ngettext("{n} minute", "{n} minutes", n).format(n=n)


def _units(left: Span) -> tuple[str, ...]:
    """The word for each of the numbers."""
    return (
        ngettext("day", "days", left.days),
        ngettext("hour", "hours", left.hours),
        ngettext("minute", "minutes", left.minutes),
        ngettext("second", "seconds", left.seconds),
    )


def hours_of_the_vote(countdown: VoteCountdown, to_do: int | None) -> str:
    """The menu's entry. It may stand there for long: what it says before the opening is true after
    it as well. ``to_do`` are the ballots that the voter has not cast, None where nothing is known
    of them."""
    election, phase = countdown.election, countdown.phase
    if to_do == 0 and phase in (Phase.OPEN, Phase.GRACE):
        return _("Vote: you have voted")
    if to_do and phase is Phase.OPEN:
        return ngettext(
            "Vote: {n} ballot to cast, until {closing}",
            "Vote: {n} ballots to cast, until {closing}",
            to_do,
        ).format(n=to_do, closing=countdown.in_short(election.closes_at))
    told = {
        Phase.OPEN: _("Vote, open until {closing}"),
        Phase.CLOSED: _("Results of the vote, closed on {closing}"),
    }.get(phase, _("Vote, from {opening}"))
    return told.format(
        opening=countdown.in_short(election.opens_at),
        closing=countdown.in_short(election.closes_at),
    )


VOTE: Final = "vote"
BALLOTS: Final = "ballots"
GUIDE: Final = "guide"
RESULTS: Final = "results"


async def watch(dialogue: Dialogue, countdown: VoteCountdown) -> str:
    """Show the live countdown until the voter goes on: :data:`VOTE` once the vote is open,
    :data:`BALLOTS`, :data:`GUIDE` or BACK. Once it is closed, at once :data:`RESULTS`.

    The usual action is harmless: the screen may be left open in front of a room for hours. When
    the vote has opened meanwhile, it leads there as well.
    """
    if countdown.phase is Phase.CLOSED:
        return RESULTS
    check = Action("check_clock", _("Check the clock now"), role=Role.RENEW)
    ways = [
        Action(BALLOTS, _("My elections and their candidates")),
        Action(GUIDE, _("How to vote")),
    ]
    is_before = countdown.phase is Phase.BEFORE
    now = Action(VOTE, _("Go to the vote"))
    later = Action(VOTE, _("Go to the vote, once it opens"))
    ways = [check, later if is_before else now, *ways]
    page = Page(
        title=_("Vote"),
        blocks=[countdown.block()],
        actions=ways,
        help=_(
            "The countdown follows the portal’s clock, whatever yours says. It updates by "
            "itself when the vote opens and when it closes."
        ),
        time_left=countdown.spoken,
    )
    while (way := await dialogue.show(page)) in (check.name, VOTE):
        await countdown.sync()
        if countdown.phase in (Phase.OPEN, Phase.GRACE):
            return VOTE
        if way == check.name:
            dialogue.notify(Notice(countdown.outcome()))
        elif countdown.phase is Phase.BEFORE:
            dialogue.notify(Notice(_not_open_yet(countdown.election)))
        else:
            dialogue.notify(Notice(countdown.spoken()))
    return way


def _not_open_yet(election: Election) -> str:
    opening = short_moment(election.opens_at, zone_of(election.time_zone))
    return _("The vote is not open yet: it opens on {opening}.").format(opening=opening)
