"""The ballots that a voter takes part in, their electoral rolls and their candidate lists."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs, Subject
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import (
    MOST_BALLOTS,
    MOST_CANDIDATES,
    MOST_LISTS,
    LongText,
    Markdown,
    Request,
    Response,
    ShortText,
)
from tui_voter.secret import Secret

_BALLOTS: Final = Subject("ballots", Needs.SESSION)


class Ballot(Response, frozen=True, kw_only=True):
    """A ballot (scrutin) that the voter takes part in. ``voters`` is the roll's length."""

    id: ShortText
    name: ShortText
    description: LongText
    seats: Annotated[int, Meta(ge=1, le=1_000_000)]
    voters: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Ballots(Response, frozen=True, kw_only=True):
    """The voter's own ballots, in the election's order."""

    ballots: Annotated[tuple[Ballot, ...], Meta(max_length=MOST_BALLOTS)]


READ_BALLOTS: Final = Endpoint(
    _BALLOTS,
    "GET /api/ballots",
    NOTHING,
    Ballots,
    "The ballots that the voter can vote in, in the election's order.",
)


async def read_ballots(portal: Portal, session: Secret) -> Ballots:
    return await portal.call(READ_BALLOTS, None, session)


# --- Electoral rolls

ROLL_PAGE, LARGEST_ROLL_PAGE = 25, 100
"""Entries of a page unless asked otherwise, and at most."""


class RollQuery(Request, frozen=True, kw_only=True):
    """A page of a ballot's electoral roll.

    ``search`` is the beginning of "family name first name", compared without case, accents
    and punctuation ("dup" finds "Dupont Zoé", "dupont z" too). ``after`` is the ``after``
    of the page before, "" for the first one.
    """

    search: Annotated[str, Meta(max_length=100)] = ""
    after: Annotated[str, Meta(max_length=600)] = ""
    limit: Annotated[int, Meta(ge=1, le=LARGEST_ROLL_PAGE)] = ROLL_PAGE


class RollEntry(Response, frozen=True, kw_only=True):
    """One voter in a roll. ``me`` marks the reader's own entry."""

    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    me: bool = False


class RollPage(Response, frozen=True, kw_only=True):
    """Entries by family name, then first name. ``after`` is "" on the last page."""

    entries: Annotated[tuple[RollEntry, ...], Meta(max_length=LARGEST_ROLL_PAGE)]
    after: Annotated[str, Meta(max_length=600)] = ""


READ_ROLL: Final = Endpoint(
    _BALLOTS,
    "POST /api/ballots/{ballot_id}/roll",
    RollQuery,
    RollPage,
    "A page of the roll. The search is in the body, so it appears in no log.",
    errors=(ErrorCode.NOT_FOUND,),
    again="The same.",
    repeatable=True,
)


async def read_roll(portal: Portal, session: Secret, ballot_id: str, query: RollQuery) -> RollPage:
    return await portal.call(READ_ROLL, query, session, ballot_id)


# --- Candidate lists


class Candidate(Response, frozen=True, kw_only=True):
    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""


class CandidateList(Response, frozen=True, kw_only=True):
    """A list with its candidates in their order, and its statement (profession de foi).
    ``official`` is its name on the sealed ballot paper, in the election's first language; "" where
    that is ``name``."""

    id: ShortText
    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    union: ShortText
    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=MOST_CANDIDATES)]
    statement: Markdown


class CandidateLists(Response, frozen=True, kw_only=True):
    """A ballot's lists in their official order; none before ``Election.lists_from``."""

    lists: Annotated[tuple[CandidateList, ...], Meta(max_length=MOST_LISTS)]


READ_CANDIDATE_LISTS: Final = Endpoint(
    _BALLOTS,
    "GET /api/ballots/{ballot_id}/lists",
    NOTHING,
    CandidateLists,
    "The lists in their official order; none before they are published.",
    errors=(ErrorCode.NOT_FOUND,),
)


async def read_candidate_lists(portal: Portal, session: Secret, ballot_id: str) -> CandidateLists:
    return await portal.call(READ_CANDIDATE_LISTS, None, session, ballot_id)
