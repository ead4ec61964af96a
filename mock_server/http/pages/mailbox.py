"""The mailbox of a training room: everybody's mails, links included."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template
from typing import Final
from urllib.parse import quote

from mock_server.core.times import in_words
from mock_server.election.model import ElectionDefinition
from mock_server.http.pages.page import VOCABULARIES, text, whole_page
from mock_server.mail.message import body_as_html
from mock_server.mail.outbox import Entry
from tui_voter.contract.languages import Language

_ALL, _VOTER, _ONE, _MAIL = (
    Template(text(f"{name}.html"))
    for name in ("mailbox", "mailbox_voter", "mailbox_of", "mailbox_mail")
)

PATH: Final = "/mailbox"


def mailbox_page(election: ElectionDefinition, language: Language, entries: Sequence[Entry]) -> str:
    """The page that lists the voters with mails, by address. ``entries`` are in the order of
    queueing."""
    vocabulary = VOCABULARIES[language]
    of_voter: dict[str, list[Entry]] = {}
    for entry in reversed(entries):
        of_voter.setdefault(entry.mail.recipient, []).append(entry)
    items = "".join(
        _VOTER.substitute(
            vocabulary,
            path=escape(f"{PATH}/{quote(address, safe='@')}?lang={language}"),
            count=len(found),
            **_facts(election, language, found[0]),
        )
        for address, found in sorted(of_voter.items())
    )
    main = _ALL.substitute(
        vocabulary,
        language=language,
        voters=f'<ul class="voters">{items}</ul>' if items else _none(language),
    )
    return whole_page(election, language, vocabulary["mailbox_title"], main)


def mailbox_of_page(
    election: ElectionDefinition, language: Language, address: str, entries: Sequence[Entry]
) -> str:
    """The page with all mails to one voter."""
    vocabulary = VOCABULARIES[language]
    mails = "".join(
        _MAIL.substitute(
            vocabulary,
            number=entry.id,
            body=body_as_html(entry),
            **_facts(election, language, entry),
        )
        for entry in reversed(entries)
    )
    main = _ONE.substitute(vocabulary, language=language, mails=mails or _none(language))
    title = f"{vocabulary['mailbox_of_title']} {escape(address)}"
    return whole_page(election, language, title, main)


def _none(language: Language) -> str:
    return f"<p>{VOCABULARIES[language]['no_mails']}</p>"


def _facts(election: ElectionDefinition, language: Language, entry: Entry) -> dict[str, str]:
    return {
        "address": escape(entry.mail.recipient),
        "sender": escape(entry.mail.sender),
        "subject": escape(entry.mail.subject),
        "mail_language": entry.language.value,
        "date": escape(in_words(entry.queued_at, election.time_zone, language)),
    }
