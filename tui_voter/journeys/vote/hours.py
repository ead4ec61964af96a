"""*Je vote*: the countdown to the opening of the vote, then to its closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from tui_voter.contract.election import Election, read_election
from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portal
from tui_voter.countdown import Phase, PortalClock, Span, VoteTimes
from tui_voter.dialogue import (
    Action,
    Countdown,
    CountdownView,
    Dates,
    Dialogue,
    Left,
    Notice,
    Page,
    Took,
)
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.shared.moments import (
    dates,
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
"""The voter is told if the computer's clock differs from the portal's by more than this."""

RETRY_AFTER = 10.0
"""The seconds after which a portal that did not answer is asked again."""


class VoteCountdown:
    """The times of the vote in words, kept in step with the portal's clock."""

    def __init__(
        self,
        portal: Portal,
        election: Election,
        here: Here,
        clock: PortalClock,
        hear: Callable[[Election], None] = lambda _election: None,
    ) -> None:
        """Start with a ``clock`` that was set when the portal sent the ``election``. Whatever the
        portal describes of it, now and later, is handed to ``hear``."""
        self._portal = portal
        self._here = here
        self._clock = clock
        self._hear = hear
        self._reachable = True
        self._asked_at = clock.elapsed() - clock.age()
        self._until: datetime | None = None
        self._use(election)
        self._hear(election)

    @property
    def election(self) -> Election:
        """The election as the portal last described it."""
        return self._election

    def now(self) -> datetime:
        """Return the portal's time."""
        return self._clock.now()

    @property
    def phase(self) -> Phase:
        """Whether this voter can vote: not yet, now, still (after the closing for others), or no
        longer."""
        return self._times.phase(self.now())

    def lasts_until(self, until: datetime) -> None:
        """Set the end of voting for this voter, which the portal has told."""
        self._until = until
        self._use(self._election)

    def _use(self, election: Election) -> None:
        self._election = election
        self._times = VoteTimes(
            election.opens_at,
            election.closes_at,
            election.time_zone,
            self._until,
            election.portal_from,
        )
        self._phase_at_sync = self._times.phase(election.portal_time)
        self._hours = [*self._lines_of_hours()]

    def _lines_of_hours(self) -> Iterator[tuple[str, Dates]]:
        times, here = self._times, self._here
        zone = zone_of(times.time_zone)
        yield opening_hours(times), dates(times, zone, times.time_zone)
        if local := local_hours(times, here.zone, here.name):
            yield local, dates(times, here.zone, here.name)

    def block(self) -> Countdown:
        return Countdown(view=self.view, sync_due=self.sync_due, sync=self.sync)

    def sync_due(self) -> bool:
        """Tell whether to ask the portal again: after the usual interval, or soon after a failure
        or a change of the vote's phase, which the portal decides."""
        wait: float = self._election.refresh_in
        if not self._reachable:
            wait = RETRY_AFTER
        elif self._times.phase(self._clock.now()) != self._phase_at_sync:
            wait = min(wait, RETRY_AFTER)
        return self._clock.elapsed() - self._asked_at >= wait

    async def sync(self) -> None:
        """Ask the portal for its time and the vote's hours. The view shows a failure."""
        asked = self._asked_at = self._clock.elapsed()
        try:
            election = await read_election(self._portal)
        except PortalError:
            self._reachable = False
        else:
            self._clock.set(election.portal_time, asked, election.speed)
            self._use(election)
            self._hear(election)
            self._reachable = True

    def view(self) -> CountdownView:
        now = self._clock.now()
        phase = self._times.phase(now)
        heading = {
            Phase.BEFORE: _("The vote opens in"),
            Phase.OPEN: _("The vote is open. It closes in"),
            Phase.GRACE: _("The vote has closed, but you can still vote for"),
            Phase.CLOSED: _("The vote is closed."),
        }[phase]
        turn = self._times.next_turn(now)
        lines = [*self._hours, *((sentence, ()) for sentence in self.clock_lines())]
        if turn is None:
            state, brief = _("The vote is closed"), _("Vote closed")
            return CountdownView(phase, heading, heading, lines, state=state, brief=brief)
        if not self._election.speed:
            heading = _("Clock stopped. {heading}").format(heading=heading)
        left = Span.between(now, turn)
        spoken = _("{heading} {duration}.").format(
            heading=heading, duration=duration(left, to_the_second=not (left.days or left.hours))
        )
        brief = {
            Phase.BEFORE: _("Opens in {time}"),
            Phase.OPEN: _("Closes in {time}"),
            Phase.GRACE: _("{time} left to vote"),
        }[phase]
        states = {Phase.OPEN: _("The vote is open"), Phase.GRACE: _("The vote is closed")}
        return CountdownView(
            phase,
            heading,
            spoken,
            lines,
            parts=tuple(zip(left, _units(left), strict=True)),
            passed=self._passed(now),
            state=states.get(phase, ""),
            brief=brief.format(time=short(left)) if self._election.speed else _("Clock stopped"),
        )

    def _passed(self, now: datetime) -> tuple[str, float, str] | None:
        if (passed := self._times.passed(now)) is None:
            return None
        start, share, end = passed
        zone = zone_of(self._times.time_zone)
        return short_moment(start, zone), share, short_moment(end, zone)

    def spoken(self) -> str:
        """Return the phase of the vote and the time left in it, in one sentence."""
        return self.view().spoken

    @property
    def next_turn(self) -> datetime | None:
        """When this voter can vote, or no longer; None once that is for good."""
        return self._times.next_turn(self.now())

    def until(self) -> str:
        """Return until when this voter can vote; if they cannot, the phase of the vote."""
        now = self._clock.now()
        sentence = {
            Phase.OPEN: _("You can vote until {closing} ({zone})."),
            Phase.GRACE: _(
                "The vote has closed. You signed in before: you can still vote until {closing} "
                "({zone})."
            ),
        }.get(self._times.phase(now))
        closing = self.next_turn
        if sentence is None or closing is None:
            return self.spoken()
        zone = self._times.time_zone
        sentence = sentence.format(closing=moment(closing, zone_of(zone)), zone=zone_name(zone))
        here = local_time(closing, self._times, self._here.zone, self._here.name)
        return f"{sentence} {here}".rstrip()

    def in_short(self, when: datetime) -> str:
        """Return a short moment for a menu, with its zone if the voter's differs."""
        zone = self._times.time_zone
        short_form = short_moment(when, zone_of(zone))
        if not local_time(when, self._times, self._here.zone, self._here.name):
            return short_form
        return _("{moment}, {zone}").format(moment=short_form, zone=zone_name(zone))

    def _not_responding(self) -> str:
        """Return that the portal does not respond, and when its clock was last checked."""
        age = self._clock.age()
        # Seconds would make the line change all the time.
        since = duration(Span.of(int(age)), to_the_second=False)
        ago = since if age >= 60 else _("less than a minute")
        continues = _(
            "The portal is not responding; the countdown continues. The portal’s clock was "
            "checked {ago} ago."
        )
        stands = _("The portal is not responding. Its clock was checked {ago} ago.")
        return (continues if self._election.speed else stands).format(ago=ago)

    def clock_lines(self) -> list[str]:
        """Return the sentences about the portal's clock and the computer's."""
        lines = [] if self._reachable else [self._not_responding()]
        if not self._election.speed:
            stopped = _(
                "The portal’s clock is stopped for training or testing: the countdown stands still."
            )
            return [*lines, stopped]
        if not self._election.real_time:
            return [*lines, _("The portal’s clock has been set for training or testing.")]
        skew = self._clock.skew()
        if abs(skew) > TOLD_SKEW:
            difference = duration(
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
                ).format(time=difference)
            )
        return lines


