"""Emails to voters: a document of the election, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mock_server.core.times import in_words
from mock_server.election.mail_texts import MailText
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter
from mock_server.mail.outbox import Mail


def letter(
    election: ElectionDefinition,
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


def fill(document: MailText, values: Mapping[str, str]) -> MailText:
    """The document with its places filled; values are never read as templates."""
    return MailText(document.subject.format_map(values), document.body.format_map(values))
