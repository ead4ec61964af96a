"""Emails that carry a link: sent by the elections office, or on request. The link is issued and its
mail queued in one transaction.

Nobody learns whether an account exists: known, unknown and active addresses take the same reads and
writes. A mail without a recipient is written as a decoy, and removed an hour later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from mock_server.accounts.links import activation_lifetime, issue_link, link_url
from mock_server.accounts.repeats import is_marked, leave_mark
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.addresses import address_key, is_address
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.locks import sweep, take_turns
from mock_server.election.context import PortalContext
from mock_server.election.mail_texts import WITH_LINK
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter, find_voter
from mock_server.mail.outbox import Entry, Mail, newest_with_link, queue, sealed
from mock_server.mail.templates import hours_of_the_vote, letter
from mock_server.security.credentials import PortalKey
from mock_server.security.quotas import Quota
from mock_server.security.rate_limit import forget_counts
from tui_voter.contract.activation import LinkRequest, LinkRequested
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rules import RECOVERY_LIFETIME

PERIOD: Final = timedelta(hours=1)
MAILS_A_PERIOD: Final = 3
"""The mails that one address is sent in a period. Further requests are accepted, and silently do
nothing."""

BY_ONE_CLIENT: Final = Quota(most=200, period=PERIOD)
BY_ANYBODY: Final = Quota(most=10_000, period=PERIOD)
"""The requests that are accepted in a period. Each may write a link and an email, even if only a
decoy. A training room is one client: three requests for each learner must not be too many. All
requests of a period take some 40 MB."""

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


# --- Sending ------------------------------------------------------------------------------


class LinkMailer(msgspec.Struct, frozen=True):
    """Issues links and queues the mails that carry them, sealed under the portal's ``key``."""

    election: ElectionDefinition
    public_url: str
    key: PortalKey

    @classmethod
    def of(cls, context: PortalContext) -> LinkMailer:
        return cls(context.election, context.public_url, context.key)

    def invite(self, tx: Connection, voter: Voter, now: datetime) -> Mail:
        """Issue a link and queue the activation mail that carries it."""
        return self.send_link(tx, voter, now, kind="activation")

    def send_link(self, tx: Connection, voter: Voter, now: datetime, *, kind: str) -> Mail:
        """Queue an activation link. The work is the same for every voter: if the link is of no use,
        a decoy is written."""
        of_use = voter.id if voter.id and voter.activated_at is None else None
        lifetime = activation_lifetime(self.election, portal_now(tx, now))
        token = issue_link(tx, LinkKind.ACTIVATION, of_use, now, now + lifetime)
        return self._send(tx, voter, kind, LinkKind.ACTIVATION, token, now, lifetime)

    def send_recovery(self, tx: Connection, voter: Voter, now: datetime) -> None:
        """Queue a recovery link, or an activation link if the account is not active yet. The work
        is the same for every voter: if the link is of no use, a decoy is written."""
        active = voter.activated_at is not None
        lifetimes = {
            LinkKind.ACTIVATION: activation_lifetime(self.election, portal_now(tx, now)),
            LinkKind.RECOVERY: RECOVERY_LIFETIME,
        }
        of_use = LinkKind.RECOVERY if active or not voter.id else LinkKind.ACTIVATION
        tokens = {
            kind: issue_link(
                tx, kind, voter.id if voter.id and kind is of_use else None, now, now + lifetime
            )
            for kind, lifetime in lifetimes.items()
        }
        mail = "recovery" if of_use is LinkKind.RECOVERY else "new_link"
        self._send(tx, voter, mail, of_use, tokens[of_use], now, lifetimes[of_use])

    def _send(
        self,
        tx: Connection,
        voter: Voter,
        kind: str,
        link_kind: LinkKind,
        token: str,
        now: datetime,
        lifetime: timedelta,
    ) -> Mail:
        # A link expires by real time, but voters read all dates by the portal's clock.
        there = portal_now(tx, now)
        vote = hours_of_the_vote(self.election, voter.language, there)
        link = link_url(self.public_url, link_kind, token)
        mail = letter(
            self.election,
            voter,
            kind,
            link=link,
            expires_at=there + lifetime,
            news={"vote": vote},
        )
        kept = sealed(mail, self.key)  # whatever the kind, for the same work
        queued = kept if kind in WITH_LINK else mail
        queue(tx, queued, voter_id=voter.id or None, kind=kind, now=now)
        return mail


def invited_elsewhere(
    found: Iterable[Entry], voters: Iterable[Voter], key: PortalKey, public_url: str
) -> int:
    """The number of these voters whose newest link, among these mails, has another address than the
    portal's."""
    newest = newest_with_link(found, key)
    here = f"\n{public_url}/"
    return sum(here not in newest[v.address] for v in voters if v.address in newest)


# --- Requests for a link ------------------------------------------------------------------


async def request_link(
    context: PortalContext, request: LinkRequest, client: str, language: Language
) -> LinkRequested:
    """Mail another activation link to a voter who asks for it."""
    address = request.address.strip()
    if not is_address(address):
        raise Refusal(ErrorCode.INVALID_REQUEST)
    now = context.clock()
    named = address_key(address).encode()
    address_mac = context.key.mac("address", named)
    mark = context.key.mac("link asked for", named, request.captcha_id.encode())

    def act(tx: Connection) -> Refusal | None:
        refusal = context.captchas.refusal(tx, None, CaptchaPurpose.LINK, request, language, now)
        if refusal:
            return None if is_marked(tx, mark, now) else refusal
        count_request(tx, context.key, LinkKind.ACTIVATION, client, now)
        voter = find_voter(tx, address)
        if is_granted(tx, address_mac, now):
            kind = "already_active" if voter and voter.activated_at else "new_link"
            reader = voter or nobody(context)
            LinkMailer.of(context).send_link(tx, reader, now, kind=kind)
        leave_mark(tx, mark, now)
        forget_requests(tx, now)
        return None

    if refusal := await context.database.writing(act):
        raise refusal
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
    """Count a request for a link of this kind, whatever its address, before anything is written.
    Raises :class:`Refusal` if there have been too many."""
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