def _units(left: Span) -> tuple[str, ...]:
    """Return the unit of each number in the countdown."""
    return (
        ngettext("day", "days", left.days),
        ngettext("hour", "hours", left.hours),
        ngettext("minute", "minutes", left.minutes),
        ngettext("second", "seconds", left.seconds),
    )


def vote_entry_label(countdown: VoteCountdown, to_do: int | None) -> str:
    """Return the label of the home menu's entry for voting. It may stay on the screen for long, so
    before the opening it says nothing that the opening makes untrue: the hours stand above it.
    ``to_do`` is the number of uncast ballots, None if unknown."""
    phase = countdown.phase
    if phase is Phase.CLOSED:
        closing = countdown.in_short(countdown.election.closes_at)
        return _("Results of the vote, closed on {closing}").format(closing=closing)
    if phase is Phase.BEFORE or to_do is None:
        return _("Vote")
    if not to_do:
        return _("Vote: you have voted")
    return ngettext("Vote: {n} ballot to cast", "Vote: {n} ballots to cast", to_do).format(n=to_do)


VOTE: Final = "vote"
BALLOTS: Final = "ballots"
GUIDE: Final = "guide"


async def watch(dialogue: Dialogue, countdown: VoteCountdown) -> Left:
    """Show the live countdown until the voter goes on. Returns how: they took :data:`VOTE`, once
    the vote is open, :data:`BALLOTS` or :data:`GUIDE`, or went back. Until the vote opens, a voter
    who takes :data:`VOTE` is only told when that is."""
    is_before = countdown.phase is Phase.BEFORE
    ways = [
        Action(VOTE, _("Go to the vote, once it opens") if is_before else _("Go to the vote")),
        Action(BALLOTS, _("My elections and their candidates")),
        Action(GUIDE, _("How to vote")),
    ]
    page = Page(
        key="countdown",
        title=_("Vote"),
        blocks=[countdown.block()],
        actions=ways,
        help=_(
            "The countdown follows the portal’s clock, whatever yours says. It updates by "
            "itself when the vote opens and when it closes."
        ),
        time_left=countdown.spoken,
    )
    while (way := await dialogue.show(page)) == Took(VOTE):
        await countdown.sync()
        if countdown.phase in (Phase.OPEN, Phase.GRACE):
            break
        if countdown.phase is Phase.BEFORE:
            dialogue.notify(Notice(_not_open_yet(countdown.election)))
        else:
            dialogue.notify(Notice(countdown.spoken()))
    return way


def _not_open_yet(election: Election) -> str:
    opening = short_moment(election.opens_at, zone_of(election.time_zone))
    return _("The vote is not open yet: it opens on {opening}.").format(opening=opening)
