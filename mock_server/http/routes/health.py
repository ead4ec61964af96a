"""Whether the portal lives and whether it can work, for whoever runs it.

They are no part of the wire contract, so the OpenAPI document leaves them out.
"""

from __future__ import annotations

import logging
from typing import Final

from litestar import MediaType, route
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import RETRY_AFTER
from mock_server.http.routes.requests import TheContext
from tui_voter.contract.errors import ErrorCode

_METHODS: Final = ("GET", "HEAD")
_VERSION: Final = select(schema.revision.c.version_num)

_log = logging.getLogger(__name__)


@route("/health", http_method=_METHODS, media_type=MediaType.TEXT, include_in_schema=False)
async def health() -> str:
    """The process lives and answers. Nothing else is looked at: a portal whose database is
    away must not be restarted for it."""
    return "alive\n"


@route("/ready", http_method=_METHODS, media_type=MediaType.TEXT, include_in_schema=False)
async def ready(context: TheContext) -> str:
    """The database answers and is of this program's version; ``busy`` otherwise."""
    try:
        found = await context.database.reading(lambda tx: tx.execute(_VERSION).scalar_one_or_none())
    except DBAPIError:
        found = None
    if found != str(schema.VERSION):
        _log.error("the database is not of version %s", schema.VERSION)
        raise Refusal(ErrorCode.BUSY, retry_after=RETRY_AFTER)
    return "ready\n"
