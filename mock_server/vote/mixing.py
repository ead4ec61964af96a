"""Mixing: the ballots that wait go into the urn together, in the order of their trackers.

Each vote writes the register and the waiting ballot in one transaction, so a reader of the database
can link voters to ballots: by transaction numbers, by the order on the disk. After a mixing only
the urn's own order and transactions are left, which tell nothing within a batch. A batch of one
ballot hides nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, literal, select, update

from mock_server.core.times import Clock
from mock_server.db import schema
from mock_server.db.engine import Database, erase
from mock_server.db.failures import DatabaseBusy
from mock_server.election.context import PortalContext
from mock_server.vote.ending import end_urns
from mock_server.vote.lock import have_pending_alone, read_pending
from mock_server.vote.reserve import erase_reserve
from mock_server.vote.seal import SEALED
from mock_server.vote.window import is_over

LOOK_EVERY: Final = 5.0
"""The longest time after which a process checks whether to mix, in seconds."""

_seal, _sealed, _pending, _urn = (
    schema.seal,
    schema.sealed_ballot,
    schema.pending,
    schema.urn,
)

_last = (
    select(func.coalesce(func.max(_urn.c.position), 0))
    .where(_urn.c.ballot_id == _pending.c.ballot_id)
    .correlate(_pending)
    .scalar_subquery()
)
_number = func.row_number().over(partition_by=_pending.c.ballot_id, order_by=_pending.c.tracker)
_MOVE = _urn.insert().from_select(
    ["ballot_id", "position", "credential", "tracker", "body"],
    select(
        _pending.c.ballot_id,
        (_last + _number).label("position"),
        _pending.c.credential,
        _pending.c.tracker,
        _pending.c.body,
    ).order_by(_pending.c.ballot_id, _pending.c.tracker),
)
_WAITING = select(func.count()).select_from(_pending)
_NOTED = update(_seal).where(_seal.c.text != "").values(mixed_at=bindparam("now"))
_DUE = select(literal(1)).where(
    exists(SEALED.where(_seal.c.mixed_at <= bindparam("since"))),
    exists(select(_sealed.c.uuid).where(~_sealed.c.closed)),
)
_OPEN = select(_sealed.c.uuid).where(~_sealed.c.closed)
_CLOSE = update(_sealed).values(closed=True)

_log = logging.getLogger(__name__)


def mix(tx: Connection, now: datetime) -> int:
    """Move the ballots that wait into the urn. Returns their number. ``now`` is the real time."""
    have_pending_alone(tx)
    moved: int = tx.execute(_WAITING).scalar_one()
    if moved:
        tx.execute(_MOVE)
        erase(tx, _pending)
    tx.execute(_NOTED, {"now": now})
    return moved


def close_urns(tx: Connection, now: datetime) -> None:
    """Mix for the last time, once the vote is over: from then on nothing is cast and no code is
    replaced."""
    mix(tx, now)
    tx.execute(_CLOSE)
    erase_reserve(tx)


def is_mixed(tx: Connection) -> bool:
    """Whether no ballot waits."""
    read_pending(tx)
    return bool(tx.execute(_WAITING).scalar_one() == 0)


def mix_now(database: Database, clock: Clock) -> int:
    with database.write() as tx:
        moved = mix(tx, clock())
    database.wipe()
    return moved


@asynccontextmanager
async def mixed(context: PortalContext, every: float) -> AsyncIterator[None]:
    """Within this context, this process mixes whenever it is time and no other process has, and
    closes the urns when the vote is over."""
    mixing = asyncio.create_task(_keep_mixing(context, every))
    try:
        yield
    finally:
        mixing.cancel()


async def _keep_mixing(context: PortalContext, every: float) -> None:
    while True:
        await asyncio.sleep(min(every / 5, LOOK_EVERY))
        try:
            await _mix_when_due(context, timedelta(seconds=every))
        except DatabaseBusy:
            continue  # the next attempt is near
        except Exception:  # noqa: BLE001 (the next time may succeed)
            _log.exception("the ballots could not be mixed")  # the error's text is not logged


async def _mix_when_due(context: PortalContext, every: timedelta) -> None:
    now = context.clock()
    over = is_over(context.election, context.portal_time())

    def is_due(tx: Connection) -> bool:
        statement: Any = _OPEN if over else _DUE
        return tx.execute(statement, {} if over else {"since": now - every}).first() is not None

    def act(tx: Connection) -> bool:
        have_pending_alone(tx)  # then look again: another process may have been first
        if not is_due(tx):
            return False
        if over:
            close_urns(tx, now)
        else:
            mix(tx, now)
        return True

    if await context.database.reading(is_due) and await context.database.writing(act):
        await asyncio.to_thread(context.database.wipe)
    if over:
        await asyncio.to_thread(end_urns, context.database, context.key)
