"""What all are to reach now, and who does not get there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from mock_server.election.model import ElectionDefinition
from mock_server.training.room import Learner, Room, Stage, Vote

STUCK_AFTER: Final = timedelta(minutes=5)
"""How long a learner is at a step before they count as stuck, unless the trainer says so."""
REFUSALS: Final = 3
"""How often a learner meets the same refusal before they count as stuck."""


class Waiting(NamedTuple):
    """How long a learner has been at their step, None for one who need do nothing more now; and
    whether they count as stuck."""

    span: timedelta | None
    is_stuck: bool


class Goals(NamedTuple):
    """What all are to reach in an election, step by step, and ``stuck_after`` what time at one a
    learner counts as stuck."""

    election: ElectionDefinition
    stuck_after: timedelta = STUCK_AFTER

    def goal(self, room: Room) -> Stage:
        """The stage that all are to reach now: an account until the vote opens, then a vote in all
        their ballots."""
        can_vote = room.portal_time >= self.election.opens_at and room.vote is not Vote.UNSEALED
        return Stage.FINISHED if can_vote else Stage.ACTIVE

    def next_turn(self, room: Room) -> datetime | None:
        """The moment, by the portal's clock, at which the vote opens or, once it is open, closes;
        None if it is closed."""
        if room.vote not in (Vote.CLOSED, Vote.COUNTED):
            for moment in (self.election.opens_at, self.election.closes_at):
                if room.portal_time < moment:
                    return moment
        return None

    def time_left(self, room: Room) -> timedelta | None:
        """The real time until the next turn; None if there is none, or while the clock stands."""
        turn = self.next_turn(room)
        return (turn - room.portal_time) / room.speed if turn and room.speed else None

    def waiting(self, room: Room, learner: Learner) -> Waiting:
        begun = self._begun(room, learner)
        span = room.now - begun if begun else None
        is_long = span is not None and span >= self.stuck_after
        return Waiting(span, is_long or learner.errors >= REFUSALS)

    def _begun(self, room: Room, learner: Learner) -> datetime | None:
        """Since when a learner has been on the way to the goal; None for one who is there, who has
        done nothing yet, or who has begun to vote: when they did, nobody notes."""
        if learner.since is None or learner.is_voting or self.next_turn(room) is None:
            return None
        if not learner.is_active:
            return learner.since
        if self.goal(room) is Stage.ACTIVE or not learner.ballots:
            return None
        return max(learner.since, self._opened(room))

    def _opened(self, room: Room) -> datetime:
        """The real time at which the vote opened, or at which the clock was last set once it was
        open."""
        clock = room.clock
        if clock is None:
            return self.election.opens_at
        left = self.election.opens_at - clock.portal_at
        return clock.real_at + left / clock.speed if left > timedelta(0) else clock.real_at
