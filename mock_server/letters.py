"""What the portal writes to a voter: a document of the election, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from mock_server.dates import in_words
from mock_server.election import Election
from mock_server.links import issue_link, link_url
from mock_server.mail import Mail, fill, queue
from mock_server.portal_time import portal_now
from mock_server.recovery_links import LIFETIME, issue_recovery_link, recovery_url
from mock_server.voters import Voter


def letter(
    election: Election,
    voter: Voter,
    kind: str,
    *,
    link: str = "",
    expires_at: datetime | None = None,
    news: Mapping[str, str] | None = None,
) -> Mail:
    """The mail of this kind to this voter, in the voter's language. ``news`` are the values
    of the places that only this kind has, such as ``{"number": ..., "text": ...}``."""
    language = voter.language
    texts = election.texts[language]

    def said(moment: datetime) -> str:
        return in_words(moment, election.time_zone, language)

    document = fill(
        election.documents[language][kind],
        {
            "first_name": voter.first_name,
            "family_name": voter.family_name,
            "election": texts.name,
            "organiser": texts.organiser,
            "support": texts.support,
            "opens_at": said(election.opens_at),
            "closes_at": said(election.closes_at),
            "expires_at": said(expires_at) if expires_at else "",
            "link": link,
            **(news or {}),
        },
    )
    return Mail(
        sender=election.sender,
        recipient=voter.address,
        subject=document.subject,
        body=document.body,
    )


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
