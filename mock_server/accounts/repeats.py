"""Requests that are sent again because their answer was lost. The first leaves a mark, by which the
same request is recognised for an hour, so that nothing is done twice.

A mark is the MAC of what distinguishes the request from all others. Marks are stored with the
requests for links, which are kept for as long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from mock_server.db import schema
from mock_server.db.locks import sweep

KNOWN_FOR: Final = timedelta(hours=1)

_marks = schema.link_request
_LEAVE = insert(_marks)
_FIND = (
    select(_marks.c.id)
    .where(_marks.c.address_mac == bindparam("mac"), _marks.c.asked_at > bindparam("since"))
    .limit(1)
)
_FORGET = sweep(_marks, _marks.c.asked_at <= bindparam("until"))


def leave_mark(tx: Connection, mark: bytes, now: datetime) -> None:
    """Leave the mark of a request. This is the last step of an act, except for steps that delete
    outdated rows (:mod:`.locks`)."""
    tx.execute(_LEAVE, {"address_mac": mark, "asked_at": now})
    tx.execute(_FORGET, {"until": now - KNOWN_FOR})


def is_marked(tx: Connection, mark: bytes, now: datetime) -> bool:
    return tx.execute(_FIND, {"mac": mark, "since": now - KNOWN_FOR}).first() is not None
