"""What everybody may read of an election: its dates, its texts and its questions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.endpoint import NOTHING, Endpoint, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import MOST_FAQ_ENTRIES, LongText, Markdown, Response, ShortText


class Election(Response, frozen=True, kw_only=True):
    """The election as everybody may read it.

    ``support`` says how to reach the help desk. Claims can be made until ``claims_until``,
    candidate lists are shown from ``lists_from``, and the portal has been open to voters since
    ``portal_from``, if it says so. ``announcement`` is what the portal has to say to all, "" for
    nothing: a client shows it as it comes, and tells when it is taken back. ``refresh_in`` is how
    many seconds a client waits before it asks again: the portal knows its own load.
    ``portal_time`` runs ``speed`` times as fast as real time, and stands at 0; it differs from
    ``real_time`` where it has been set for training or testing.
    """

    name: ShortText
    organiser: ShortText
    opens_at: datetime
    closes_at: datetime
    time_zone: ShortText
    portal_time: datetime
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=10)]
    policy: PasswordPolicy
    support: LongText
    claims_until: datetime
    lists_from: datetime
    portal_from: datetime | None = None
    announcement: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    refresh_in: Annotated[int, Meta(ge=1, le=3600)] = 60
    speed: Annotated[int, Meta(ge=0, le=3600)] = 1
    real_time: bool = True


READ_ELECTION: Final = Endpoint(
    Subject("election"),
    "GET /api/election",
    NOTHING,
    Election,
    "The election, and the portal's time. Reads no database: everyone asks at the opening.",
)


async def read_election(portal: Portal) -> Election:
    return await portal.call(READ_ELECTION, None)


class DocumentKind(StrEnum):
    """The texts that every election carries."""

    EDITO = "edito"
    ACTIVATION_GUIDE = "activation-guide"
    VOTING_GUIDE = "voting-guide"
    REISSUE_GUIDE = "reissue-guide"


class Document(Response, frozen=True, kw_only=True):
    """A text of the election, in Markdown, without its title."""

    title: ShortText
    text: Markdown


READ_DOCUMENT: Final = Endpoint(
    Subject("documents"),
    "GET /api/documents/{kind}",
    NOTHING,
    Document,
    "A text of the election, in Markdown. Does not read the database.",
    errors=(ErrorCode.NOT_FOUND,),
    parameter=DocumentKind,
)


async def read_document(portal: Portal, kind: DocumentKind) -> Document:
    return await portal.call(READ_DOCUMENT, None, about=kind)


class FaqEntry(Response, frozen=True, kw_only=True):
    """A question that is often asked, with its answer in Markdown."""

    id: ShortText
    group: ShortText
    question: ShortText
    answer: Markdown


class Faq(Response, frozen=True, kw_only=True):
    """Entries in the order to show them; those of a group follow each other."""

    entries: Annotated[tuple[FaqEntry, ...], Meta(max_length=MOST_FAQ_ENTRIES)]


READ_FAQ: Final = Endpoint(
    Subject("documents"),
    "GET /api/faq",
    NOTHING,
    Faq,
    "Frequently asked questions, in groups. Does not read the database.",
)


async def read_faq(portal: Portal) -> Faq:
    return await portal.call(READ_FAQ, None)
