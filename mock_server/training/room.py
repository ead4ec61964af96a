"""The room as the trainer sees it, read from the database."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, exists, func, select

from mock_server.accounts.progress import Milestone
from mock_server.db import schema
from mock_server.election.announcement import read_announcement
from mock_server.election.portal_time import ClockReading, read_clock
from mock_server.election.troubles import Trouble, troubles
from mock_server.vote.seal import is_sealed
from tui_voter.contract.links import LinkKind
from tui_voter.sealing.archive import Kind


class Stage(StrEnum):
    """How far a learner's account is; and apart from that, whether the learner voted."""

    WAITING = "waiting"  # for an invitation
    INVITED = "invited"
    OPENED = Milestone.OPENED.value
    PASSWORD = Milestone.PASSWORD.value
    ACTIVE = Milestone.ACTIVE.value
    SIGNED_IN = Milestone.SIGNED_IN.value
    VOTED = "voted"  # in one ballot at least; a voter need not sign in again for that
    FINISHED = "finished"  # voted in all their ballots


_ORDER: Final = tuple(stage for stage in Stage if stage not in (Stage.VOTED, Stage.FINISHED))
"""The stages of an account, each of which is reached through those before it."""

_STEPS: Final = frozenset(Milestone)
"""The steps that count; earlier versions of this program noted others."""

_LINK, _VOTER, _PROGRESS = schema.mailed_link, schema.voter, schema.progress
_SPARE = schema.spare
_IS_INVITED = (
    exists()
    .where(_LINK.c.voter_id == _VOTER.c.id, _LINK.c.kind == LinkKind.ACTIVATION.value)
    .correlate(_VOTER)
)
_VOTED, _BALLOTS = (
    select(func.count())
    .select_from(table)
    .where(table.c.voter_id == _VOTER.c.id)
    .correlate(_VOTER)
    .scalar_subquery()
    for table in (schema.register, schema.roll_entry)
)
_LEARNERS = (
    select(
        _VOTER.c.id,
        _VOTER.c.first_name,
        _VOTER.c.family_name,
        _VOTER.c.address,
        _VOTER.c.activated_at,
        _IS_INVITED.label("is_invited"),
        _PROGRESS.c.step,
        _PROGRESS.c.step_at,
        _PROGRESS.c.error,
        _PROGRESS.c.error_at,
        _PROGRESS.c.errors,
        _VOTED.label("voted"),
        _BALLOTS.label("ballots"),
        _SPARE.c.voter_id.is_not(None).label("is_spare"),
        _SPARE.c.taken_at,
    )
    .outerjoin(_PROGRESS, _PROGRESS.c.voter_id == _VOTER.c.id)
    .outerjoin(_SPARE, _SPARE.c.voter_id == _VOTER.c.id)
    .order_by(_VOTER.c.id)
)

_SEALED, _TALLY = schema.sealed_ballot, schema.tally
_OPEN_URNS = select(_SEALED.c.ballot_id).where(~_SEALED.c.closed)
_UNCOUNTED = select(_SEALED.c.ballot_id).where(
    _SEALED.c.ballot_id.not_in(select(_TALLY.c.ballot_id).where(_TALLY.c.kind == Kind.RESULT))
)


