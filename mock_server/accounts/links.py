"""Activation links: issued, found, used once. Only a hash of the token is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, bindparam, insert, select, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep, take_turns
from mock_server.election.voters import Voter, voter_of
from mock_server.security.credentials import token_hash
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, link_path, new_link_token

PERIOD: Final = timedelta(hours=1)
MAILS_A_PERIOD: Final = 3
"""To one address; more requests are taken, and silently do nothing."""

_link, _granted = schema.activation_link, schema.link_request

# Statements are built once: building one takes longer than running it.
_ISSUE = insert(_link)
_FIND = (
    select(
        _link.c.token_hash,
        _link.c.expires_at,
        _link.c.used_at,
        _link.c.password_hash.label("kept_password_hash"),
        _link.c.ticket_hash,
        schema.voter,
    )
    .join(schema.voter, schema.voter.c.id == _link.c.voter_id)
    .where(_link.c.token_hash == bindparam("token_hash"))
)
_LOCK = _FIND.with_for_update(key_share=True, of=_link)
_NOT_USED = and_(_link.c.token_hash == bindparam("link_hash"), _link.c.used_at.is_(None))
_KEEP_PASSWORD = (
    update(_link)
    .where(_NOT_USED)
    .values(password_hash=bindparam("new_password"), ticket_hash=bindparam("new_ticket"))
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
_GRANTED_BEFORE = (
    select(_granted.c.id)
    .where(_granted.c.address_mac == bindparam("mac"), _granted.c.asked_at > bindparam("since"))
    .limit(MAILS_A_PERIOD)
)
_FORGET = (
    sweep(_granted, _granted.c.asked_at <= bindparam("until")),
    sweep(_link, _link.c.voter_id.is_(None), _link.c.created_at <= bindparam("until")),
    sweep(
        schema.mail,
        schema.mail.c.voter_id.is_(None),
        schema.mail.c.queued_at <= bindparam("until"),
    ),
)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link as the database knows it, with its voter."""

    token_hash: bytes
    voter: Voter
    expires_at: datetime
    used_at: datetime | None
    password_hash: str | None
    ticket_hash: bytes | None

    @property
    def spent(self) -> bool:
        """Used up, by itself or because its voter's account is active by another."""
        return self.used_at is not None or self.voter.activated_at is not None

    @property
    def end(self) -> ErrorCode:
        """Why a spent link opens nothing: it did its work, or the office took it back."""
        active = self.voter.activated_at is not None
        return ErrorCode.LINK_USED if active else ErrorCode.LINK_WITHDRAWN


def link_url(public_url: str, token: str) -> str:
    return f"{public_url}{link_path(LinkKind.ACTIVATION)}{token}"


def issue_link(tx: Connection, voter_id: int | None, now: datetime, expires_at: datetime) -> str:
    """A new link's token; for nobody (None) one that opens nothing. It expires by the
    portal's time."""
    token = new_link_token()
    tx.execute(
        _ISSUE,
        {
            "token_hash": token_hash(token),
            "voter_id": voter_id,
            "created_at": now,
            "expires_at": expires_at,
        },
    )
    return token


def find_link(tx: Connection, token: str, *, lock: bool = False) -> Link | None:
    """A link, if there is one; an act that goes on to write locks it."""
    statement = _LOCK if lock else _FIND
    row = tx.execute(statement, {"token_hash": token_hash(token)}).mappings().one_or_none()
    if row is None:
        return None
    return Link(
        token_hash=row["token_hash"],
        voter=voter_of(row),
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        password_hash=row["kept_password_hash"],
        ticket_hash=row["ticket_hash"],
    )


def usable_link(tx: Connection, token: str, now: datetime, *, lock: bool = False) -> Link:
    """The link, if an account can still be activated with it. Raises :class:`Refusal`."""
    link = find_link(tx, token, lock=lock)
    if link is None:
        raise Refusal(ErrorCode.LINK_UNKNOWN)
    if link.spent:
        # Its row was waited for, its voter's was not: another act may have just used it.
        link = find_link(tx, token) or link
        raise Refusal(link.end)
    if link.expires_at <= now:
        raise Refusal(ErrorCode.LINK_EXPIRED)
    return link


def keep_password(tx: Connection, link_hash: bytes, password_hash: str, ticket_hash: bytes) -> bool:
    """Keep a password with a link, in place of an earlier one; False once it is used."""
    result = tx.execute(
        _KEEP_PASSWORD,
        {"link_hash": link_hash, "new_password": password_hash, "new_ticket": ticket_hash},
    )
    return result.rowcount == 1


def use_link(tx: Connection, link_hash: bytes, ticket_hash: bytes, now: datetime) -> bool:
    """Use up a link, once, with its latest ticket; False when that is not to be."""
    result = tx.execute(_USE, {"link_hash": link_hash, "ticket": ticket_hash, "now": now})
    return result.rowcount == 1


def use_up_links(tx: Connection, voter_id: int, now: datetime) -> None:
    """All of a voter's links."""
    tx.execute(_USE_UP, {"voter": voter_id, "now": now})


# --- New links on request -----------------------------------------------------------------


def is_granted(tx: Connection, address_mac: bytes, now: datetime) -> bool:
    """Whether one more mail may go to an address, which is noted. What is not granted is not
    counted: whoever asks again and again must not keep the voter's own mails away."""
    take_turns(tx, address_mac)
    earlier = tx.execute(_GRANTED_BEFORE, {"mac": address_mac, "since": now - PERIOD}).all()
    granted = len(earlier) < MAILS_A_PERIOD
    if granted:
        tx.execute(insert(_granted), {"address_mac": address_mac, "asked_at": now})
    return granted


def forget_requests(tx: Connection, now: datetime) -> None:
    """Take away what only requests of before needed, decoys included."""
    for statement in _FORGET:
        tx.execute(statement, {"until": now - PERIOD})
