"""Mails that carry a link: the link is issued and its mail queued in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts.links import issue_link, link_url
from mock_server.accounts.recovery_links import LIFETIME, issue_recovery_link, recovery_url
from mock_server.election.model import Election
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter
from mock_server.mail.outbox import Mail, queue
from mock_server.mail.templates import letter


def invite(
    tx: Connection, election: Election, voter: Voter, public_url: str, now: datetime
) -> Mail:
    """Issue a link and queue the activation mail that carries it."""
    return send_link(tx, election, voter, public_url, now, kind="activation")


def send_link(
    tx: Connection, election: Election, voter: Voter, public_url: str, now: datetime, *, kind: str
) -> Mail:
    """The same work for every voter; one who has no use for a link gets nobody's."""
    of_use = voter.id if voter.id and voter.activated_at is None else None
    expires_at = portal_now(tx, now) + election.link_lifetime
    token = issue_link(tx, of_use, now, expires_at)
    mail = letter(
        election,
        voter,
        kind,
        link=link_url(public_url, token),
        expires_at=expires_at,
    )
    queue(tx, mail, voter_id=voter.id or None, kind=kind, now=now)
    return mail


def send_recovery(
    tx: Connection, election: Election, voter: Voter, public_url: str, now: datetime
) -> None:
    """A link for a forgotten password; to a voter whose account is not active yet, a new
    link to activate it. The same work for every voter: links of no use are nobody's."""
    active = voter.activated_at is not None
    expires_at = portal_now(tx, now) + election.link_lifetime
    to_activate = issue_link(tx, voter.id if voter.id and not active else None, now, expires_at)
    to_recover = issue_recovery_link(tx, voter.id if active else None, now)
    kind = "recovery" if active or not voter.id else "new_link"
    links = {
        "recovery": (recovery_url(public_url, to_recover), now + LIFETIME),
        "new_link": (link_url(public_url, to_activate), expires_at),
    }
    link, until = links[kind]
    mail = letter(election, voter, kind, link=link, expires_at=until)
    queue(tx, mail, voter_id=voter.id or None, kind=kind, now=now)