class Learner(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's place in the room. All times are real times."""

    id: int
    name: str
    address: str
    stage: Stage
    """How far the account is."""
    since: datetime | None
    """When that stage was reached; of an account that has reached none yet, when the learner did
    something for the first time, None before that."""
    error: str
    """The code of the latest refusal since then; "" for none."""
    error_at: datetime | None
    errors: int
    """How often that refusal came in a row."""
    voted: int
    """The number of ballots they voted in: nobody notes when, and nobody knows what."""
    ballots: int
    """The number of ballots they may vote in."""

    @property
    def is_active(self) -> bool:
        return self.stage in (Stage.ACTIVE, Stage.SIGNED_IN)

    @property
    def is_voting(self) -> bool:
        """Whether the learner has voted with the account that they have now: a reset takes it
        away."""
        return self.voted > 0 and self.is_active


class Vote(StrEnum):
    """How far the vote has come for good. The clock alone opens it, and closes it to newcomers."""

    UNSEALED = "unsealed"
    SEALED = "sealed"
    CLOSED = "closed"  # the urns take no more ballots
    COUNTED = "counted"


class Room(msgspec.Struct, frozen=True):
    """The room as it was at the real time ``now``. Learners are in the order of their numbers, but
    for the ``spares`` that are in reserve; ``clock`` is how the portal's clock goes, None where it
    keeps real time. ``announcement`` is what is said to all, "" for nothing."""

    learners: tuple[Learner, ...]
    clock: ClockReading | None
    vote: Vote
    now: datetime
    troubles: tuple[Trouble, ...] = ()
    """What the trainer has made on purpose, and is not over."""
    spares: int = 0
    announcement: str = ""

    @property
    def portal_time(self) -> datetime:
        return self.clock.at(self.now) if self.clock else self.now

    @property
    def speed(self) -> int:
        return self.clock.speed if self.clock else 1

    def totals(self) -> dict[Stage, int]:
        """How many have reached each stage from the invitation on, or gone beyond it; and how
        many have voted, and voted in all their ballots."""
        at = Counter(learner.stage for learner in self.learners)
        reached = {
            stage: sum(at[later] for later in _ORDER[place:])
            for place, stage in enumerate(_ORDER)
            if stage is not Stage.WAITING
        }
        return reached | {
            Stage.VOTED: sum(learner.voted > 0 for learner in self.learners),
            Stage.FINISHED: sum(0 < learner.ballots <= learner.voted for learner in self.learners),
        }

    def of(self, stage: Stage) -> int:
        """How many can reach a stage: nobody votes who is on no roll."""
        votes = stage in (Stage.VOTED, Stage.FINISHED)
        return sum(learner.ballots > 0 or not votes for learner in self.learners)

    def refused(self) -> int:
        """How many have met a refusal at the stage where they are."""
        return sum(bool(learner.error) for learner in self.learners)


def look(tx: Connection, now: datetime) -> Room:
    everybody = [(row, _learner(row)) for row in tx.execute(_LEARNERS).all()]
    learners = tuple(learner for row, learner in everybody if not _is_in_reserve(row, learner))
    spares = len(everybody) - len(learners)
    clock, said = read_clock(tx), read_announcement(tx)
    return Room(learners, clock, _vote(tx), now, troubles(tx, now), spares, said)


def _is_in_reserve(row: Any, learner: Learner) -> bool:
    """Whether a spare learner waits for somebody: until they are taken, or somebody begins with
    their sheet."""
    has_begun = learner.stage not in (Stage.WAITING, Stage.INVITED)
    return row.is_spare and row.taken_at is None and not has_begun


def _vote(tx: Connection) -> Vote:
    if not is_sealed(tx):
        return Vote.UNSEALED
    if tx.execute(_OPEN_URNS).first() is not None:
        return Vote.SEALED
    return Vote.CLOSED if tx.execute(_UNCOUNTED).first() is not None else Vote.COUNTED


def _learner(row: Any) -> Learner:
    stage, since = _stage(row)
    return Learner(
        id=row.id,
        name=f"{row.first_name} {row.family_name}",
        address=row.address,
        stage=stage,
        since=since,
        error=row.error or "",
        error_at=row.error_at,
        errors=row.errors or 0,
        voted=row.voted,
        ballots=row.ballots,
    )


def _stage(row: Any) -> tuple[Stage, datetime | None]:
    """The furthest stage that the database tells of. An active account is certain; a noted step may
    be missing."""
    invited = (Stage.INVITED if row.is_invited else Stage.WAITING, row.step_at)
    noted = (Stage(row.step), row.step_at) if row.step in _STEPS else invited
    active = (Stage.ACTIVE, row.activated_at) if row.activated_at else invited
    return max(noted, active, key=lambda item: _ORDER.index(item[0]))
