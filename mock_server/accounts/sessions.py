"""Sessions: opened by an activation, a sign-in or a new password; ended by the voter, by
time, or by a change of the password."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from mock_server.core.times import seconds_until
from mock_server.db import schema
from mock_server.db.failures import DatabaseBusy
from mock_server.db.locks import sweep
from mock_server.election.context import PortalContext
from mock_server.election.troubles import What, on_since
from mock_server.election.voters import Voter, voter_of
from mock_server.security.credentials import token_hash
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import SESSION_LEEWAY
from tui_voter.contract.signing_in import SignedIn

_session = schema.session

_LIVING = (
    _session.c.token_hash == bindparam("token"),
    _session.c.expires_at > bindparam("now"),
)
_OPEN = insert(_session)
_FIND = select(_session.c.expires_at).where(*_LIVING)
_WITH_VOTER = (
    select(_session.c.expires_at, schema.voter)
    .join(schema.voter, schema.voter.c.id == _session.c.voter_id)
    .where(*_LIVING)
)
_VOTER = select(_session.c.voter_id).where(*_LIVING)
_PROLONG = update(_session).where(*_LIVING).values(expires_at=bindparam("until"))
_END = delete(_session).where(*_LIVING)
_END_OTHERS = delete(_session).where(
    _session.c.voter_id == bindparam("voter"), _session.c.token_hash != bindparam("token")
)
_FORGET = sweep(_session, _session.c.expires_at <= bindparam("now"))


def open_session(
    tx: Connection, context: PortalContext, token: str, voter_id: int, now: datetime
) -> None:
    row = {
        "token_hash": token_hash(token),
        "voter_id": voter_id,
        "opened_at": context.portal_time.at(now),
        "expires_at": now + context.election.session_idle,
        "unlocked": False,
    }
    tx.execute(_OPEN, row)


def session_end(tx: Connection, token: str, now: datetime) -> datetime | None:
    """When a live session ends; None if the session is not live."""
    found = tx.execute(_FIND, {"token": token_hash(token), "now": now})
    return found.scalar_one_or_none()


def voter_signed_in(tx: Connection, token: str, now: datetime) -> int | None:
    """The number of the voter of a live session, which is not extended; None if there is none."""
    found = tx.execute(_VOTER, {"token": token_hash(token), "now": now})
    return found.scalar_one_or_none()


async def use_session(context: PortalContext, token: str, now: datetime) -> Voter | None:
    """The voter of a live session, which is extended; None if the session is not live."""
    living = {"token": token_hash(token), "now": now}
    idle = context.election.session_idle

    def find(tx: Connection) -> RowMapping | None:
        row = tx.execute(_WITH_VOTER, living).mappings().one_or_none()
        if row is None or not context.training:
            return row
        # Since then it has not been extended. One that was opened later ends later.
        cut_off = on_since(tx, What.EXPIRE_SESSION, row["id"], now)
        return None if cut_off is not None and row["expires_at"] <= cut_off + idle else row

    row = await context.database.reading(find)
    if row is None:
        return None
    until = now + idle
    if until - row["expires_at"] >= SESSION_LEEWAY:
        with suppress(DatabaseBusy):  # a request need not wait for this: the next is near
            await context.database.writing(
                lambda tx: tx.execute(_PROLONG, {**living, "until": until})
            )
    return voter_of(row)


def end_session(tx: Connection, token: str, now: datetime) -> bool:
    """End a live session; False if there is none."""
    return tx.execute(_END, {"token": token_hash(token), "now": now}).rowcount == 1


def end_sessions(tx: Connection, voter_id: int, *, but: str) -> None:
    """End every session of a voter except that of the token ``but``."""
    tx.execute(_END_OTHERS, {"voter": voter_id, "token": token_hash(but)})


def forget_sessions(tx: Connection, now: datetime) -> None:
    """Delete sessions that have ended. This is the last step of an act (:mod:`.locks`)."""
    tx.execute(_FORGET, {"now": now})


def signed_in(
    context: PortalContext, token: str, ends_at: datetime, language: Language, now: datetime
) -> SignedIn:
    """The answer that describes an open session."""
    return SignedIn(
        session=token,
        expires_in=seconds_until(ends_at, now),
        election=context.view(language),
    )
