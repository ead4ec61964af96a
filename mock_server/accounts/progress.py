"""Each learner's progress, recorded during a training.

It is recorded after each request, in a separate transaction, and never makes a request fail.
Times are real time: a trainer wants to know how long somebody has been stuck.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from mock_server.core.addresses import address_key
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.failures import DatabaseBusy
from mock_server.election.context import PortalContext
from mock_server.security.credentials import token_hash

LONGEST: Final = 1.0
"""The longest that a request waits for its note, in seconds. The note is made even if that takes
longer."""

_log = logging.getLogger(__name__)


class Milestone(StrEnum):
    """What a learner has done, in this order. Before all of these, the link is opened."""

    OPENED = "opened"
    PASSWORD = "password"  # noqa: S105 (a step, no password)
    ACTIVE = "active"
    SIGNED_IN = "signed_in"


NONE_YET: Final = ""
"""The step of a learner who met a refusal before taking the first step."""

_RANK: Final = (
    "CASE {step} "
    + " ".join(f"WHEN '{s}' THEN {n}" for n, s in enumerate(Milestone, 1))
    + " ELSE 0 END"
)
_FURTHER: Final = f"{_RANK.format(step='excluded.step')} > {_RANK.format(step='progress.step')}"

# SQLite and PostgreSQL share this statement, for which SQLAlchemy has no common expression.
_STEP = text(
    "INSERT INTO progress (voter_id, step, step_at, error, errors) "  # noqa: S608 (our own words)
    "VALUES (:voter, :step, :now, '', 0) ON CONFLICT (voter_id) DO UPDATE SET "
    f"step = CASE WHEN {_FURTHER} THEN excluded.step ELSE progress.step END, "
    f"step_at = CASE WHEN {_FURTHER} THEN excluded.step_at ELSE progress.step_at END, "
    "error = '', error_at = NULL, errors = 0"
).bindparams(bindparam("now", type_=schema.Instant))
_ERROR = text(
    "INSERT INTO progress (voter_id, step, step_at, error, error_at, errors) "
    "VALUES (:voter, :none, :now, :error, :now, 1) ON CONFLICT (voter_id) DO UPDATE SET "
    "error = excluded.error, error_at = excluded.error_at, errors = CASE "
    "WHEN progress.error = excluded.error THEN progress.errors + 1 ELSE 1 END"
).bindparams(bindparam("now", type_=schema.Instant))
# What the summary of a training is made of. The first time that a step was taken counts.
_REACHED = text(
    "INSERT INTO reached (voter_id, step, at) VALUES (:voter, :step, :now) "
    "ON CONFLICT (voter_id, step) DO NOTHING"
).bindparams(bindparam("now", type_=schema.Instant))
_REFUSED = text(
    "INSERT INTO refusal (voter_id, step, error, times) "
    "VALUES (:voter, (SELECT step FROM progress WHERE voter_id = :voter), :error, 1) "
    "ON CONFLICT (voter_id, step, error) DO UPDATE SET times = refusal.times + 1"
)
_FORGET_REFUSALS = (
    update(schema.progress)
    .where(schema.progress.c.voter_id == bindparam("voter"))
    .values(error="", error_at=None, errors=0)
)
_FORGET = [
    delete(table).where(table.c.voter_id == bindparam("voter"))
    for table in (schema.progress, schema.reached)
]

_BY_LINK = select(schema.mailed_link.c.voter_id).where(
    schema.mailed_link.c.token_hash == bindparam("named"),
    schema.mailed_link.c.voter_id.is_not(None),
)
_BY_NUMBER = select(schema.voter.c.id).where(schema.voter.c.id == bindparam("named"))
_BY_IDENTIFIER = select(schema.voter.c.id).where(schema.voter.c.address_key == bindparam("named"))


class Who(msgspec.Struct, frozen=True):
    """The person named by a request, who may not exist."""

    query: Select[tuple[int]]
    named: bytes | str | int


def by_link(token: str) -> Who:
    return Who(_BY_LINK, token_hash(token))


def by_identifier(identifier: str) -> Who:
    return Who(_BY_IDENTIFIER, schema.storable(address_key(identifier.strip())))


def by_number(number: int) -> Who:
    return Who(_BY_NUMBER, number)


@asynccontextmanager
async def noted(
    context: PortalContext, who: Who, step: Milestone | None = None
) -> AsyncIterator[None]:
    """Note how the act within this context ends: the ``step`` that it takes, or the code of its
    refusal. Nothing is noted outside of trainings."""
    if not context.training:
        yield
        return
    try:
        yield
    except Refusal as refusal:
        await _note(context, who, None, refusal.code.value)
        raise
    await _note(context, who, step, "")


async def _note(context: PortalContext, who: Who, step: Milestone | None, error: str) -> None:
    now = context.clock()

    def act(tx: Connection) -> None:
        voter = tx.execute(who.query, {"named": who.named}).scalar_one_or_none()
        if voter is None:
            return
        if step:
            for statement in (_STEP, _REACHED):
                tx.execute(statement, {"voter": voter, "step": step.value, "now": now})
        if error:
            tx.execute(_ERROR, {"voter": voter, "none": NONE_YET, "error": error, "now": now})
            tx.execute(_REFUSED, {"voter": voter, "error": error})

    try:
        async with asyncio.timeout(LONGEST):
            await context.database.writing(act)
    except (TimeoutError, DatabaseBusy, SQLAlchemyError) as exc:
        _log.warning("A learner's step was not noted: %s", type(exc).__name__)


def forget_refusals(tx: Connection, voter_id: int) -> None:
    tx.execute(_FORGET_REFUSALS, {"voter": voter_id})


def forget_progress(tx: Connection, voter_id: int) -> None:
    """Let a learner start anew. The refusals that they met remain for the training's summary."""
    for statement in _FORGET:
        tx.execute(statement, {"voter": voter_id})
