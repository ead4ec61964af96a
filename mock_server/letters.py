"""What the portal writes to a voter: a document of the election, filled in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mock_server.dates import in_words
from mock_server.election import Election
from mock_server.links import issue_link, link_url
from mock_server.mail import Mail, fill, queue
from mock_server.voters import Voter


def letter(
    election: Election, voter: Voter, kind: str, *, link: str = "", expires_at: datetime
) -> Mail:
    """The mail of this kind to this voter, in the voter's language."""
    language = voter.language
    texts = election.texts[language]
    document = fill(
        election.documents[language][kind],
        {
            "first_name": voter.first_name,
            "family_name": voter.family_name,
            "election": texts.name,
            "organiser": texts.organiser,
            "support": texts.support,
            "opens_at": in_words(election.opens_at, election.time_zone, language),
            "closes_at": in_words(election.closes_at, election.time_zone, language),
            "expires_at": in_words(expires_at, election.time_zone, language),
            "link": link,
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
    token = issue_link(tx, of_use, now, election.link_lifetime)
    mail = letter(
        election,
        voter,
        kind,
        link=link_url(public_url, token),
        expires_at=now + election.link_lifetime,
    )
    queue(tx, mail, voter_id=voter.id or None, kind=kind, now=now)
    return mail
