"""What a process that serves knows of the database without asking for each request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy

READ_EVERY: Final = 0.5
"""How often a process looks, in seconds."""


@asynccontextmanager
async def followed(database: Database, *reads: Callable[[Connection], None]) -> AsyncIterator[None]:
    """Within this context, what changes in the database is read within a second. While it is busy,
    all stays as it was read last."""
    following = asyncio.create_task(_follow(database, reads))
    try:
        yield
    finally:
        following.cancel()


async def _follow(database: Database, reads: tuple[Callable[[Connection], None], ...]) -> None:
    def read(tx: Connection) -> None:
        for each in reads:
            each(tx)

    while True:
        await asyncio.sleep(READ_EVERY)
        try:
            await database.reading(read)
        except (DatabaseBusy, SQLAlchemyError):
            continue
