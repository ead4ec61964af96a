"""Recovery links: issued, found, tried, used once. Only a hash of the token is kept.

Tries at the challenge question are counted with the link, before they are looked at.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, bindparam, insert, select, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep
from mock_server.election.voters import Voter, voter_of
from mock_server.security.credentials import token_hash
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, link_path, new_link_token

LIFETIME: Final = timedelta(minutes=60)
TRIES: Final = 5

_link = schema.recovery_link

_ISSUE = insert(_link)
_FIND = (
    select(
        _link.c.token_hash,
        _link.c.expires_at,
        _link.c.used_at,
        _link.c.tries,
        _link.c.ticket_hash,
        schema.voter,
    )
    .join(schema.voter, schema.voter.c.id == _link.c.voter_id)
    .where(_link.c.token_hash == bindparam("token_hash"))
)
_LOCK = _FIND.with_for_update(key_share=True, of=_link)
_NOT_USED = and_(_link.c.token_hash == bindparam("link_hash"), _link.c.used_at.is_(None))
_COUNT = (
    update(_link)
    .where(_NOT_USED, _link.c.tries < TRIES)
    .values(tries=_link.c.tries + 1)
    .returning(_link.c.tries)
)
_ANSWERED = (
    update(_link)
    .where(_NOT_USED)
    .values(tries=_link.c.tries - 1, ticket_hash=bindparam("new_ticket"))
)
_USE = (
    update(_link)
    .where(_NOT_USED, _link.c.ticket_hash == bindparam("ticket"))
    .values(used_at=bindparam("now"))
)
_USE_UP = (
    update(_link)
    .where(_link.c.voter_id == bindparam("voter"), _link.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_FORGET = sweep(_link, _link.c.voter_id.is_(None), _link.c.created_at <= bindparam("until"))


class RecoveryLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link as the database knows it, with its voter."""

    token_hash: bytes
    voter: Voter
    expires_at: datetime
    used_at: datetime | None
    tries: int
    ticket_hash: bytes | None

    @property
    def end(self) -> ErrorCode:
        """Why a used link opens nothing: a newer act used it up, or the office took the
        account back."""
        active = self.voter.activated_at is not None
        return ErrorCode.LINK_USED if active else ErrorCode.LINK_WITHDRAWN

    @property
    def tries_left(self) -> int:
        return TRIES - self.tries


def recovery_url(public_url: str, token: str) -> str:
    return f"{public_url}{link_path(LinkKind.RECOVERY)}{token}"


def issue_recovery_link(tx: Connection, voter_id: int | None, now: datetime) -> str:
    """A new link's token; for nobody (None) one that opens nothing."""
    token = new_link_token()
    tx.execute(
        _ISSUE,
        {
            "token_hash": token_hash(token),
            "voter_id": voter_id,
            "created_at": now,
            "expires_at": now + LIFETIME,
            "tries": 0,
        },
    )
    return token


def find_recovery_link(tx: Connection, token: str, *, lock: bool = False) -> RecoveryLink:
    """The link, in whatever state; an act that goes on to write locks it. Raises
    :class:`Refusal` where there is none."""
    statement = _LOCK if lock else _FIND
    row = tx.execute(statement, {"token_hash": token_hash(token)}).mappings().one_or_none()
    if row is None:
        raise Refusal(ErrorCode.LINK_UNKNOWN)
    return RecoveryLink(
        token_hash=row["token_hash"],
        voter=voter_of(row),
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        tries=row["tries"],
        ticket_hash=row["ticket_hash"],
    )


def answerable_link(
    tx: Connection, token: str, now: datetime, *, lock: bool = False
) -> RecoveryLink:
    """The link, if its question can still be answered. Raises :class:`Refusal`."""
    link = find_recovery_link(tx, token, lock=lock)
    if link.used_at is not None:
        raise Refusal(link.end)
    if link.expires_at <= now:
        raise Refusal(ErrorCode.LINK_EXPIRED)
    if link.tries_left <= 0:
        raise Refusal(ErrorCode.TRIES_SPENT)
    return link


def count_answer(tx: Connection, link: RecoveryLink) -> int:
    """Count an answer that is about to be looked at; the tries that are left after it.
    Raises :class:`Refusal` when there were none."""
    tries: int | None = tx.execute(_COUNT, {"link_hash": link.token_hash}).scalar_one_or_none()
    if tries is None:
        raise Refusal(ErrorCode.TRIES_SPENT)
    return TRIES - tries


def keep_ticket(tx: Connection, link: RecoveryLink, ticket_hash: bytes) -> bool:
    """The answer was right and is not counted after all; its ticket replaces an earlier
    one. False once the link is used."""
    result = tx.execute(_ANSWERED, {"link_hash": link.token_hash, "new_ticket": ticket_hash})
    return result.rowcount == 1


def use_recovery_link(
    tx: Connection, link: RecoveryLink, ticket_hash: bytes, now: datetime
) -> bool:
    """Use up a link, once, with its latest ticket, and the voter's other links with it.
    False when that is not to be."""
    mine = {"link_hash": link.token_hash, "ticket": ticket_hash, "now": now}
    if tx.execute(_USE, mine).rowcount != 1:
        return False
    use_up_recovery_links(tx, link.voter.id, now)
    return True


def use_up_recovery_links(tx: Connection, voter_id: int, now: datetime) -> None:
    """All of a voter's links, with their tickets."""
    tx.execute(_USE_UP, {"voter": voter_id, "now": now})


def forget_decoys(tx: Connection, until: datetime) -> None:
    """Take away nobody's links that are older than ``until``."""
    tx.execute(_FORGET, {"until": until})
