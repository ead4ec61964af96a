"""Emailed links: issued, found, used once. Only a hash of the token is stored.

Links expire by real time, which guards accounts: no order to the portal's clock ends a link. There
are two kinds. An activation link is also spent once another link has activated the account; until
then its password is kept with it. A recovery link counts the attempts at the challenge question and
at the mailed code before they are checked; one code at a time is valid with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.model import ElectionDefinition
from mock_server.election.troubles import What, on_since
from mock_server.election.voters import Voter, voter_of
from mock_server.security.credentials import token_hash
from mock_server.vote.window import GRACE, bounded, is_over
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind, link_path, new_link_token
from tui_voter.contract.rules import RECOVERY_LIFETIME, RECOVERY_TRIES

_link = schema.mailed_link

# Statements are built once: building one takes longer than running it.
_ISSUE = insert(_link)
_FIND = (
    select(
        _link.c.token_hash,
        _link.c.created_at,
        _link.c.expires_at,
        _link.c.used_at,
        _link.c.tries,
        _link.c.password_hash.label("kept_password_hash"),
        _link.c.ticket_hash,
        _link.c.code_mac,
        _link.c.code_expires_at,
        schema.voter,
    )
    .join(schema.voter, schema.voter.c.id == _link.c.voter_id)
    .where(_link.c.token_hash == bindparam("token_hash"), _link.c.kind == bindparam("kind"))
)
_LOCK = _FIND.with_for_update(key_share=True, of=_link)
# A column set without a value here takes the value of the parameter of its name.
_NOT_USED = update(_link).where(_link.c.used_at.is_(None))
_KEEP = _NOT_USED.where(_link.c.token_hash == bindparam("link_hash"))
_COUNT_ANSWER = (
    _KEEP.where(_link.c.tries < RECOVERY_TRIES)
    .values(tries=_link.c.tries + 1)
    .returning(_link.c.tries)
)
_ANSWERED = _KEEP.values(
    tries=_link.c.tries - 1,
    ticket_hash=bindparam("new_ticket"),
    code_mac=None,
    code_expires_at=None,
)
_USE = _KEEP.where(_link.c.ticket_hash == bindparam("ticket"))
_USE_UP = _NOT_USED.where(
    _link.c.voter_id == bindparam("voter"), _link.c.kind == bindparam("of_kind")
)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link as the database knows it, with its voter."""

    kind: LinkKind
    token_hash: bytes
    voter: Voter
    expires_at: datetime
    used_at: datetime | None
    tries: int
    password_hash: str | None
    ticket_hash: bytes | None
    code_mac: bytes | None
    code_expires_at: datetime | None

    @property
    def spent(self) -> bool:
        """Whether the link is used up: it was used, a newer one replaced it, or its purpose is
        fulfilled."""
        active = self.voter.activated_at is not None
        return self.used_at is not None or (active and self.kind is LinkKind.ACTIVATION)

    @property
    def end(self) -> ErrorCode:
        """Why a spent link no longer works: it was used, or the office cancelled it."""
        active = self.voter.activated_at is not None
        return ErrorCode.LINK_USED if active else ErrorCode.LINK_WITHDRAWN

    @property
    def tries_left(self) -> int:
        return RECOVERY_TRIES - self.tries


def link_url(public_url: str, kind: LinkKind, token: str) -> str:
    return f"{public_url}{link_path(kind)}{token}"


def activation_lifetime(election: ElectionDefinition, there: datetime) -> timedelta:
    """How long an activation link is valid that is issued at the moment ``there``, by the portal's
    clock: to the end of the vote at most. A link that is asked for later leads to the results and
    to what the office answered; it is followed at once, and is valid as long as a recovery link."""
    if is_over(election, there):
        return RECOVERY_LIFETIME
    return bounded(election.link_lifetime, election.closes_at + GRACE, there)


def issue_link(
    tx: Connection, kind: LinkKind, voter_id: int | None, now: datetime, expires_at: datetime
) -> str:
    """Issue a link and return its token. A link for nobody (None) opens nothing."""
    token = new_link_token()
    tx.execute(
        _ISSUE,
        {
            "token_hash": token_hash(token),
            "kind": kind.value,
            "voter_id": voter_id,
            "created_at": now,
            "expires_at": expires_at,
        },
    )
    return token


