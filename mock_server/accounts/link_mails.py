"""Emails that carry a link: sent by the elections office, or on request. The link is issued and its
mail queued in one transaction.

Never reveals whether an account exists: known, unknown and active addresses take the same reads
and writes. What has no recipient is written as a decoy, and removed an hour later.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from mock_server.accounts.links import issue_link, link_url
from mock_server.core.addresses import address_key, is_address
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep, take_turns
from mock_server.election.context import PortalContext
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter, find_voter
from mock_server.mail.outbox import Mail, queue
from mock_server.mail.templates import letter
from mock_server.security.credentials import PortalKey
from mock_server.security.quotas import Quota
from mock_server.security.rate_limit import forget_counts
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rules import RECOVERY_LIFETIME
from tui_voter.contract.shapes import LinkRequest, LinkRequested

PERIOD: Final = timedelta(hours=1)
MAILS_A_PERIOD: Final = 3
"""To one address; more requests are taken, and silently do nothing."""

BY_ONE_CLIENT: Final = Quota(most=200, period=PERIOD)
BY_ANYBODY: Final = Quota(most=10_000, period=PERIOD)
"""Requests: each may write a link and an email, be it a decoy. A training room has one client,
and three requests for each learner are not too many; altogether they take some 40 MB."""

_granted = schema.link_request
_GRANT = insert(_granted)
_GRANTED_BEFORE = (
    select(_granted.c.id)
    .where(_granted.c.address_mac == bindparam("mac"), _granted.c.asked_at > bindparam("since"))
    .limit(MAILS_A_PERIOD)
)
_FORGET = (
    sweep(_granted, _granted.c.asked_at <= bindparam("until")),
    *(
        sweep(table, table.c.voter_id.is_(None), moment <= bindparam("until"))
        for table, moment in (
            (schema.mailed_link, schema.mailed_link.c.created_at),
            (schema.mail, schema.mail.c.queued_at),
        )
    ),
)


# --- Sent ---------------------------------------------------------------------------------


def invite(
    tx: Connection, election: ElectionDefinition, voter: Voter, public_url: str, now: datetime
) -> Mail:
    """Issue a link and queue the activation mail that carries it."""
    return send_link(tx, election, voter, public_url, now, kind="activation")


def send_link(
    tx: Connection,
    election: ElectionDefinition,
    voter: Voter,
    public_url: str,
    now: datetime,
    *,
    kind: str,
) -> Mail:
    """Queue an activation link. The same work for every voter: if it is of no use, a decoy is
    written."""
    of_use = voter.id if voter.id and voter.activated_at is None else None
    expires_at = portal_now(tx, now) + election.link_lifetime
    token = issue_link(tx, LinkKind.ACTIVATION, of_use, now, expires_at)
    url = link_url(public_url, LinkKind.ACTIVATION, token)
    return _send(tx, election, voter, kind, url, expires_at, now)


def send_recovery(
    tx: Connection, election: ElectionDefinition, voter: Voter, public_url: str, now: datetime
) -> None:
    """Queue a recovery link, or an activation link if the account is not active yet. The same work
    for every voter: if it is of no use, a decoy is written."""
    active = voter.activated_at is not None
    ends = {
        LinkKind.ACTIVATION: portal_now(tx, now) + election.link_lifetime,
        LinkKind.RECOVERY: now + RECOVERY_LIFETIME,
    }
    of_use = LinkKind.RECOVERY if active or not voter.id else LinkKind.ACTIVATION
    urls = {}
    for kind, expires_at in ends.items():
        whose = voter.id if voter.id and kind is of_use else None
        urls[kind] = link_url(public_url, kind, issue_link(tx, kind, whose, now, expires_at))
    mail = "recovery" if of_use is LinkKind.RECOVERY else "new_link"
    _send(tx, election, voter, mail, urls[of_use], ends[of_use], now)


def _send(
    tx: Connection,
    election: ElectionDefinition,
    voter: Voter,
    kind: str,
    link: str,
    expires_at: datetime,
    now: datetime,
) -> Mail:
    mail = letter(election, voter, kind, link=link, expires_at=expires_at)
    queue(tx, mail, voter_id=voter.id or None, kind=kind, now=now)
    return mail


# --- Asked for ----------------------------------------------------------------------------


async def request_link(context: PortalContext, request: LinkRequest, client: str) -> LinkRequested:
    """Another link to activate an account."""
    address = request.address.strip()
    if not is_address(address):
        raise Refusal(ErrorCode.INVALID_REQUEST)
    now = context.clock()
    address_mac = context.key.mac("address", address_key(address).encode())

    def act(tx: Connection) -> None:
        count_request(tx, context.key, LinkKind.ACTIVATION, client, now)
        voter = find_voter(tx, address)
        if is_granted(tx, address_mac, now):
            kind = "already_active" if voter and voter.activated_at else "new_link"
            reader = voter or nobody(context)
            send_link(tx, context.election, reader, context.public_url, now, kind=kind)
        forget_requests(tx, now)

    await context.database.writing(act)
    return LinkRequested()


def nobody(context: PortalContext) -> Voter:
    """The recipient of a decoy. The requested address is not kept: it may be anybody's."""
    return Voter(
        address="nobody@portal.invalid",
        family_name="Nobody",
        first_name="Nobody",
        language=context.election.languages[0],
    )


def count_request(
    tx: Connection, key: PortalKey, kind: LinkKind, client: str, now: datetime
) -> None:
    """Count a request for a link of this kind before anything is written, whatever its address.
    Raises :class:`Refusal` where there have been too many."""
    BY_ONE_CLIENT.use(tx, key.mac("links asked for", kind.value.encode(), client.encode()), now)
    BY_ANYBODY.use(tx, key.mac("links asked for", kind.value.encode()), now)


def is_granted(tx: Connection, address_mac: bytes, now: datetime) -> bool:
    """Whether one more email may be sent to an address; if so, it is counted. Refused requests are
    not counted: repeated requests must not keep the voter's own emails away."""
    take_turns(tx, address_mac)
    earlier = tx.execute(_GRANTED_BEFORE, {"mac": address_mac, "since": now - PERIOD}).all()
    granted = len(earlier) < MAILS_A_PERIOD
    if granted:
        tx.execute(_GRANT, {"address_mac": address_mac, "asked_at": now})
    return granted


def forget_requests(tx: Connection, now: datetime) -> None:
    """Delete outdated rows, decoys included. The last step of a transaction
    (:mod:`mock_server.db.locks`)."""
    for statement in _FORGET:
        tx.execute(statement, {"until": now - PERIOD})
    forget_counts(tx, now)
