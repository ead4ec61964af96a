"""Emails to voters: a document of the election, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mock_server.core.languages import catalogue
from mock_server.core.times import in_words
from mock_server.election.mail_texts import MailText
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter
from mock_server.mail.outbox import Mail
from tui_voter.contract.languages import Language


def letter(
    election: ElectionDefinition,
    voter: Voter,
    kind: str,
    *,
    link: str = "",
    expires_at: datetime | None = None,
    news: Mapping[str, str] | None = None,
) -> Mail:
    """The mail of this kind to this voter, in the voter's language. ``news`` are the values of the
    placeholders that only this kind has, such as ``{"number": ..., "text": ...}``."""
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


def hours_of_the_vote(election: ElectionDefinition, language: Language, now: datetime) -> str:
    """The sentence about when the vote takes place, as it stands ``now`` by the portal's time, and
    about what voting requires."""
    _ = catalogue(language).gettext
    if now < election.opens_at:
        hours = _("The vote will be open from {opens_at} to {closes_at}.")
    elif now < election.closes_at:
        hours = _("The vote is open until {closes_at}.")
    else:
        hours = _("The vote closed on {closes_at}.")
    told = hours.format(
        opens_at=in_words(election.opens_at, election.time_zone, language, names_zone=False),
        closes_at=in_words(election.closes_at, election.time_zone, language),
    )
    notice = _(
        "To vote, you will also need the voting code of your voting notice, on paper. No email "
        "contains it or asks for it."
    )
    return told if now >= election.closes_at else f"{told}\n\n{notice}"


def fill(document: MailText, values: Mapping[str, str]) -> MailText:
    """The document with its placeholders filled; values are never read as templates."""
    return MailText(document.subject.format_map(values), document.body.format_map(values))