def find_link(
    tx: Connection, kind: LinkKind, token: str, now: datetime, *, lock: bool = False
) -> Link:
    """The link, in whatever state. Transactions that write lock it. Raises :class:`Refusal` if
    there is none."""
    named = {"token_hash": token_hash(token), "kind": kind.value}
    row = tx.execute(_LOCK if lock else _FIND, named).mappings().one_or_none()
    if row is None:
        raise Refusal(ErrorCode.LINK_UNKNOWN)
    expires_at = row["expires_at"]
    cut_off = on_since(tx, What.EXPIRE_LINK, row["id"], now)
    if cut_off is not None and row["created_at"] <= cut_off:
        expires_at = min(expires_at, cut_off)
    return Link(
        kind=kind,
        token_hash=row["token_hash"],
        voter=voter_of(row),
        expires_at=expires_at,
        used_at=row["used_at"],
        tries=row["tries"],
        password_hash=row["kept_password_hash"],
        ticket_hash=row["ticket_hash"],
        code_mac=row["code_mac"],
        code_expires_at=row["code_expires_at"],
    )


def usable_link(
    tx: Connection, kind: LinkKind, token: str, now: datetime, *, lock: bool = False
) -> Link:
    """The link, if it can still be used. Raises :class:`Refusal`."""
    link = find_link(tx, kind, token, now, lock=lock)
    if link.spent:
        # Only the link's row was locked: another act may have just activated the account.
        raise Refusal(find_link(tx, kind, token, now).end)
    if link.expires_at <= now:
        raise Refusal(ErrorCode.LINK_EXPIRED)
    if link.tries_left <= 0:
        raise Refusal(ErrorCode.TRIES_SPENT)
    return link


def keep_password(tx: Connection, link: Link, password_hash: str, ticket_hash: bytes) -> bool:
    """Keep a password with a link, in place of an earlier one. False if the link is used."""
    kept = {"password_hash": password_hash, "ticket_hash": ticket_hash}
    return tx.execute(_KEEP, {"link_hash": link.token_hash, **kept}).rowcount == 1


def count_answer(tx: Connection, link: Link) -> int:
    """Count an attempt before its answer or code is checked. Returns the attempts left after it;
    raises :class:`Refusal` if there were none."""
    counted = {"link_hash": link.token_hash}
    tries: int | None = tx.execute(_COUNT_ANSWER, counted).scalar_one_or_none()
    if tries is None:
        raise Refusal(ErrorCode.TRIES_SPENT)
    return RECOVERY_TRIES - tries


def keep_code(tx: Connection, link: Link, code_mac: bytes, expires_at: datetime) -> None:
    """Keep the MAC of the latest mailed code, in place of an earlier one's."""
    kept = {"code_mac": code_mac, "code_expires_at": expires_at}
    tx.execute(_KEEP, {"link_hash": link.token_hash, **kept})


def keep_ticket(tx: Connection, link: Link, ticket_hash: bytes) -> bool:
    """Take back the attempt that was counted, as its answer or code was right. The ticket replaces
    an earlier one, and no mailed code is valid any more. False if the link is used."""
    kept = {"link_hash": link.token_hash, "new_ticket": ticket_hash}
    return tx.execute(_ANSWERED, kept).rowcount == 1


def use_link(tx: Connection, link: Link, ticket_hash: bytes, now: datetime) -> bool:
    """Use up a link with its latest ticket. False if it is already used or the ticket is not the
    latest."""
    used = {"link_hash": link.token_hash, "ticket": ticket_hash, "used_at": now}
    return tx.execute(_USE, used).rowcount == 1


def use_up_links(tx: Connection, kind: LinkKind, voter_id: int, now: datetime) -> None:
    """Use up all of a voter's links of one kind, with their tickets."""
    tx.execute(_USE_UP, {"voter": voter_id, "of_kind": kind.value, "used_at": now})
