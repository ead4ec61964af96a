"""Liveness and readiness, for operators.

They are not part of the wire contract.
"""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import RETRY_AFTER
from mock_server.http.routing import Answer, Call, Route
from tui_voter.contract.errors import ErrorCode

_TEXT: Final = "text/plain; charset=utf-8"
_VERSION: Final = select(schema.revision.c.version_num)

_log = logging.getLogger(__name__)


async def health(_call: Call[None]) -> Answer:
    """Say that the process is alive. Nothing else is checked: a portal must not be restarted
    because its database is unavailable."""
    return Answer(200, b"alive\n", _TEXT)


async def ready(call: Call[None]) -> Answer:
    """Say whether the database answers, can be written to and is of this program's version; the
    problem is ``busy`` if not."""
    try:
        found = await call.context.database.checking(
            lambda tx: tx.execute(_VERSION).scalar_one_or_none()
        )
    except DBAPIError:
        found = None
    if found != str(schema.VERSION):
        _log.error("the database is not of version %s", schema.VERSION)
        raise Refusal(ErrorCode.BUSY, retry_after=RETRY_AFTER)
    return Answer(200, b"ready\n", _TEXT)


ROUTES: Final = (
    Route(("GET", "HEAD"), "/health", health),
    Route(("GET", "HEAD"), "/ready", ready),
)
